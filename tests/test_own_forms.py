"""The form that somebody fills in for themselves, which waits for Nadine; and forms that lie."""

import json

from pilateshq.models import Contact, Form
from tests.conftest import talks
from tests.newcomers import FORM, LERATO, NUMBER, clients, consents, waiting
from tests.world import JOHN, STRANGER, World

pytestmark = talks


async def test_their_own_form_waits_for_nadine_and_brings_their_consent(studio: World) -> None:
    await studio.say("nadine", "hi")
    await studio.say("stranger", "Do you have space on Tuesday?")
    assert f"goes to Lerato ({NUMBER}) by message" in await studio.tap("nadine", "Send form")
    answer = await studio.fill_in("stranger", FORM | {"needs_talk": "yes", "news": True})

    assert "Thank you, Lerato. Nadine will look at it" in answer
    assert await clients(studio) == []
    told = studio.last("nadine")
    assert told.buttons == ["Approve", "Decline"]
    assert f"Lerato Dube, {NUMBER}, born 21 May 1988" in told.text
    assert "ask in person" in told.text

    assert "Registered: Lerato Dube" in await studio.tap("nadine", "Approve")
    assert await clients(studio) == [LERATO]
    assert await consents(studio) == [("records", "form registration_1"), ("news", "form registration_1")]
    assert "welcome to" in studio.last("stranger").text
    assert "decided before" in await studio.tap("nadine", "Approve")
    assert "decided before" in await studio.tap("nadine", "Decline")
    assert await studio.do(lambda: [each.answer for each in Form.select()]) == [None]


async def test_outside_the_windows_templates_carry_the_form_and_the_news_of_it(studio: World) -> None:
    await studio.say("stranger", "Do you have space on Tuesday?")
    studio.clock.forward(hours=25)
    await studio.say("nadine", "leads")
    assert "by template" in await studio.tap("nadine", "Send form Lerato")
    sent = studio.last("stranger")
    assert (sent.template, sent.buttons) == ("client_registration", ["Register"])
    assert studio.emulator.open_flow("stranger").values()["phone"] == NUMBER

    studio.clock.forward(hours=25)
    await studio.fill_in("stranger", FORM)
    told = studio.last("nadine")
    assert (told.template, "1988" in told.text) == ("admin_update_us", False)
    assert "born 21 May 1988" in await studio.tap("nadine", "Show")
    assert "Registered: Lerato Dube" in await studio.tap("nadine", "Approve Lerato Dube")


async def test_a_declined_form_is_forgotten_and_closes_the_enquiry(studio: World) -> None:
    await _sent_form(studio)
    await studio.fill_in("stranger", FORM)

    assert "Declined: nothing of Lerato Dube's form is kept" in await studio.tap("nadine", "Decline")
    assert (await clients(studio), await waiting(studio)) == ([], 0)
    assert "no open enquiries" in await studio.say("nadine", "leads")


async def test_without_consent_their_own_form_is_refused_and_opens_again(studio: World) -> None:
    await _sent_form(studio)
    for without in ({"extra": {"consent": False}}, {"without": ("consent",)}):
        assert "Without your agreement" in await studio.fill_in("stranger", FORM, **without)
        assert await waiting(studio) == 0

    assert "Nadine will look at it" in await studio.fill_in("stranger", FORM)
    assert await waiting(studio) == 1


async def test_the_form_of_a_minor_waits_with_a_note_and_the_guardians_word_is_kept(studio: World) -> None:
    await _sent_form(studio)
    await studio.fill_in("stranger", FORM | {"date_of_birth": "21/5/2010", "news": True})
    assert "under 18: approve only once a parent or guardian agrees" in studio.last("nadine").text

    await studio.tap("nadine", "Approve")
    given = await consents(studio)
    assert [to for to, _ in given] == ["records"]
    assert "a guardian's word through admin" in given[0][1]


async def test_who_writes_anothers_number_in_their_form_stays_who_they_are(studio: World) -> None:
    await studio.register("John Smith", JOHN)
    await _sent_form(studio)
    await studio.fill_in("stranger", FORM | {"phone": f"+{JOHN}"})
    assert f"they wrote the number +{JOHN}; I keep the one" in studio.last("nadine").text

    await studio.tap("nadine", "Approve")
    assert await clients(studio) == [("John Smith", f"+{JOHN}", None), LERATO]


async def test_who_hides_their_number_cannot_take_a_clients(studio: World) -> None:
    await studio.register("John Smith", JOHN)
    studio.emulator.people["stranger"].hidden = True
    await _sent_form(studio)
    await studio.fill_in("stranger", FORM | {"phone": f"+{JOHN}"})

    assert "That number is John Smith's already" in await studio.tap("nadine", "Approve")
    assert await clients(studio) == [("John Smith", f"+{JOHN}", None)]
    assert await waiting(studio) == 1


# forms that lie


async def test_a_form_that_is_not_this_persons_own_unused_one_changes_nothing(studio: World) -> None:
    await studio.register("John Smith", JOHN)
    await _sent_form(studio)
    theirs = studio.last("stranger").flow
    assert theirs is not None
    ours = {"first_name": "Eve", "last_name": "Dropper", "phone": f"+{JOHN}", "consent": True}
    lies = [
        *(
            {"flow_token": token, **ours}
            for token in (theirs.token, "", "unused", "forged", None, 5, ["x"], "'--")
        ),
        ours,
        {"flow_token": theirs.token[:-1], **ours},
        {"flow_token": "x" * 10_000, "is_admin": True, "client_id": 1},
    ]
    for who in ("john", "nadine"):
        for lie in lies:
            answer = await studio.send_form(who, json.dumps(lie))
            assert "nothing was changed" in answer, (who, lie)
    for broken in ("", "{", "[]", "null", '"flow_token"', "[" * 50_000):
        assert "nothing was changed" in await studio.send_form("stranger", broken)

    assert await clients(studio) == [("John Smith", f"+{JOHN}", None)]
    assert await waiting(studio) == 0


async def test_keys_that_are_none_of_the_form_change_nothing(studio: World) -> None:
    john = await studio.register("John Smith", JOHN)
    await _sent_form(studio)
    extra = {"client_id": john.id, "is_admin": True, "active": False, "contact": 1, "wa_id": JOHN, "lead": 99}
    await studio.fill_in("stranger", FORM, extra=extra)
    await studio.tap("nadine", "Approve")

    assert await clients(studio) == [("John Smith", f"+{JOHN}", None), LERATO]
    assert await studio.do(
        lambda: [(each.wa_id, each.phone) for each in Contact.select().where(Contact.wa_id == STRANGER)]
    ) == [(STRANGER, NUMBER)]
    assert "I know no" not in await studio.say("stranger", "bookings")  # they are a client, and no more


async def test_a_form_counts_once_however_often_it_comes_and_not_when_it_is_old(studio: World) -> None:
    await _sent_form(studio)
    sent = studio.last("stranger")
    await studio.fill_in("stranger", FORM, times=3)
    assert len([each for each in studio.phone("nadine") if "Approve" in each.buttons]) == 1
    assert "cannot be used" in await studio.fill_in("stranger", FORM, wamid=sent.wamid)

    await studio.say("nadine", "add client")
    studio.clock.forward(days=14)
    assert "too old" in await studio.fill_in("nadine", FORM)
    assert await clients(studio) == []


async def _sent_form(studio: World) -> None:
    await studio.say("nadine", "hi")
    await studio.say("stranger", "Do you have space on Tuesday?")
    await studio.tap("nadine", "Send form")
