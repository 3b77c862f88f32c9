"""All sessions of a day, cancelled at once: previewed, and never by a guess."""

from datetime import date

import pytest

from pilateshq.conversation.commands import CancelDay, Which
from pilateshq.conversation.tokens import Reason
from tests.spoken import FRIDAY, MONDAY, TODAY, admin, unclear


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Cancel all sessions tomorrow, I'm sick", CancelDay(FRIDAY, "I'm sick")),
        ("cancel all sessions tomorrow im sick", CancelDay(FRIDAY, "im sick")),
        ("cancel all sessions tomorrow because I’m Sick", CancelDay(FRIDAY, "I’m Sick")),
        ("cancel all sessions tomorrow - load shedding", CancelDay(FRIDAY, "load shedding")),
        ("cancel all sessions tomorrow (load shedding)", CancelDay(FRIDAY, "load shedding")),
        ("cancel all sessions tomorrow: load  shedding", CancelDay(FRIDAY, "load shedding")),
        ("cancel all tomorrow", CancelDay(FRIDAY)),
        ("Please cancel all classes for tomorrow, thanks", CancelDay(FRIDAY)),
        ("cancel all of tomorrow’s sessions", CancelDay(FRIDAY)),
        ("cancel all my lessons today", CancelDay(TODAY)),
        ("cancel everything tomorrow", CancelDay(FRIDAY)),
        ("cancel everyone tomorrow", CancelDay(FRIDAY)),
        ("cancel the whole day tomorrow", CancelDay(FRIDAY)),
        ("cancel everything on friday because of load shedding", CancelDay(FRIDAY, "load shedding")),
        ("cancel everything on friday due to load shedding at 8", CancelDay(FRIDAY, "load shedding at 8")),
        (
            "cancel all mon as I have a doctor’s appointment at 9",
            CancelDay(MONDAY, "I have a doctor’s appointment at 9"),
        ),
        (
            "cancel all sessions 6 Oct, my child is ill until Friday",
            CancelDay(MONDAY, "my child is ill until Friday"),
        ),
        ("tomorrow cancel all sessions, I'm sick", CancelDay(FRIDAY, "I'm sick")),
        ("on friday cancel everything", CancelDay(FRIDAY)),
        ("cancel all tomorrow, in hospital", CancelDay(FRIDAY, "in hospital")),
        ("cancel all tomorrow, the power is off.", CancelDay(FRIDAY, "the power is off")),
        ("cancel all sessions", CancelDay(None)),
        ("cancel all bookings pls", CancelDay(None)),
        ("cancel all sessions, I'm sick", CancelDay(None, "I'm sick")),
        ("cancel everything, I'm sick", CancelDay(None, "I'm sick")),
        ("cancel all 2025-10-03 seen 3f2a because I'm sick", CancelDay(FRIDAY, "I'm sick", "3f2a")),
        ("cancel all 2025-10-03 seen 0800", CancelDay(FRIDAY, "", "0800")),
        ("cancel all sessions next fri", Which((CancelDay(date(2025, 10, 10)), CancelDay(FRIDAY)))),
    ],
)
def test_a_whole_day_is_cancelled(words: str, expected: CancelDay | Which) -> None:
    assert admin(words) == expected


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("cancel all", Reason.scope),
        ("cancel everything", Reason.scope),
        ("cancel everyone please", Reason.scope),
        ("cancel all sessions this week", Reason.scope),
        ("cancel everything for John tomorrow", Reason.not_yet),
        ("cancel everything tomorrow for John", Reason.not_yet),
        ("cancel all John tomorrow", Reason.not_yet),
        ("cancel all tomorrow except John", Reason.not_yet),
        ("cancel all tomorrow, except John", Reason.not_yet),
        ("cancel all tomorrow, I'm sick, except John", Reason.not_yet),
        ("cancel all tomorrow, only the duos", Reason.not_yet),
        ("cancel all tomorrow but not Peter", Reason.not_yet),
        ("cancel all tomorrow and book John friday 8", Reason.not_yet),
        ("cancel all sessions tomorrow at 8", Reason.not_yet),
        ("cancel all sessions tomorrow morning", Reason.not_yet),
        ("cancel all sessions tomorrow afternoon, I'm sick", Reason.not_yet),
        ("cancel all group sessions tomorrow", Reason.not_yet),
        ("cancel all tomorrow load shedding", Reason.not_understood),
        ("cancel all tomorrow if it rains", Reason.not_yet),
        ("cancel all tomorrow, I'm sick\nbook John friday 8", Reason.not_understood),
        ("cancel all sessions, I'm sick tomorrow", Reason.no_day),
        ("cancel all sessions 31 sep", Reason.bad_day),
        ("cancel all sessions mon and tue", Reason.scope),
        ("cancel all sessions tomorrow?", Reason.question),
        ("cancel all sessions tomorrow, I'm sick, ok?", Reason.question),
    ],
)
def test_what_may_be_less_than_a_whole_day_is_asked(words: str, why: Reason) -> None:
    command = unclear(words)
    assert (command.verb, command.why) == ("cancel", why)


def test_words_after_the_day_are_offered_as_the_reason() -> None:
    command = unclear("cancel all tomorrow load shedding")
    assert command.example == "cancel all 2025-10-03 because load shedding"
    assert command.rest == "load shedding"


def test_a_reason_is_cut_to_what_a_button_carries() -> None:
    command = admin(f"cancel all tomorrow, I am {'very ' * 20}sick")
    assert isinstance(command, CancelDay)
    assert len(command.reason) <= 60
    assert admin(str(command)) == command
    assert len(str(CancelDay(FRIDAY, "x" * 100, "3f2a1b"))) <= 128
