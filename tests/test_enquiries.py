"""What strangers say: answered at once, kept as leads, and told to Nadine once."""

from pathlib import Path

import pytest

from pilateshq import reminders
from pilateshq.conversation.enquiries import HEALTH
from pilateshq.models import Lead
from pilateshq.sandbox.graph import Shown
from tests.world import STRANGER, World, world

NUMBER = f"+{STRANGER}"
NAMES = ["Anna", "Bheki", "Chris", "Dineo", "Emma"]


@pytest.fixture
async def nameless(studio: World) -> World:
    """A studio to which somebody writes whose profile has no name."""
    studio.emulator.people["stranger"].name = "👍"
    return studio


async def wait_for_name(studio: World, **time: float) -> None:
    studio.clock.forward(**time)
    await studio.do(lambda: reminders.queue_due(settings=studio.server.settings, now=studio.clock()))
    await studio.idle()


def alerts(studio: World) -> list[Shown]:
    return [shown for shown in studio.phone("nadine") if "Add client" in shown.buttons]


async def lead(studio: World) -> Lead:
    return await studio.do(lambda: Lead.get())


async def test_an_enquiry_is_answered_kept_and_told_once_by_the_template(studio: World) -> None:
    answer = await studio.say("stranger", "Do you have space on Saturday?")

    assert answer.startswith("Hi Lerato, this is PilatesHQ. I have passed your message on to Nadine")
    told = studio.last("nadine")
    assert (told.template, told.buttons) == ("guest_query_alert", ["Add client"])
    assert f"Lerato ({NUMBER}): Do you have space on Saturday?" in told.text

    answers = [await studio.say("stranger", words) for words in ("For two", "At 9", "Or 10")]
    assert [each[:25] for each in answers] == ["Thank you. I have put tha", "👍 Noted.", "👍 Noted."]
    assert len(alerts(studio)) == 1
    assert (await lead(studio)).words.splitlines() == [
        "Do you have space on Saturday?",
        "For two",
        "At 9",
        "Or 10",
    ]


async def test_in_nadines_window_the_alert_is_a_message_that_can_send_the_form_too(studio: World) -> None:
    await studio.say("nadine", "hi")
    await studio.say("stranger", "My knee hurts, can I come?")

    told = studio.last("nadine")
    assert (told.template, told.buttons) == (None, ["Add client", "Send form"])
    assert f"Lerato ({NUMBER}) has written:\nMy knee hurts" in told.text


async def test_after_an_hour_nadine_hears_again_of_news_but_not_of_thanks(studio: World) -> None:
    await studio.say("stranger", "Do you have space on Saturday?")
    studio.clock.forward(minutes=59)
    assert "put that with your message" in await studio.say("stranger", "Hello?!")
    studio.clock.forward(minutes=2)
    await studio.say("stranger", "thanks 💜")
    assert len(alerts(studio)) == 1

    studio.clock.forward(minutes=10)
    assert "passed that on to Nadine" in await studio.say("stranger", "Sunday is fine too")
    assert len(alerts(studio)) == 2
    assert "Sunday is fine too" in alerts(studio)[-1].text


async def test_health_is_not_in_the_template_and_a_name_in_the_first_words_is_learnt(studio: World) -> None:
    await studio.say("stranger", "my name is thandi mokoena and i hurt my knee")

    told = studio.last("nadine").text
    assert f"Thandi Mokoena ({NUMBER}): (tap Add client to read it)" in told
    assert "knee" not in told
    await studio.tap("nadine", "Add client")
    assert "i hurt my knee" in studio.last("nadine").text


@pytest.mark.parametrize(
    "words", ["sore back", "I'm PREGNANT", "after surgery", "slipped disc", "my back is bad", "an old injury"]
)
def test_a_health_word_is_seen(words: str) -> None:
    assert HEALTH.search(words)


@pytest.mark.parametrize("words", ["please call me back", "do you have space", "discount", "parking?"])
def test_other_words_are_told(words: str) -> None:
    assert not HEALTH.search(words)


async def test_hi_is_answered_with_a_question_and_the_name_brings_the_alert(nameless: World) -> None:
    assert "What is your name" in await nameless.say("stranger", "Hi")
    assert alerts(nameless) == []

    assert "Thank you, Thandi. Nadine has your message" in await nameless.say("stranger", "thandi")
    assert f"Thandi ({NUMBER}): Hi · thandi" in alerts(nameless)[0].text
    assert (await lead(nameless)).name == "Thandi"


async def test_who_twice_gives_no_name_is_told_by_their_number_and_asked_no_more(nameless: World) -> None:
    assert "What is your name" in await nameless.say("stranger", "1")
    assert "What may we call you?" in await nameless.say("stranger", "👍")
    assert f"Somebody ({NUMBER})" in alerts(nameless)[0].text

    assert "?" not in await nameless.say("stranger", "👍")
    await wait_for_name(nameless, minutes=6)
    assert len(alerts(nameless)) == 1


async def test_a_question_without_a_name_is_told_at_once(nameless: World) -> None:
    answer = await nameless.say("stranger", "Howzit, do you guys do reformer? how much pp")
    assert "passed your message on" in answer
    assert "What is your name?" in answer
    assert "do you guys do reformer" in alerts(nameless)[0].text

    assert "Thank you, Sam" in await nameless.say("stranger", "Sam")
    assert len(alerts(nameless)) == 1
    assert f"Sam ({NUMBER})" in await nameless.say("nadine", "leads")


async def test_who_says_nothing_more_than_hi_is_told_after_five_minutes_once(nameless: World) -> None:
    await nameless.say("stranger", "Hi Nadine")
    await wait_for_name(nameless, minutes=4)
    assert alerts(nameless) == []

    await wait_for_name(nameless, minutes=1)
    await wait_for_name(nameless, minutes=1)
    assert [f"Somebody ({NUMBER}): Hi Nadine" in each.text for each in alerts(nameless)] == [True]


async def test_a_picture_is_answered_and_told_and_a_sticker_says_little(nameless: World) -> None:
    await nameless.emulator.send_raw("stranger", {"type": "sticker", "sticker": {"id": "1"}})
    await nameless.idle()
    assert "I can only read text" in nameless.last("stranger").text
    assert alerts(nameless) == []

    await nameless.emulator.send_raw(
        "stranger", {"type": "image", "image": {"id": "2", "caption": "my timetable"}}
    )
    await nameless.idle()
    assert "cannot read: image) my timetable" in alerts(nameless)[0].text


async def test_what_strangers_write_can_neither_break_nor_fill_the_alert(studio: World) -> None:
    await studio.say("stranger", "*bold*\n\n\ttab      spaces " + "long " * 700)

    told = studio.last("nadine")
    assert told.template == "guest_query_alert"
    assert len(told.text) < 500
    await studio.say("nadine", "leads")
    assert studio.last("nadine").buttons == ["Add client Lerato", "Send form Lerato"]


async def test_where_the_accounts_alert_has_no_button_the_words_say_what_to_answer(
    database_url: str, tmp_path: Path
) -> None:
    async with world(database_url, tmp_path, TPL_ADMIN_PROSPECT="admin_new_lead_alert") as here:
        await here.say("stranger", "Hello there, is there space?")
        assert here.last("nadine").template == "admin_new_lead_alert"
        queued = await here.sent()
        assert any("Reply ADD CLIENT" in (each.template or "") for each in queued)


async def test_several_leads_are_listed_newest_first_with_what_can_be_done(studio: World) -> None:
    assert "no open enquiries" in await studio.say("nadine", "leads")
    for number in range(5):
        key = f"stranger{number}"
        studio.emulator.add_person(key, NAMES[number], f"2782111001{number}")
        await studio.say(key, f"Is there space on day {number}?")

    listed = await studio.say("nadine", "leads")
    assert [line.split()[1] for line in listed.splitlines()] == NAMES[:0:-1]
    assert "Is there space on day 4?" in listed
    assert studio.last("nadine").buttons[:2] == ["Add client Emma", "Send form Emma"]
    assert "Anna (+27821110010)" in await studio.tap("nadine", "More…")
