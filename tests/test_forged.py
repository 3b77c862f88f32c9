"""Who may do what: identity is the signed sender alone, and whatever an id names is held against them."""

from collections.abc import AsyncIterator, Iterator
from itertools import cycle, product
from pathlib import Path
from typing import Any

import pytest

from pilateshq.backups.holding import HELD_SINCE
from pilateshq.models import (
    Booking,
    Client,
    Consent,
    Event,
    Form,
    Inbound,
    InboundState,
    Memory,
    Outbound,
    SkippedDay,
    StandingBooking,
)
from pilateshq.studio.history import NOT_THEIRS
from tests.world import JOHN, MARY, NADINE, World, world

KEPT = (Booking, Client, Consent, Form, SkippedDay, StandingBooking)
OF_MARY = (
    "cancel #{booking}",
    "cancel #{booking} sure",
    "reject #{booking}",
    "reject #{booking} sure",
    "reject #{booking} one",
    "reject all #{slot}",
)
OF_THE_ADMIN = (
    "approve #{booking}",
    "decline #{booking}",
    "mark #{booking} attended",
    "mark #{booking} no-show",
    "deactivate #{client} seen 000000",
    "reactivate #{client}",
    "book #{client} 2025-10-08 08:00 single anyway",
    "book #{client} every tue 08:00 single",
    "cancel for #{client}",
    "skip #{client} 2025-10-07",
    "stop #{client} seen 000000",
    "attended for #{client}",
    "add client #1 Eve",
    "send form #1",
    "approve form #1",
    "decline form #1",
    "show #1",
    "tell #{client} hello",
    "leads",
)
ABSURD = (
    "cancel #0",
    "cancel #-1",
    "cancel #2147483648",
    "cancel #99999999999999999999",
    "reject all #99999999999999999999",
    "reject #1e3",
    "reject #٣",
    "reject #1 #2",
    "answer #7 2",
    "cancel #1; DROP TABLE booking",
    "#",
    "",
    "\x00",
    "\ud83d",
    "x" * 5000,
    "🙈" * 300,
    "{'a': 1}",
)
NOBODYS = "cancel #999999"


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[World]:
    """The bot on SQLite, for what no database has a part in."""
    async with world(f"sqlite:///{tmp_path / 'studio.sqlite3'}", tmp_path) as here:
        yield here


async def press(studio: World, who: str, id_: str, kind: str = "button_reply") -> str:
    """Send the tap of a button that nobody was shown; give the newest answer's text."""
    before = len(studio.phone(who))
    await studio.emulator.send_raw(who, tap(id_, kind))
    await studio.idle()
    return "\n".join(shown.text for shown in studio.phone(who)[before:])


def tap(id_: str, kind: str) -> dict[str, Any]:
    return {"type": "interactive", "interactive": {"type": kind, kind: {"id": id_, "title": "Tap"}}}


async def rows(studio: World) -> list[Any]:
    def all_rows() -> list[Any]:
        return [row for table in KEPT for row in table.select().order_by(table.id).tuples()]

    return await studio.do(all_rows)


async def noted(studio: World) -> list[str]:
    """List whose forgeries the event log tells of."""
    return await studio.do(
        lambda: [each.actor for each in Event.select().where(Event.what == NOT_THEIRS).order_by(Event.id)]
    )


async def furnish(studio: World) -> dict[str, int]:
    """Have John and Mary as clients, and of Mary's a booking and a weekly slot; give their numbers."""
    await studio.register("John Smith", JOHN)
    mary = await studio.register("Mary Jones", MARY)
    await studio.say("nadine", "Book Mary every Tuesday 08h00 single")
    booking = await studio.do(lambda: Booking.select().order_by(Booking.id).first())
    return {"booking": booking.id, "slot": booking.standing_id, "client": mary.id}


def filled(templates: tuple[str, ...], numbers: dict[str, int]) -> Iterator[str]:
    return (each.format(**numbers) for each in templates)


async def test_what_is_another_clients_is_as_good_as_nothing_and_the_event_log_tells(studio: World) -> None:
    numbers = await furnish(studio)
    before, told = await rows(studio), len(studio.phone("mary"))
    nothing = await press(studio, "john", NOBODYS)
    no_slot = await press(studio, "john", "reject all #999999")
    assert await noted(studio) == []

    for id_ in filled(OF_MARY, numbers):
        assert await press(studio, "john", id_) == (no_slot if " all " in id_ else nothing), id_
    assert await rows(studio) == before
    assert len(studio.phone("mary")) == told
    assert len(await noted(studio)) == len(OF_MARY)


async def test_an_admins_button_in_another_hand_does_nothing_and_the_event_log_tells(bot: World) -> None:
    numbers = await furnish(bot)
    await bot.say("stranger", "Hi, I am Lerato and would like to join")
    before, sent = await rows(bot), await bot.do(Outbound.select().count)
    nonsense = await press(bot, "john", "blue elephants")

    for id_ in filled(OF_THE_ADMIN, numbers):
        assert await press(bot, "john", id_) == nonsense, id_
        await press(bot, "stranger", id_)
    assert await rows(bot) == before
    told = await bot.do(lambda: {each.contact.wa_id for each in Outbound.select().where(Outbound.id > sent)})
    assert told <= {JOHN, NADINE, "27821110009"}
    assert {each.split()[0] for each in await noted(bot)} == {"client", "prospect"}


async def test_an_absurd_id_is_answered_like_nonsense_and_does_nothing(studio: World) -> None:
    await furnish(studio)
    before = await rows(studio)
    nonsense = {
        await press(studio, "john", each) for each in ("blue elephants", NOBODYS, "reject all #999999")
    }

    for id_, kind in zip(ABSURD, cycle(("button_reply", "list_reply")), strict=False):
        assert await press(studio, "john", id_, kind) in nonsense, id_

    await studio.do(lambda: Memory.keep(HELD_SINCE, studio.clock().isoformat()))  # replies do not matter
    for id_, who in product(ABSURD, ("nadine", "stranger")):
        await studio.emulator.send_raw(who, tap(id_, "button_reply"))
    await studio.answered()
    assert await rows(studio) == before
    assert await studio.do(Inbound.select().where(Inbound.state == InboundState.failed).count) == 0


async def test_a_button_twice_old_does_nothing_the_second_time(studio: World) -> None:
    await studio.register("John Smith", JOHN)
    booked = await studio.book("John Smith", "2025-10-07 08:00")
    await press(studio, "john", f"reject #{booked.id}")
    before = await rows(studio)

    assert "already" in await press(studio, "john", f"reject #{booked.id}")
    assert await rows(studio) == before


async def test_a_form_that_was_never_sent_is_refused_and_the_event_log_tells(studio: World) -> None:
    before = await rows(studio)
    for token in ("", "forged", "x" * 4000):
        await studio.send_form("stranger", f'{{"flow_token": "{token}", "name": "Eve", "consent": true}}')
    assert await rows(studio) == before
    assert len(await noted(studio)) == 3


@pytest.mark.parametrize(
    ("name", "wa_id", "user_id"),
    [
        ("Nadine", "27821110044", "ZA.2000000000000044"),
        ("Nadine 27821110001", "27821110044", None),
        ("+27 82 111 0001", "27821110044", None),
        ("Eve", "127821110001", None),
        ("Eve", "821110001", None),
        ("Eve", "0821110001", None),
        ("Eve", "2782111000", None),
        ("Eve", "27821110044", NADINE),
        ("Eve", None, NADINE),
    ],
)
async def test_who_only_looks_like_an_admin_is_none(
    bot: World, name: str, wa_id: str | None, user_id: str | None
) -> None:
    numbers = await furnish(bot)
    before = await rows(bot)
    message = {"id": "wamid.EVE", "timestamp": "1759392000", "type": "text"}
    message |= {"from": wa_id} if wa_id else {}
    message |= {"from_user_id": user_id} if user_id else {}
    for number, words in enumerate(("deactivate Mary", f"cancel #{numbers['booking']} sure", "today")):
        said = {**message, "id": f"wamid.EVE-{number}", "text": {"body": words}}
        contact = {"wa_id": wa_id, "user_id": user_id, "profile": {"name": name}}
        value = {"messaging_product": "whatsapp", "messages": [said], "contacts": [contact]}
        assert await bot.emulator.deliver(value) == 200
    await bot.idle()

    assert await rows(bot) == before
    answered = await bot.do(lambda: [str(each.message) for each in Outbound.select() if each.answers])
    assert not [each for each in answered if "Mary" in each and "Weekly" not in each and "Booked" not in each]
