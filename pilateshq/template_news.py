"""News of the account's templates: kept in their rows, obeyed at once, and told in a sentence."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pilateshq import account, fates, outbox
from pilateshq.conversation.wording import Wording
from pilateshq.models import Memory
from pilateshq.settings import Settings
from pilateshq.whatsapp.template_events import TemplateNews

DELETED = "DELETED"
TO_BE_TOLD = "approved:"  # in Memory, before the name of a template


def listed(templates: Iterable[Mapping[str, Any]], *, settings: Settings, now: datetime) -> list[str]:
    """Keep the account's templates as Meta lists them, let what waits try again, and name what is missing."""
    account.keep_templates(templates, now=now)
    fates.template_changed(now=now)
    return account.missing_templates(language=settings.template_language)


def heard(news: TemplateNews, *, key: str, settings: Settings, now: datetime) -> None:
    """Do what news of a template asks for; the same `key` is told once."""
    if news.event == DELETED:
        account.forget_template(news.name, news.language)
    else:
        account.change_template(news.name, news.language, news.facts, now=now)
    fates.template_changed(now=now)
    if news.event == account.APPROVED:
        Memory.keep(TO_BE_TOLD + news.name, news.language)
    why_not = account.why_not(news.name, language=news.language)
    if message := Wording(settings).template_news(news, why_not):
        outbox.tell_owner(f"template:{key}", message, about=None, settings=settings, now=now)


def tell_approved(*, settings: Settings, now: datetime) -> None:
    """Tell of all that was approved since the last time: a new account's come in by the dozen."""
    rows = Memory.select().where(Memory.name.startswith(TO_BE_TOLD)).order_by(Memory.name)
    languages = {row.name.removeprefix(TO_BE_TOLD): row.value for row in rows}
    approved = {name: account.why_not(name, language=language) for name, language in languages.items()}
    if not approved:
        return
    Memory.forget(*(TO_BE_TOLD + name for name in approved))
    message = Wording(settings).templates_approved(approved)
    outbox.tell_owner(f"approved:{now.isoformat()}", message, about=None, settings=settings, now=now)
