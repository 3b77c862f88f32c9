"""What the owner is told of the templates that Meta has to approve."""

from collections.abc import Mapping, Sequence

from pilateshq.conversation.wording.voice import Voice
from pilateshq.messages import Message, Text
from pilateshq.whatsapp.template_events import TemplateNews

WAIT = "What is said by it waits, or goes in plain words to who has just written."
IN_MANAGER = "in WhatsApp Manager"
NEWS = {  # what has happened, and what to do
    "REJECTED": (
        "⚠️ Meta has rejected the template {name}",
        f"{WAIT} Please edit it {IN_MANAGER} and submit it again.",
    ),
    "PAUSED": (
        "⚠️ Meta has paused the template {name}, as people complained of it",
        f"{WAIT} Meta lifts the pause after some hours; if it comes again, please edit it {IN_MANAGER}.",
    ),
    "DISABLED": ("⚠️ Meta has disabled the template {name} for good", f"{WAIT} Please appeal {IN_MANAGER}."),
    "FLAGGED": (
        "⚠️ Meta is about to pause the template {name}, as people complain of it",
        f"It still goes out. Please use it less, or edit it {IN_MANAGER}.",
    ),
    "DELETED": (
        "⚠️ The template {name} was deleted at Meta",
        f"{WAIT} pilateshq templates sync makes it anew, which Meta may refuse for 30 days.",
    ),
    "REINSTATED": ("✅ Meta lets the template {name} through again", "There is nothing to do."),
    "CATEGORY": (
        "⚠️ Meta counts the template {name} under another category now",
        f"Marketing costs more, and not everybody gets it; you may ask for a review {IN_MANAGER}.",
    ),
    "CATEGORY_SOON": (
        "⚠️ Meta is about to count the template {name} under another category",
        f"Marketing costs more, and not everybody gets it; you may ask for a review {IN_MANAGER}.",
    ),
    "WORDS": ("The template {name} was changed at Meta", "It still fits what I send."),
    "QUALITY": (
        "⚠️ People complain of the template {name}",
        f"If that goes on, Meta pauses it: please use it less, or edit it {IN_MANAGER}.",
    ),
}
OTHER = ("⚠️ Meta has news of the template {name}: {event}", f"Please look {IN_MANAGER} what it means.")
SAME_AS = {"PENDING_DELETION": "DELETED", "UNARCHIVED": "REINSTATED"}
# The first two surprise nobody, and approvals are told together.
UNTOLD = ("PENDING", "IN_APPEAL", "APPROVED", "")
NAMED = 5  # of those that share a reason
GOOD = ("green", "unknown", "")
GOES_OUT = ("REINSTATED", "WORDS")


class OnTemplates(Voice):
    def template_news(self, news: TemplateNews, why_not: str | None) -> Message | None:
        """Say what has happened and what to do; `why_not` tells why the template cannot be sent, if so."""
        if news.event in UNTOLD or (news.event == "QUALITY" and news.why in GOOD):
            return None
        event = SAME_AS.get(news.event, news.event)
        happened, do = NEWS.get(event, OTHER)
        what = happened.format(name=news.name, event=event.lower().replace("_", " "))
        why = f" ({news.why.rstrip('.')})" if news.why else ""
        if why_not and event in GOES_OUT:
            do = f"But it cannot be sent: {why_not}. pilateshq templates list shows more."
        return Text(f"{what}{why}. {do}")

    def templates_approved(self, approved: Mapping[str, str | None]) -> Message:
        """Say which templates may be sent now; those with a reason cannot be, all the same."""
        wrong = "".join(f" But {name} cannot be sent: {why}." for name, why in approved.items() if why)
        names = f"template{'' if len(approved) == 1 else 's'} {_some([*approved])}"
        return Text(f"✅ Meta has approved the {names}. What waited for that goes out now.{wrong}")

    def templates_hold_back(self, name: str, reasons: Mapping[str, str]) -> Message:
        """Say which templates cannot be sent and why, first the one for which a message waits."""
        by_reason: dict[str, list[str]] = {}
        for each in dict.fromkeys((name, *reasons)):
            by_reason.setdefault(reasons[each].rstrip("."), []).append(each)
        lines = "".join(f"\n• {_some(names)}: {why}" for why, names in by_reason.items())
        return Text(
            f"⚠️ Messages wait, as templates cannot be sent just now:{lines}\n"
            "What waits goes out once Meta lets them through, or in plain words to who has just written."
            " pilateshq templates list shows more, and templates sync makes those that are missing."
        )


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
