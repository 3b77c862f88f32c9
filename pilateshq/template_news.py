"""News of the account's templates: kept in their rows, obeyed at once, and told in a sentence."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pilateshq import account, fates, outbox
from pilateshq.conversation.wording import Wording
from pilateshq.settings import Settings
from pilateshq.whatsapp.template_events import TemplateNews

log = logging.getLogger(__name__)

DELETED = "DELETED"


def listed(templates: Iterable[Mapping[str, Any]], *, settings: Settings, now: datetime) -> None:
    """Keep the account's templates as Meta lists them, and let what waits for one of them try again."""
    account.keep_templates(templates, now=now)
    fates.template_changed(now=now)
    if missing := account.missing_templates(language=settings.template_language):
        log.warning("the account has no template %s in %s", ", ".join(missing), settings.template_language)


def heard(news: TemplateNews, *, key: str, settings: Settings, now: datetime) -> None:
    """Do what news of a template asks for; the same `key` is told once."""
    if news.event == DELETED:
        account.forget_template(news.name, news.language)
    else:
        account.change_template(news.name, news.language, news.facts, now=now)
    fates.template_changed(now=now)
    why_not = account.why_not(news.name, language=news.language)
    if message := Wording(settings).template_news(news, why_not):
        outbox.tell_owner(f"template:{key}", message, about=None, settings=settings, now=now)
