"""What people want to hear: STOP and START, reminders, news, a wrong number; and that it is obeyed."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from pilateshq import outbox
from pilateshq.conversation import wishes
from pilateshq.conversation.turn import Notice
from pilateshq.conversation.wording import Wording
from pilateshq.models import Client, Contact, Event, Lane, Lead, Outbound, Purpose
from pilateshq.studio import consents
from pilateshq.studio.reach import Wish
from tests.world import JOHN, MARY, World, world

STOPPED = "you get no more messages from us, only answers to what you write"


@pytest.fixture
async def studio(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    async with world(database_url, tmp_path) as here:
        await here.register("John Smith", JOHN)
        yield here


# what is read


@pytest.mark.parametrize(
    ("wish", "lines"),
    [
        (Wish.stop, "STOP|stop|Stop!|stop please|pls stop|STOP ALL|stop messaging me|no more messages"),
        (Wish.stop, "unsubscribe|Unsubscribe me|opt out|OPT-OUT|I want to opt out|don't send me messages"),
        (Wish.start, "START|start|Start messages|unstop|opt in"),
        (Wish.no_reminders, "no reminders|No reminders please|no more reminders|stop the reminders"),
        (
            Wish.no_reminders,
            "reminders off|turn off reminders|don’t send me reminders|stop sending me reminders",
        ),
        (Wish.reminders, "reminders on|Reminders on pls|start reminders|turn reminders on"),
        (Wish.no_news, "news off|no news|no more news|Stop news"),
        (Wish.news, "news on|yes to news"),
        (Wish.wrong_number, "not me wrong number|Wrong number|sorry wrong number|you have the wrong number"),
        (Wish.wrong_number, "not me|This is not me, wrong person|it's the wrong number"),
    ],
)
def test_a_wish_is_read_in_many_words(wish: Wish, lines: str) -> None:
    assert {line: wishes.read(line) for line in lines.split("|")} == dict.fromkeys(lines.split("|"), wish)


@pytest.mark.parametrize("wish", [each for each in Wish if each is not Wish.wrong_number])
def test_what_a_button_says_is_read_as_what_it_means(wish: Wish) -> None:
    assert wishes.read(wish) is wish


@pytest.mark.parametrize(
    "line",
    [
        *(
            "cancel next",
            "stop my Tuesdays",
            "stop Peter's Tuesdays",
            "can we stop at 8?",
            "stop by tomorrow",
        ),
        *(
            "",
            "👍",
            "stop?",
            "start at 8",
            "when do we start",
            "I gave you the wrong number",
            "reminders",
            "news",
        ),
        *(
            "message Nadine stop",
            "no",
            "no thanks",
            "is this the wrong number?",
            "good news",
            "not me but Peter",
        ),
        *("reminder", "remind me", "start again on Monday", "opt out of Friday", "don't stop"),
    ],
)
def test_what_says_something_else_is_no_wish(line: str) -> None:
    assert wishes.read(line) is None


# STOP and START


async def test_who_says_stop_hears_nothing_and_nadine_is_asked_to_call(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")
    assert STOPPED in await studio.say("john", "STOP")

    assert "John Smith is not told (opted out)." in await studio.say("nadine", "cancel john")
    (told,) = [each.text for each in studio.phone("nadine") if "was not told" in each.text]
    assert "John Smith was not told (opted out): please call." in told
    assert "Your single on Tue 7 Oct 08:00 was cancelled" in told
    assert len(studio.phone("john")) == 1
    assert await fate(studio, "ended") == ("cancelled", "opted out")

    assert "no coming bookings" in await studio.say("john", "bookings")  # what they ask is answered
    assert "Welcome back" in await studio.say("john", "START")
    assert "told by message" in await studio.say("nadine", "Book John 2025-10-08 08h00 single")
    assert "you are booked" in studio.last("john").text
    assert await events(studio) == ["said stop", "said start"]


async def test_words_that_answer_what_they_wrote_reach_even_those_who_said_stop(studio: World) -> None:
    await studio.say("john", "stop")
    await studio.say("john", "message Nadine may I come tomorrow")
    forward = studio.last("nadine")
    await studio.say("nadine", "Yes, at eight", reply_to=forward.wamid)
    assert "Yes, at eight" in studio.last("john").text

    await studio.say("nadine", "tell John we are closed")
    assert "Yes, at eight" in studio.last("john").text
    assert "John Smith was not told (opted out)" in studio.last("nadine").text


async def test_a_stranger_may_say_stop_and_an_admin_gives_a_command(studio: World) -> None:
    assert STOPPED in await studio.say("stranger", "Stop")
    assert await studio.do(Lead.select().count) == 0
    assert "Welcome back" in await studio.say("stranger", "start")

    assert STOPPED not in await studio.say("nadine", "stop")
    assert await studio.do(lambda: Contact.select().where(Contact.stopped_at.is_null(False)).count()) == 0


async def test_a_stop_that_reaches_us_late_is_obeyed_and_start_alone_is_a_greeting(studio: World) -> None:
    assert "What can I do?" in await studio.say("john", "start")

    long_ago = studio.clock() - timedelta(hours=13)
    assert STOPPED in await studio.say("john", "stop", at=long_ago)


# reminders and news


async def test_no_reminders_silences_reminders_only(studio: World) -> None:
    assert "no more reminders" in await studio.say("john", "no reminders")
    await studio.do(lambda: say(studio, "remind", Purpose.reminder, Lane.reminder))
    await studio.say("nadine", "Book John 2025-10-07 08h00 single")

    assert await fate(studio, "remind") == ("cancelled", "wants no reminders")
    assert [each.text for each in studio.phone("nadine") if "not told" in each.text] == []
    assert "you are booked" in studio.last("john").text

    assert "reminders come again" in await studio.say("john", "reminders on")
    await studio.do(lambda: say(studio, "again", Purpose.reminder, Lane.reminder))
    await studio.idle()
    await studio.later(seconds=6)
    assert await fate(studio, "again") == ("delivered", "")


async def test_news_goes_only_to_who_agreed_and_a_tap_on_stop_ends_it(studio: World) -> None:
    await studio.do(lambda: say(studio, "unasked", Purpose.news, Lane.bulk))
    await studio.idle()
    assert await fate(studio, "unasked") == ("cancelled", "has not agreed to news")

    assert "news from now on" in await studio.say("john", "news on")
    await studio.do(lambda: say(studio, "agreed", Purpose.news, Lane.bulk))
    await studio.idle()
    await studio.later(minutes=1)
    assert await fate(studio, "agreed") == ("delivered", "")

    assert "no more news" in await studio.tap("john", "Stop")
    await studio.do(lambda: say(studio, "ended", Purpose.news, Lane.bulk))
    await studio.idle()
    await studio.later(minutes=1)
    assert await fate(studio, "ended") == ("cancelled", "has not agreed to news")
    assert [each.text for each in studio.phone("nadine")] == []
    assert await events(studio) == ["consent given", "said news off"]


async def test_for_news_somebody_under_18_needs_a_guardian(studio: World) -> None:
    await studio.do(lambda: Client.update(born_on=date(2010, 1, 1)).execute())

    assert "under 18" in await studio.say("john", "news on")
    assert not await studio.do(lambda: consents.has_given(Client.get(), consents.NEWS))


async def test_who_stops_marketing_in_whatsapp_gets_no_news_until_they_resume(studio: World) -> None:
    await studio.say("john", "news on")
    await studio.emulator.prefer("john", marketing=False)
    await studio.do(lambda: say(studio, "stopped", Purpose.news, Lane.bulk))
    await studio.idle()
    await studio.later(minutes=1)
    assert await fate(studio, "stopped") == ("cancelled", "has not agreed to news")

    await studio.emulator.prefer("john", marketing=True)
    await studio.idle()
    await studio.do(lambda: say(studio, "resumed", Purpose.news, Lane.bulk))
    await studio.idle()
    await studio.later(minutes=1)
    assert await fate(studio, "resumed") == ("delivered", "")
    assert await events(studio) == ["consent given", "said news off", "said news on"]


async def test_after_a_day_news_goes_by_its_template_and_metas_own_no_is_noted(studio: World) -> None:
    await studio.say("nadine", "hi")
    await studio.say("john", "news on")
    await studio.later(hours=25)
    await studio.do(lambda: say(studio, "first", Purpose.news, Lane.bulk))
    await studio.idle()
    await studio.later(minutes=1)
    assert studio.last("john").template == "client_news_us"

    studio.emulator.people["john"].wants_marketing = False  # and Meta has not told us
    await studio.do(lambda: say(studio, "second", Purpose.news, Lane.bulk))
    await studio.idle()
    await studio.later(minutes=1)
    assert (await fate(studio, "second"))[0] == "failed"
    assert "John Smith has stopped marketing" in studio.last("nadine").text

    studio.emulator.people["john"].wants_marketing = True
    assert "no more news" in await studio.tap("john", "Stop")


# the wrong number


async def test_a_wrong_number_is_told_and_shown_nothing_until_nadine_has_checked(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")
    await studio.say("nadine", "hi")
    assert "until Nadine has checked the number" in await studio.say("john", "not me wrong number")
    assert (
        "From John Smith's number (+27821110002) comes: “not me wrong number”" in studio.last("nadine").text
    )

    assert "08:00" not in await studio.say("john", "bookings")
    await studio.say("nadine", "Book John 2025-10-08 08h00 single")
    assert "John Smith was not told (the number is in doubt)" in studio.last("nadine").text

    assert "is written to at +27821110002 again" in await studio.tap("nadine", "Number is right")
    assert "Wed 8 Oct 08:00" in await studio.say("john", "bookings")
    assert [each.state for each in await studio.do(lambda: list(Lead.select()))] == ["closed"]


async def test_a_stranger_with_a_wrong_number_is_left_alone(studio: World) -> None:
    assert "Sorry about that" in await studio.say("stranger", "wrong number")
    assert "says that we have the wrong number" in studio.last("nadine").text
    assert await studio.do(lambda: Contact.get(Contact.name == "Lerato").stopped_at) is not None


async def test_a_wish_of_somebody_unknown_to_us_changes_nothing(studio: World) -> None:
    await studio.emulator.prefer("mary", marketing=False)
    await studio.idle()

    assert await studio.do(lambda: Contact.select().where(Contact.wa_id == MARY).count()) == 0


def say(studio: World, key: str, purpose: Purpose, lane: Lane) -> None:
    """Queue something for John, as news is said."""
    client = Client.get(Client.name == "John Smith")
    message, template = Wording(studio.server.settings).news(client, "we open on Sundays.")
    notice = Notice(
        to=client.contact,
        key=key,
        message=message,
        template=template if purpose is Purpose.news else None,
        purpose=purpose,
        expires_at=studio.clock() + timedelta(hours=5),
    )
    outbox.queue(notice, lane=lane, now=studio.clock())


async def fate(studio: World, key: str) -> tuple[str, str]:
    row = await studio.do(lambda: Outbound.get(Outbound.key.startswith(key)))
    return str(row.state), row.note


async def events(studio: World) -> list[str]:
    """List what was recorded of wishes."""
    rows = await studio.do(lambda: list(Event.select().order_by(Event.id)))
    return [each.what for each in rows if each.what.startswith(("said", "consent"))]
