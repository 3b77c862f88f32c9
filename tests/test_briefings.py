"""What a briefing says, and how it is made to fit a template."""

import re
from datetime import date

from pilateshq.conversation import announcements
from pilateshq.conversation.needs import Needs, Undelivered
from pilateshq.conversation.wording import Wording
from pilateshq.messages import Buttons, Text, plain
from pilateshq.settings import Settings
from pilateshq.studio import booking, day
from pilateshq.studio.day import Hour
from pilateshq.whatsapp.payload import payload
from tests.conftest import MONDAY, at, new_client

TUESDAY = date(2026, 11, 24)


def lost(name: str, why: str) -> Undelivered:
    return Undelivered(name, "what was said", why, None)


def full_day(settings: Settings) -> list[Hour]:
    for hour in range(6, 19):
        group = [new_client(f"Bartholomew Featherstonehaugh {each}") for each in "ABCDEF"]
        start = at(f"2026-11-24 {hour:02}:00")
        booking.book(group, "group", start, anyway=False, settings=settings, actor="test", now=MONDAY)
    return day.hours(TUESDAY, settings=settings)


def test_a_full_day_is_shortened_to_what_a_template_holds(database: None, settings: Settings) -> None:
    undelivered = [lost(f"Client {number}", "a reason that is long " * 4) for number in range(9)]
    needs = Needs(undelivered=undelivered, forms=["Thandi"])
    message, template = Wording(settings).evening(TUESDAY, full_day(settings), needs)

    count, details = template.parameters
    assert count == "13"
    assert re.search(r"^06:00 group: Bartholomew A, .* … and \d+ more sessions\. Waits for you: ", details)
    assert len(count) + len(details) <= 850
    filled = payload(template, language="en_US")["template"]["components"][0]["parameters"]
    assert [each["text"] for each in filled] == [count, details]  # so nothing was cut off in the middle
    assert plain(message).count("group: ") == 13


def test_what_waits_is_counted_where_it_does_not_fit(settings: Settings) -> None:
    needs = Needs(undelivered=[lost("Client", "x" * 400)], forms=["Thandi"])
    _, template = Wording(settings).morning(TUESDAY, [], needs)
    assert template.parameters == ("0", "nothing is booked. Waits for you: 2 matters")


def test_attendance_has_buttons_only_where_there_is_room(database: None, settings: Settings) -> None:
    client = new_client()
    over = booking.book(
        [client], "single", at("2026-11-23 09:00"), anyway=False, settings=settings, actor="test", now=MONDAY
    ).bookings
    say, needs = Wording(settings), Needs(unmarked=over)

    short, _ = say.evening(TUESDAY, [], needs)
    long, _ = say.evening(TUESDAY, full_day(settings), needs)
    assert isinstance(short, Buttons)
    assert isinstance(long, Text)
    assert "reply ALL CAME or FIX" in long.body


def test_who_shares_a_first_name_keeps_an_initial_and_one_of_one_name_alone_stays(
    database: None, settings: Settings
) -> None:
    trio = [new_client(name) for name in ("John Smith", "John Adams", "Cher")]
    booking.book(
        trio, "trio", at("2026-11-24 09:00"), anyway=False, settings=settings, actor="test", now=MONDAY
    )
    message, _ = announcements.evening(date(2026, 11, 23), settings=settings, now=MONDAY)

    assert "09:00 trio: John S, John A, Cher" in plain(message)


def test_a_week_lists_only_days_with_sessions(database: None, settings: Settings) -> None:
    client = new_client()
    starts = [at("2026-11-24 09:00"), at("2026-11-26 10:00")]
    for start in starts:
        booking.book([client], "duo", start, anyway=False, settings=settings, actor="test", now=MONDAY)
    days = {each: day.hours(each, settings=settings) for each in day.days_from(date(2026, 11, 23), 7)}

    message, template = Wording(settings).owners_week(days)
    assert plain(message).split("\n") == [
        "The week ahead: 2 sessions, 2 people.",
        *["", "Tue 24 Nov", "09:00 duo: John · 1 free"],
        *["", "Thu 26 Nov", "10:00 duo: John · 1 free"],
    ]
    brief = "Tue 24 Nov: 1 session, 1 person • Thu 26 Nov: 1 session, 1 person"
    assert template.parameters == (f"The week ahead: 2 sessions, 2 people. {brief}",)
    theirs, short = Wording(settings).clients_week(client, booking.between(MONDAY, at("2026-11-30 00:00")))
    assert plain(theirs) == (
        "Hi John, your week at the studio:\n• duo on Tue 24 Nov 09:00\n• duo on Thu 26 Nov 10:00"
    )
    assert short.parameters == ("John", "duo on Tue 24 Nov 09:00 • duo on Thu 26 Nov 10:00")
