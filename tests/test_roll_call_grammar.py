"""Lines that settle a day's attendance at once."""

from datetime import date

import pytest

from pilateshq.conversation.commands import AllCame, Briefing, MarkWhich, RollCall, Unclear, Unknown
from pilateshq.conversation.tokens import Reason
from tests.spoken import TODAY, admin, client, unclear

YESTERDAY = date(2025, 10, 1)


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("all came", AllCame()),
        ("All came.", AllCame()),
        ("they all came", AllCame()),
        ("everyone came today", AllCame(TODAY)),
        ("everybody pitched up", AllCame()),
        ("all came yesterday", AllCame(YESTERDAY)),
        ("all came wed", AllCame(YESTERDAY)),
        ("all were there", AllCame()),
        ("all came 2025-10-01 seen 3fa9", AllCame(YESTERDAY, "3fa9")),
        ("fix", RollCall()),
        ("FIX", RollCall()),
        ("fix yesterday", RollCall(YESTERDAY)),
        ("roll call", RollCall()),
        ("roll call 2025-10-01 page 2", RollCall(YESTERDAY, 2)),
        ("mark #42", MarkWhich(42)),
        ("briefing", Briefing()),
        ("brief me pls", Briefing()),
    ],
)
def test_a_days_attendance_is_settled_by_one_line(words: str, command: object) -> None:
    assert admin(words) == command


@pytest.mark.parametrize("words", ["did all come?", "all came?"])
def test_a_question_of_who_came_marks_nobody(words: str) -> None:
    said = admin(words)
    assert said == Unknown(words) or (isinstance(said, Unclear) and said.why is Reason.question)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("all came 2025-13-01", Reason.bad_day),
        ("roll call 2025-02-30", Reason.bad_day),
        ("all came at 8:00", Reason.not_understood),
    ],
)
def test_a_day_that_is_unclear_is_asked(words: str, why: Reason) -> None:
    assert unclear(words).why is why


@pytest.mark.parametrize(
    "words",
    [
        *("all", "came", "all came late", "fix the aircon", "fix my bike tomorrow"),
        *("we all came to see you", "a briefing for John"),
    ],
)
def test_talk_of_all_marks_nobody(words: str) -> None:
    assert not isinstance(admin(words), AllCame | RollCall | Briefing)


@pytest.mark.parametrize("words", ["all came", "fix", "mark #42", "briefing"])
def test_no_client_settles_attendance(words: str) -> None:
    assert client(words) == Unknown(words)
