"""Whoever may be in danger hears what to do first, and Nadine is alerted, every time."""

from dataclasses import replace
from datetime import date

from pilateshq.models import Event, Lead, Outbound
from pilateshq.settings import Emergency
from tests.conftest import with_studio
from tests.world import JOHN, World

EMERGENCY = "This could be an emergency. Stop exercising. Call 112, or have someone take you"
CHECKED = Emergency(
    ambulance=("10177",), crisis_lines=("Lifeline 0861 123 123",), checked_on=date(2025, 10, 1)
)


async def test_an_emergency_is_answered_with_the_number_and_nadine_alerted_without_the_words(
    studio: World,
) -> None:
    answer = await studio.say("john", "Probably nothing, but my chest is tight")

    assert answer.startswith(EMERGENCY)
    assert answer.endswith("I have told Nadine.")
    told = studio.last("nadine")
    assert told.text.startswith(f"🚨 John Smith (+{JOHN}) wrote something that may be an emergency")
    assert "chest" not in told.text
    assert "chest is tight" in await studio.tap("nadine", "Read it")


async def test_she_is_alerted_every_time(studio: World) -> None:
    for _ in range(2):
        await studio.say("john", "I can't breathe")

    assert len([shown for shown in studio.phone("nadine") if "🚨" in shown.text]) == 2


async def test_the_numbers_that_the_owner_checked_are_named(studio: World) -> None:
    checked = with_studio(studio.server.settings, emergency=CHECKED)
    await studio.use(checked)
    assert "Call 112 or 10177," in await studio.say("john", "I fainted")
    assert "Lifeline 0861 123 123" in await studio.say("john", "I want to die")

    await studio.use(with_studio(checked, emergency=replace(CHECKED, checked_on=None)))
    assert "10177" not in await studio.say("john", "I fainted")


async def test_words_for_nadine_are_forwarded_and_the_safe_answer_comes_first(studio: World) -> None:
    answer = await studio.say("john", "message Nadine I can't breathe")

    assert answer.startswith(EMERGENCY)
    assert answer.endswith("I have passed that on to Nadine.")
    texts = [shown.text for shown in studio.phone("nadine")][-2:]
    assert "🚨" in texts[0]
    assert texts[1].endswith("I can't breathe")


async def test_a_clear_command_beside_it_is_done_and_said_after_it(studio: World) -> None:
    await studio.book("John Smith", "2025-10-07 08:00")
    answer = await studio.say("john", "cancel next, I fainted")

    assert answer.startswith(EMERGENCY)
    assert "\n\nCancelled: your single on Tue 7 Oct 08:00" in answer
    assert await studio.statuses() == [("John Smith", "cancelled")]


async def test_what_is_no_command_is_not_spoken_of(studio: World) -> None:
    answer = await studio.say("john", "hi, I collapsed at home, do you sell socks?")

    assert answer.startswith(EMERGENCY)
    assert "understand" not in answer


async def test_the_conversation_goes_on_normally_afterwards(studio: World) -> None:
    await studio.say("john", "I fainted")

    assert "You have no coming bookings" in await studio.say("john", "bookings")


async def test_where_her_window_is_shut_the_template_says_nothing_of_health(studio: World) -> None:
    studio.clock.forward(hours=25)
    await studio.say("john", "I want to kill myself")

    told = studio.last("nadine")
    assert told.template == "admin_update_us"
    assert f"John Smith (+{JOHN}) needs you: please call them now." in told.text
    assert not any(word in told.text for word in ("kill", "harm", "emergency"))
    assert "I want to kill myself" in await studio.tap("nadine", "Show")


async def test_nothing_of_it_is_kept_beside_the_message_itself(studio: World) -> None:
    await studio.say("john", "my calf is swollen and hot, canary")
    await studio.say("stranger", "I have chest pain, canary")

    def kept() -> str:
        rows = [*Outbound.select().dicts(), *Lead.select().dicts(), *Event.select().dicts()]
        return str(rows)

    assert "canary" not in await studio.do(kept)


async def test_a_caption_is_looked_at_too(studio: World) -> None:
    image = {"id": "1", "mime_type": "image/jpeg", "caption": "my lips are swelling up"}
    await studio.emulator.send_raw("john", {"type": "image", "image": image})
    await studio.idle()

    assert studio.last("john").text.startswith(EMERGENCY)


async def test_a_stranger_hears_it_too_and_the_lead_alert_tells_nothing(studio: World) -> None:
    studio.clock.forward(hours=25)
    answer = await studio.say("stranger", "I can't breathe properly since yesterday")

    assert answer.startswith(EMERGENCY)
    assert "What is your name" not in answer
    texts = [shown.text for shown in studio.phone("nadine")][-2:]
    assert "Lerato" in texts[0]
    assert "breathe" not in "".join(texts)


async def test_what_a_stranger_says_of_their_state_is_no_name(studio: World) -> None:
    await studio.say("stranger", "hello")
    await studio.say("stranger", "I am Suicidal")

    assert "uicidal" not in str(await studio.do(lambda: list(Lead.select().dicts())))


async def test_what_needs_clearance_gets_a_doctors_word_and_a_stranger_their_greeting(studio: World) -> None:
    answer = await studio.say("stranger", "I'm 20 weeks pregnant, do you have space?")

    assert answer.startswith("Please get your doctor's or physio's go-ahead, and tell Nadine")
    assert "this is PilatesHQ" in answer


async def test_nadines_own_words_are_hers(studio: World) -> None:
    answer = await studio.say("nadine", "tell John call 112 if your chest hurts")

    assert answer.startswith("On its way.")


# her answer


async def test_one_tap_and_her_next_words_go_to_the_person(studio: World) -> None:
    await studio.say("john", "I fainted")
    assert "goes to John Smith" in await studio.tap("nadine", "Answer")
    assert "On its way" in await studio.say("nadine", "Are you safe? I am calling you.")
    assert studio.last("john").text == "Nadine: Are you safe? I am calling you."

    assert "did not understand" in await studio.say("nadine", "Are you safe? I am calling you.")


async def test_a_command_of_hers_in_between_is_a_command(studio: World) -> None:
    await studio.say("john", "I fainted")
    await studio.tap("nadine", "Answer")

    assert "Booked: John Smith" in await studio.say("nadine", "Book John tomorrow 08:00 single")
    assert "On its way" in await studio.say("nadine", "Rest, I will keep your place")


async def test_a_swipe_reaches_a_stranger_too(studio: World) -> None:
    await studio.say("stranger", "I fainted")
    alert = next(shown for shown in studio.phone("nadine") if "🚨" in shown.text)

    await studio.say("nadine", "Please sit down, I call you", reply_to=alert.wamid)
    assert studio.last("stranger").text == "Nadine: Please sit down, I call you"


async def test_after_ten_minutes_her_words_are_awaited_no_more(studio: World) -> None:
    await studio.say("john", "I fainted")
    await studio.tap("nadine", "Answer")
    studio.clock.forward(minutes=11)

    assert "did not understand" in await studio.say("nadine", "Are you safe? I am calling you.")
