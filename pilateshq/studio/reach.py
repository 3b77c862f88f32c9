"""What a person may be told and whether it reaches them: their own wishes, a doubt, and what Meta says."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from pilateshq.models import Client, Contact, Purpose
from pilateshq.studio import consents, history, people

OPTED_OUT = "opted out"
DOUBTED = "the number is in doubt"
SILENT = (OPTED_OUT, DOUBTED)  # somebody misses what they would want to know
NO_REMINDERS = "wants no reminders"
NO_NEWS = "has not agreed to news"
# Meta's codes for a person whom nothing reaches: no WhatsApp there or blocked by them, blocked by us, the
# studio itself, and not on the list of a number that is on trial.
OUT_OF_REACH = {131026, 130403, 131021, 131030}
NO_MARKETING = 131050


class Wish(StrEnum):
    """What somebody says of what they want to hear; the value is how a button says it."""

    stop = "stop"
    start = "start"
    no_reminders = "no reminders"
    reminders = "reminders on"
    no_news = "news off"
    news = "news on"
    wrong_number = "wrong number"


def obey(contact: Contact, wish: Wish, *, actor: str, now: datetime) -> bool:
    """Note what somebody wants to hear, and tell whether it changes anything."""
    return _change(contact, f"said {wish}", _moments(wish, now), actor=actor, now=now)


def _moments(wish: Wish, now: datetime) -> dict[str, datetime | None]:
    match wish:
        case Wish.stop:
            return {"stopped_at": now}
        case Wish.start:
            return {"stopped_at": None, "reminders_off_at": None}
        case Wish.no_reminders | Wish.reminders:
            return {"reminders_off_at": now if wish is Wish.no_reminders else None}
        case Wish.no_news | Wish.news:
            return {"news_off_at": now if wish is Wish.no_news else None}
        case Wish.wrong_number:
            return {"doubted_at": now}


def doubt(contact: Contact, *, actor: str, now: datetime) -> bool:
    """Say nothing there until the owner has looked: somebody else may have the number."""
    return _change(contact, "number in doubt", {"doubted_at": now}, actor=actor, now=now)


def trust(contact: Contact, *, actor: str, now: datetime) -> None:
    """Take back a doubt."""
    _change(contact, "number is right", {"doubted_at": None}, actor=actor, now=now)


def failed(contact: Contact, code: int | None, *, now: datetime) -> None:
    """Note of Meta's reason why a message did not arrive what it says of the person."""
    if code == NO_MARKETING:
        _change(contact, "stopped marketing at Meta", {"news_off_at": now}, actor="meta", now=now)
    elif code in OUT_OF_REACH:
        contact.unreachable_code = code
        contact.save(only=["unreachable_code"])
        lost = {"unreachable_at": now}
        _change(contact, "cannot be reached", lost, actor="meta", now=now, detail=str(code))


def arrived(contact: Contact, *, now: datetime) -> None:
    """Note that something has come through to them, or from them."""
    _change(contact, "can be reached again", {"unreachable_at": None}, actor="meta", now=now)


def why_silent(contact: Contact, purpose: str) -> str | None:
    """Tell why somebody may not be told a thing of that purpose, if they may not."""
    if contact.doubted_at:
        return DOUBTED
    if contact.stopped_at:
        return OPTED_OUT
    if purpose == Purpose.reminder and contact.reminders_off_at:
        return NO_REMINDERS
    return NO_NEWS if purpose == Purpose.news and not wants_news(contact) else None


def wants_news(contact: Contact) -> bool:
    client = people.client_of(contact)
    return client is not None and contact.news_off_at is None and consents.has_given(client, consents.NEWS)


def who_want_news() -> list[Client]:
    """List the active clients to whom news may go, by name."""
    return [each for each in people.everyone() if each.active and not why_silent(each.contact, Purpose.news)]


def _change(
    contact: Contact,
    what: str,
    moments: Mapping[str, datetime | None],
    *,
    actor: str,
    now: datetime,
    detail: str = "",
) -> bool:
    """Change what is news, and record it; what has begun keeps its moment."""
    news = {name: moment for name, moment in moments.items() if bool(getattr(contact, name)) != bool(moment)}
    for name, moment in news.items():
        setattr(contact, name, moment)
    if news:
        contact.save(only=list(news))
        client = people.client_of(contact)
        detail = detail if client else f"contact {contact.id} {detail}".strip()
        history.record(what, actor=actor, now=now, client=client, detail=detail)
    return bool(news)
