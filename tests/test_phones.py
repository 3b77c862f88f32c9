import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientResponse

from tests.registration import ANSWERS, DATA, FLOW, FLOW_ID, invitation
from tests.stage import MORNING, ZONE, Stage, buttons, choices, stage, template


@pytest.fixture
async def here() -> AsyncIterator[Stage]:
    async with stage() as running:
        yield running


async def test_what_is_typed_reaches_the_bot_and_shows_on_the_phone(here: Stage) -> None:
    await here.post("say", phone="nadine", text="Book John tomorrow 8 single")
    await here.emulator.settled()

    assert here.heard[0]["text"] == {"body": "Book John tomorrow 8 single"}
    assert [(each["text"], each["outgoing"]) for each in await here.on_phone("nadine")] == [
        ("Book John tomorrow 8 single", True)
    ]
    assert await here.on_phone("john") == []


async def test_a_swipe_reply_quotes_a_message(here: Stage) -> None:
    await here.post("say", phone="john", text="hi")
    asked = await here.bot_says("john", "Which day?")
    await here.post("say", phone="john", text="Friday", reply_to=asked)
    await here.emulator.settled()

    assert here.heard[1]["context"]["id"] == asked
    assert (await here.on_phone("john"))[-1]["reply_to"] == asked


async def test_a_button_is_tapped_by_its_place_however_old_it_is(here: Stage) -> None:
    await here.post("say", phone="john", text="cancel next")
    asked = await here.bot_says("john", buttons("Cancel it?", "Cancel it", "Keep it"))
    await here.bot_says("john", "Something else.")

    await here.post("tap", phone="john", wamid=asked, index=1)
    await here.emulator.settled()
    assert here.heard[1]["interactive"]["button_reply"] == {"id": "keep it", "title": "Keep it"}
    assert here.heard[1]["context"]["id"] == asked


async def test_of_two_rows_with_one_title_the_tapped_one_counts(here: Stage) -> None:
    await here.post("say", phone="nadine", text="Book John tomorrow 8")
    rows = [("book #1", "John Smith", "by number 0001"), ("book #2", "John Smith", "by number 0002")]
    asked = await here.bot_says("nadine", choices("Which John?", "Johns", rows))

    await here.post("tap", phone="nadine", wamid=asked, index=1)
    await here.emulator.settled()
    assert here.heard[1]["interactive"]["list_reply"]["id"] == "book #2"


async def test_a_list_shows_its_label_rows_and_descriptions(here: Stage) -> None:
    await here.post("say", phone="john", text="my bookings")
    await here.bot_says("john", choices("Two bookings.", "Bookings", [("1", "Wed 7 Oct 08:00", "single")]))

    shown = (await here.on_phone("john"))[-1]
    assert (shown["label"], shown["rows"]) == (
        "Bookings",
        [{"title": "Wed 7 Oct 08:00", "description": "single"}],
    )


async def test_a_template_shows_its_name_and_its_button_works(here: Stage) -> None:
    wamid = await here.bot_says("john", template("John", "single on Wed 7 Oct 08:00", payload="reject #42"))
    shown = (await here.on_phone("john"))[-1]
    assert shown["template"] == "client_booking_us"
    assert shown["text"] == "Hi John, you are booked: single on Wed 7 Oct 08:00."
    assert shown["buttons"] == [{"title": "Reject", "works": True}]

    await here.post("tap", phone="john", wamid=wamid, index=0)
    await here.emulator.settled()
    assert here.heard[0]["button"] == {"payload": "reject #42", "text": "Reject"}


async def test_a_document_can_be_fetched_and_only_kept(here: Stage) -> None:
    media_id = here.emulator.media.add(b"%PDF-1.7", "application/pdf", "invoice.pdf")
    await here.post("say", phone="john", text="invoice")
    await here.bot_says(
        "john", {"type": "document", "document": {"id": media_id, "filename": "2026-041.pdf"}}
    )

    shown = (await here.on_phone("john"))[-1]
    assert (shown["filename"], shown["media_id"]) == ("2026-041.pdf", media_id)
    async with here.session.get(here.page.make_url(f"/api/files/{media_id}")) as answer:
        assert await answer.read() == b"%PDF-1.7"
        assert answer.headers["Content-Disposition"] == "attachment"
    async with here.session.get(here.page.make_url("/api/files/1")) as answer:
        assert answer.status == 404


async def test_what_could_not_be_delivered_is_shown_with_its_reason(here: Stage) -> None:
    await here.post("say", phone="john", text="hi")
    await here.bot_says("john", "In time.")
    await here.post("clock", hours=25)
    wamid = await here.bot_says("john", buttons("Too late.", "Accept"))
    await here.emulator.settled()

    arrived, lost = (await here.on_phone("john"))[1:]
    assert (arrived["status"], arrived["reason"]) == ("delivered", "")
    assert (lost["text"], lost["status"]) == ("Too late.", "failed")
    assert "more than 24 hours have passed" in lost["reason"]
    assert lost["buttons"] == [{"title": "Accept", "works": False}]
    assert await here.post("tap", phone="john", wamid=wamid, index=0) == (
        400,
        "That phone shows no such message.",
    )


async def test_a_template_to_somebody_who_blocked_the_studio_is_shown_as_lost(here: Stage) -> None:
    here.emulator.people["john"].blocked = True
    await here.bot_says("john", template("John", "single on Wed 7 Oct 08:00", payload="reject #42"))
    await here.emulator.settled()

    lost = (await here.on_phone("john"))[-1]
    assert lost["text"] == "Hi John, you are booked: single on Wed 7 Oct 08:00."
    assert (lost["status"], lost["reason"]) == ("failed", "Message Undeliverable.")


async def test_a_form_is_shown_filled_in_and_sent(here: Stage) -> None:
    await here.post("say", phone="john", text="hi")
    asked = await here.bot_says("john", invitation(DATA))
    shown = (await here.on_phone("john"))[-1]
    first, last = shown["form"]["screens"]
    assert (shown["form"]["button"], shown["buttons"][0]["title"]) == (0, "Register")
    assert (first["title"], first["label"], first["parts"][0]) == (
        "Your details",
        "Next",
        {"text": "Welcome!", "kind": "body"},
    )
    assert first["parts"][1]["value"] == "Thandi"
    assert last["parts"][0]["options"][1] == {"id": "no", "title": "No", "description": ""}

    status, _ = await here.post("form", phone="john", wamid=asked, answers=ANSWERS)
    await here.emulator.settled()
    sent = json.loads(here.heard[1]["interactive"]["nfm_reply"]["response_json"])
    assert (status, sent["flow_token"], sent["name"]) == (200, "token 1", "Thandi Mokoena")
    assert (await here.on_phone("john"))[-1]["text"] == "Sent"


async def test_a_form_that_is_no_longer_there_has_a_dead_button(here: Stage) -> None:
    await here.post("say", phone="john", text="hi")
    asked = await here.bot_says("john", invitation(DATA))
    here.emulator.flows.add(FLOW_ID, "Registration", FLOW, status="DEPRECATED")

    shown = (await here.on_phone("john"))[-1]
    assert (shown["form"], shown["buttons"]) == (None, [{"title": "Register", "works": False}])
    assert await here.post("form", phone="john", wamid=asked, answers=ANSWERS) == (
        400,
        "This form is no longer there.",
    )


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (None, "Please send the answers as a JSON object."),
        ([], "Please send the answers as a JSON object."),
        ({}, "Please fill in Date of birth."),
        ({**ANSWERS, "name": ["x"]}, "Name cannot hold ['x']."),
        ({**ANSWERS, "admin": True}, "The form has no field admin."),
    ],
)
async def test_what_a_form_does_not_take_is_refused_in_a_sentence(
    here: Stage, answers: Any, sentence: str
) -> None:
    await here.post("say", phone="john", text="hi")
    asked = await here.bot_says("john", invitation(DATA))

    status, said = await here.post("form", phone="john", wamid=asked, answers=answers)
    assert (status, said[: len(sentence)]) == (400, sentence)


async def test_a_message_without_a_form_cannot_be_filled_in(here: Stage) -> None:
    await here.post("say", phone="john", text="hi")
    asked = await here.bot_says("john", "Hello.")

    assert await here.post("form", phone="john", wamid=asked, answers={}) == (
        400,
        "That message has no form.",
    )


async def test_what_the_bot_has_read_has_coloured_ticks(here: Stage) -> None:
    await here.post("say", phone="john", text="hi")
    await here.emulator.settled()
    assert (await here.on_phone("john"))[0]["status"] == "delivered"

    await here.bot_reads(here.heard[0]["id"])
    assert (await here.on_phone("john"))[0]["status"] == "read"
    assert (await here.state())["phones"][1]["typing"] is True


async def test_a_phone_tells_who_has_it_and_what_to_try(here: Stage) -> None:
    here.emulator.add_person(
        "stranger", "Thandi Mokoena", "27821110009", "ZA.1", username="thandi", hidden=True
    )

    nadine, _, thandi = (await here.state())["phones"]
    assert (nadine["name"], nadine["about"]) == ("Nadine Botha", "owner · +27 82 111 0001")
    assert nadine["tries"][0] == "Book John tomorrow 8 single"
    assert thandi["about"] == "new here · @thandi"


async def test_the_clock_goes_forward_for_the_page_and_for_meta(here: Stage) -> None:
    await here.post("clock", hours=1)
    await here.post("clock", to="19:59")
    await here.post("say", phone="john", text="hi")

    evening = datetime(2026, 10, 6, 19, 59, tzinfo=ZONE)
    now = await here.state()
    assert datetime.fromisoformat(now["now"]) == evening
    assert (now["zone"], now["ahead"]) == (
        "Africa/Johannesburg",
        timedelta(hours=11, minutes=59).total_seconds(),
    )
    assert datetime.fromisoformat((await here.on_phone("john"))[0]["at"]) == evening


@pytest.mark.parametrize(
    ("path", "asked", "sentence"),
    [
        ("say", {"phone": "peter", "text": "hi"}, "There is no such phone."),
        ("say", {"phone": ["john"], "text": "hi"}, "There is no such phone."),
        ("say", {"phone": "john", "text": " \n"}, "Please type something."),
        ("say", {"phone": "john"}, "Please type something."),
        ("say", {"phone": "john", "text": "x" * 4097}, "A message has at most 4096 characters."),
        ("say", {"phone": "john", "text": "hi", "reply_to": "no"}, "That phone shows no such message."),
        ("tap", {"phone": "john", "wamid": "no", "index": 0}, "That phone shows no such message."),
        ("clock", {"hours": -1}, "Please send"),
        ("clock", {"hours": 0}, "Please send"),
        ("clock", {"hours": True}, "Please send"),
        ("clock", {"hours": 1e9}, "Please send"),
        ("clock", {}, "Please send"),
        ("clock", {"to": "25:00"}, "Please write the time as 19:59."),
        ("clock", [], "Please send a JSON object."),
    ],
)
async def test_what_makes_no_sense_is_refused_in_a_sentence(
    here: Stage, path: str, asked: Any, sentence: str
) -> None:
    async with here.session.post(here.page.make_url(f"/api/{path}"), json=asked) as answer:
        assert (answer.status, (await answer.text())[: len(sentence)]) == (400, sentence)
    assert here.heard == []
    assert here.clock() == MORNING


@pytest.mark.parametrize("index", [-1, 2, "0", None, True, 0.5])
async def test_a_button_that_is_not_there_cannot_be_tapped(here: Stage, index: Any) -> None:
    await here.post("say", phone="john", text="hi")
    asked = await here.bot_says("john", buttons("Which?", "One", "Two"))

    assert await here.post("tap", phone="john", wamid=asked, index=index) == (
        400,
        "That message has no such button.",
    )


async def test_what_is_not_json_is_refused(here: Stage) -> None:
    for body in (b"{", b"\xff", b"[" * 60_000):
        headers = {"Content-Type": "application/json"}
        async with here.session.post(here.page.make_url("/api/say"), data=body, headers=headers) as answer:
            assert (answer.status, await answer.text()) == (400, "That is not JSON.")


async def test_an_open_page_hears_of_each_change(here: Stage) -> None:
    async with here.session.get(here.page.make_url("/api/events")) as events:
        assert events.content_type == "text/event-stream"
        assert (await heard(events))["phones"][1]["messages"] == []
        await here.post("say", phone="john", text="hi")
        assert (await heard(events))["phones"][1]["messages"][0]["text"] == "hi"


async def test_an_open_page_does_not_keep_the_sandbox_from_stopping(here: Stage) -> None:
    async with here.session.get(here.page.make_url("/api/events")) as events:
        await heard(events)
        await here.page.close()
        assert b"event" not in await events.content.read()


async def heard(events: ClientResponse) -> dict[str, Any]:
    line = await events.content.readuntil(b"\n\n")
    told: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
    return told
