"""Lines that take back, ask why, close and open days, and speak to all."""

from datetime import date

import pytest

from pilateshq.conversation.commands import (
    CancelEverything,
    Close,
    Command,
    News,
    Open,
    Unclear,
    Undo,
    Unknown,
    Why,
)
from pilateshq.conversation.tokens import Reason
from tests.spoken import FRIDAY, MONDAY, admin, unclear

DECEMBER_16, DECEMBER_24 = date(2025, 12, 16), date(2025, 12, 24)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("undo", Undo()),
        ("Undo that please", Undo()),
        ("undo the last one", Undo()),
        ("oops", Undo()),
        ("oops wrong john", Undo(wrong="john")),
        ("Oops, wrong John Smith sorry", Undo(wrong="John Smith")),
        ("oops wrong one", Undo()),
        ("wrong john", Undo(wrong="john")),
        ("undo John", Undo(wrong="John")),
        ("undo the booking for Mary Jones", Undo(wrong="Mary Jones")),
        ("take that back", Undo()),
        ("that was a mistake", Undo()),
        ("why John", Why("John")),
        ("why John Smith?", Why("John Smith")),
        ("close 16 Dec", Close(DECEMBER_16, DECEMBER_16)),
        ("Close the studio on 16 Dec please", Close(DECEMBER_16, DECEMBER_16)),
        ("close 20 Dec to 5 Jan", Close(date(2025, 12, 20), date(2026, 1, 5))),
        ("close from 20 Dec until 5 Jan", Close(date(2025, 12, 20), date(2026, 1, 5))),
        ("we're closed tomorrow", Close(FRIDAY, FRIDAY)),
        ("closed Mon, load shedding", Close(MONDAY, MONDAY, "load shedding")),
        ("close 16 Dec because of a workshop", Close(DECEMBER_16, DECEMBER_16, "a workshop")),
        ("close fri for a workshop", Close(FRIDAY, FRIDAY, "a workshop")),
        ("open 24 Dec", Open(DECEMBER_24, DECEMBER_24)),
        ("we are open 24 Dec till 28 Dec", Open(DECEMBER_24, date(2025, 12, 28))),
        ("cancel everything for Peter", CancelEverything("Peter")),
        ("Cancel all of John Smith's bookings", CancelEverything("John Smith")),
        ("cancel all John's sessions pls", CancelEverything("John")),
        ("broadcast We move on Monday.\nSee you there!", News("We move on Monday.\nSee you there!")),
    ],
)
def test_a_line_is_understood(words: str, expected: Command) -> None:
    assert admin(words) == expected


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("undo?", Reason.question),
        ("undo mary & john", Reason.not_understood),
        ("close", Reason.no_day),
        ("close 31 Sep", Reason.no_day),
        ("close 16 Dec at 8", Reason.not_understood),
        ("are we closed tomorrow?", Reason.question),
        ("close yesterday", Reason.bad_day),
        ("open", Reason.no_day),
        ("open 24 Dec mornings only", Reason.not_understood),
        ("broadcast", Reason.no_words),
    ],
)
def test_what_is_not_clear_is_asked(words: str, why: Reason) -> None:
    assert unclear(words).why == why


@pytest.mark.parametrize(
    "words",
    [
        "oops I am late",
        "what is wrong with John",
        "why is John not here",
        "wrong",
        "mistake",
        "the door was open",
        "I take it the back door is closed",
    ],
)
def test_what_only_looks_like_it_changes_nothing(words: str) -> None:
    command = admin(words)
    assert isinstance(command, Unknown | Unclear) or not command.changes
