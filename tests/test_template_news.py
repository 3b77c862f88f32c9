"""What Meta tells of a template: kept, obeyed at once, and told to the owner in a sentence."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pilateshq import account, template_news
from pilateshq.conversation.wording import Wording
from pilateshq.messages import from_json, plain
from pilateshq.models import AccountTemplate, Outbound
from pilateshq.settings import Settings
from pilateshq.whatsapp.template_events import TemplateNews, read
from pilateshq.whatsapp.webhook import Other, events
from tests.calls import NOW, PAYLOADS
from tests.world import JOHN, NADINE, World, world

BOOKING = "client_booking_us"


async def news(here: World, name: str = BOOKING, **changed: Any) -> list[str]:
    """Let Meta change a template, and give what Nadine hears of it."""
    before = len(here.phone("nadine"))
    here.emulator.change_template(name, **changed)
    await here.idle()
    await here.later(seconds=1)
    return [each.text for each in here.phone("nadine")[before:]]


async def status_of(here: World, name: str = BOOKING) -> str:
    return await here.do(lambda: str(AccountTemplate.get(AccountTemplate.name == name).status))


async def test_a_pause_holds_what_the_template_says_and_its_end_lets_it_go(studio: World) -> None:
    await studio.register("John Smith", JOHN)
    await studio.say("nadine", "hi")

    [paused] = await news(studio, status="PAUSED", times=3)
    assert "paused the template client_booking_us" in paused
    assert await status_of(studio) == "PAUSED"
    await studio.say("nadine", "Book John 2025-10-07 08h00 single")
    assert studio.phone("john") == []
    assert len([each for each in studio.phone("nadine") if "cannot be sent" in each.text]) == 1

    [approved] = await news(studio, status="APPROVED")
    assert "approved the template client_booking_us." in approved
    assert [each.template for each in studio.phone("john")] == [BOOKING]


async def test_other_words_that_take_something_else_are_obeyed_at_once(studio: World) -> None:
    await studio.register("John Smith", JOHN)
    await studio.say("nadine", "hi")

    [changed] = await news(studio, body="Hi {{1}}, you are booked, we are glad.")
    assert "it takes 1 parameter, and we have 3" in changed
    await studio.say("nadine", "Book John 2025-10-07 08h00 single")
    assert studio.phone("john") == []

    [mended] = await news(studio, body="Hi {{1}}, you are booked: {{2}}, {{3}}, see you.")
    assert "still fits" in mended
    assert (
        studio.last("john").text == "Hi John, you are booked: single on Tue 7 Oct 08:00, this once, see you."
    )


async def test_another_category_and_complaints_are_told_and_stop_nothing(studio: World) -> None:
    await studio.register("John Smith", JOHN)
    await studio.say("nadine", "hi")

    assert "under another category now (marketing)" in "".join(await news(studio, category="MARKETING"))
    assert "(yellow)" in "".join(await news(studio, quality="YELLOW"))
    assert await news(studio, quality="GREEN") == []
    await studio.say("nadine", "Book John 2025-10-07 08h00 single")
    assert [each.template for each in studio.phone("john")] == [BOOKING]


@pytest.mark.usefixtures("database")
def test_many_approvals_are_told_in_one_message(settings: Settings) -> None:
    settings = replace(settings, owner_wa=NADINE)
    for name in ("client_update_us", BOOKING, BOOKING):
        news = TemplateNews(name, "en_US", "APPROVED", facts={"status": "APPROVED"})
        template_news.heard(news, key=name, settings=settings, now=NOW)
    no_place = {"components": [{"type": "BODY", "text": "You are booked."}]}
    account.change_template(BOOKING, "en_US", no_place, now=NOW)
    for _ in range(2):
        template_news.tell_approved(settings=settings, now=NOW)

    [row] = Outbound.select()
    told = plain(from_json(row.message or ""))
    assert "approved the templates client_booking_us, client_update_us. What waited" in told
    assert "But client_booking_us cannot be sent: it takes 0 parameters, and we have 3." in told


async def test_where_only_meta_knows_what_holds_now_it_is_asked(database_url: str, tmp_path: Path) -> None:
    async with world(database_url, tmp_path) as here:
        await news(here, status="PAUSED")
        here.emulator.templates.change(BOOKING, status="APPROVED")
        body = {**json.loads(PAYLOADS["template_status_update"])}
        body["entry"][0]["changes"][0]["value"]["event"] = "REINSTATED"
        await here.emulator.deliver(body)
        await here.later(seconds=1)

        assert await status_of(here) == "APPROVED"


@pytest.mark.usefixtures("database")
def test_news_of_a_template_that_was_never_listed_is_obeyed_all_the_same() -> None:
    account.change_template(BOOKING, "en_US", {"status": "PAUSED", "id": "594"}, now=NOW)

    assert account.why_not(BOOKING, language="en_US") == "Meta says: paused"
    assert account.definition(BOOKING, language="en_US") is None
    assert account.why_not("client_update_us", language="en_US") is None
    account.change_template("client_update_us", "en_US", {"category": "MARKETING"}, now=NOW)
    assert account.why_not("client_update_us", language="en_US") is None


# read

LONG = b'{"value": {"message_template_name": "%s", "message_template_language": "b"}}' % (b"a" * 400)


def told(field: str, **value: Any) -> TemplateNews | None:
    named = {"message_template_name": "a_us", "message_template_language": "en-US", "message_template_id": 5}
    raw = json.dumps({"field": field, "value": {**named, **value}}).encode()
    return read(Other(field, raw))


NO_REASON = {"rejected_reason": "NONE"}
STATUS, CATEGORY = "message_template_status_update", "template_category_update"


@pytest.mark.parametrize(
    ("field", "value", "event", "why", "facts"),
    [
        (
            STATUS,
            {"event": "APPROVED", "reason": "NONE"},
            "APPROVED",
            "",
            {"status": "APPROVED", **NO_REASON},
        ),
        (
            STATUS,
            {"event": "REJECTED", "reason": "INVALID_FORMAT", "rejection_info": {"reason": "No example."}},
            "REJECTED",
            "No example.",
            {"status": "REJECTED", "rejected_reason": "INVALID_FORMAT"},
        ),
        (STATUS, {"event": "REJECTED", "reason": None}, "REJECTED", "", {"status": "REJECTED"}),
        (STATUS, {"event": "FLAGGED"}, "FLAGGED", "", {}),
        (STATUS, {"event": "LOCKED", "reason": 5}, "LOCKED", "5", {"rejected_reason": "5"}),
        (CATEGORY, {"new_category": "MARKETING"}, "CATEGORY", "marketing", {"category": "MARKETING"}),
        (
            CATEGORY,
            {"new_category": "UTILITY", "correct_category": "MARKETING"},
            "CATEGORY_SOON",
            "marketing",
            {"category": "UTILITY"},
        ),
    ],
)
def test_news_is_read_as_meta_would_list_it(
    field: str, value: dict[str, Any], event: str, why: str, facts: dict[str, Any]
) -> None:
    known = {"name": "a_us", "id": "5", **facts}
    assert told(field, **value) == TemplateNews("a_us", "en_US", event, why, known)


@pytest.mark.parametrize(
    "other",
    [
        Other(
            "account_update", b'{"value": {"message_template_name": "a", "message_template_language": "b"}}'
        ),
        Other(STATUS, b"[" * 100_000),
        Other(STATUS, b'{"value": 5}'),
        Other(STATUS, b'{"value": {"event": "APPROVED"}}'),
        Other(STATUS, LONG),
    ],
)
def test_what_tells_of_no_template_is_no_news(other: Other) -> None:
    assert read(other) is None


def test_the_webhook_of_a_pause_is_read() -> None:
    (event,) = events(PAYLOADS["template_status_update"], now=NOW)
    assert isinstance(event, Other)
    found = read(event)
    assert found
    assert (found.name, found.language, found.event) == (BOOKING, "en_US", "PAUSED")
    assert found.why == "The quality of this template is low."


# told


@pytest.mark.parametrize(
    ("event", "why_not", "said"),
    [
        ("REINSTATED", "it wants a document", "But it cannot be sent: it wants a document."),
        ("APPROVED", None, None),
        ("REJECTED", "Meta says: rejected", "edit it in WhatsApp Manager and submit it again"),
        ("DISABLED", "Meta says: disabled", "for good"),
        ("FLAGGED", None, "It still goes out"),
        ("PENDING_DELETION", "Meta says: pending_deletion", "was deleted at Meta"),
        ("UNARCHIVED", None, "through again"),
        ("LIMIT_EXCEEDED", None, "news of the template a_us: limit exceeded"),
        ("CATEGORY_SOON", None, "is about to count"),
        ("PENDING", "Meta says: pending", None),
        ("", None, None),
    ],
)
def test_each_event_has_a_sentence_with_what_to_do(
    settings: Settings, event: str, why_not: str | None, said: str | None
) -> None:
    message = Wording(settings).template_news(TemplateNews("a_us", "en_US", event), why_not)
    assert (said is None) == (message is None)
    assert message is None or (said or "") in plain(message)
