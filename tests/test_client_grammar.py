"""What clients ask for beside cancelling: seats, a word that they are sick or late, consent."""

from datetime import date, time

import pytest

from pilateshq.conversation.commands import (
    Agree,
    CancelAt,
    Command,
    Concern,
    ReadFirst,
    Reject,
    RejectOne,
    RejectStanding,
    Request,
    Speaker,
    TellOwner,
    Unclear,
    Unknown,
    Which,
)
from pilateshq.conversation.tokens import Reason
from tests.spoken import FRIDAY, MONDAY, TODAY, TUESDAY, client, say, unclear


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("book", Request()),
        ("Book please", Request()),
        ("book a session", Request()),
        ("I'd like to book", Request()),
        ("can I book?", Request()),
        ("book single", Request(kind="single")),
        ("book Friday 9", Request(FRIDAY, time(9))),
        ("book friday", Request(FRIDAY)),
        ("book 9", Request(time=time(9))),
        ("book me in for friday 9 duo", Request(FRIDAY, time(9), "duo")),
        ("Hi Nadine, please book me in for friday at 9", Request(FRIDAY, time(9))),
        ("can I book tomorrow 8?", Request(FRIDAY, time(8))),
        ("Could I please book a single for mon 17h30?", Request(MONDAY, time(17, 30), "single")),
        ("could you book me for tomorrow 8", Request(FRIDAY, time(8))),
        ("i want to book 7 oct 9am", Request(TUESDAY, time(9))),
        ("may I still book for tomorrow", Request(FRIDAY)),
        ("put me in for tomorrow at 8", Request(FRIDAY, time(8))),
        ("tomorrow 8 book me pls", Request(FRIDAY, time(8))),
        ("I would like to book for tomorrow morning", Request(FRIDAY)),
        ("book 2025-10-03 09:00 single", Request(FRIDAY, time(9), "single")),
        ("book next tues 9", Which((Request(TUESDAY, time(9)), Request(date(2025, 10, 14), time(9))))),
        ("reject #42 one", RejectOne(42)),
        ("reject all #7", RejectStanding(7)),
        ("reject #42", Reject(42)),
        ("i agree", Agree()),
        ("I agree 👍", Agree()),
        ("Agree", Agree()),
        ("I agree, thanks", Agree()),
        ("read first", ReadFirst()),
        ("Read first please", ReadFirst()),
        ("Sick today, won't be there", Concern("sick", "Sick today, won't be there", TODAY)),
        ("sick", Concern("sick", "sick")),
        ("I'm sick", Concern("sick", "I'm sick")),
        ("Hi Nadine I’m so sick", Concern("sick", "Hi Nadine I’m so sick")),
        ("feeling sick", Concern("sick", "feeling sick")),
        ("not feeling well today", Concern("sick", "not feeling well today", TODAY)),
        ("I don’t feel well", Concern("sick", "I don’t feel well")),
        ("I have flu", Concern("sick", "I have flu")),
        ("tomorrow I’m still sick", Concern("sick", "tomorrow I’m still sick", FRIDAY)),
        (
            "my son is sick so I can't come tomorrow",
            Concern("sick", "my son is sick so I can't come tomorrow", FRIDAY),
        ),
        ("can't make it, I'm sick", Concern("sick", "can't make it, I'm sick")),
        ("please cancel tomorrow I'm sick", Concern("sick", "please cancel tomorrow I'm sick", FRIDAY)),
        ("running late stuck in traffic", Concern("late", "running late stuck in traffic")),
        ("Running 10 late", Concern("late", "Running 10 late")),
        ("I'm running 5 min late!", Concern("late", "I'm running 5 min late!")),
        ("sorry I'll be late", Concern("late", "sorry I'll be late")),
        ("ill be a few minutes late", Concern("late", "ill be a few minutes late")),
        ("gonna be 10 minutes late today", Concern("late", "gonna be 10 minutes late today", TODAY)),
        ("late", Concern("late", "late")),
        ("will be 15min late", Concern("late", "will be 15min late")),
        ("Stuck in traffic on Louis Botha", Concern("late", "Stuck in traffic on Louis Botha")),
        ("concern sick 2025-10-03: Off\nsick", Concern("sick", "Off\nsick", FRIDAY)),
        ("won't be there today", CancelAt(TODAY)),
        ("tell nadine I'm sick", TellOwner("I'm sick")),
    ],
)
def test_a_client_is_understood(words: str, expected: Command) -> None:
    assert client(words) == expected


@pytest.mark.parametrize(
    ("words", "verb", "why"),
    [
        ("book every tuesday 8", "book", Reason.not_yet),
        ("book me tuesdays 8", "book", Reason.not_yet),
        ("book mon & wed 9", "book", Reason.two_days),
        ("book fri single duo", "book", Reason.two_kinds),
        ("book fri 24h00", "book", Reason.bad_time),
        ("book 31 sep", "book", Reason.bad_day),
        ("book me in the morning", "book", Reason.no_time),
        ("book me and my sister friday 9", "book", Reason.not_understood),
        ("Book John tomorrow 8 single", "book", Reason.not_understood),
        ("book #12 friday", "book", Reason.not_understood),
        ("reject all", "reject", Reason.not_understood),
        ("reject one", "reject", Reason.not_understood),
        ("reject all #7?", "reject", Reason.question),
        ("cancel my membership, I'm sick", "cancel", Reason.not_understood),
    ],
)
def test_a_client_who_is_unclear_is_asked(words: str, verb: str, why: Reason) -> None:
    command = unclear(words, Speaker.client)
    assert (command.verb, command.why) == (verb, why)


def test_what_a_client_may_book_is_shown() -> None:
    assert client("Book John tomorrow 8 single") == Unclear(
        "book", Reason.not_understood, "book 2025-10-03 08:00 single", "John"
    )


@pytest.mark.parametrize(
    "words",
    [
        *("book club tonight?", "how do I book?", "did you book me for friday 9?"),
        *("can I book online?", "can I book my husband in for friday 9?", "don't book me"),
        *("I am sick of this", "sick and tired of waiting", "I was sick last week", "I'm not sick"),
        *(
            "can I come if I was sick?",
            "are you sick?",
            "is Nadine sick",
            "I get sick after class",
            "sick note attached",
        ),
        *("am I late?", "is it too late to cancel?", "why was I charged for a late cancel", "late cancel"),
        *("sorry for the late reply", "I'm not late", "see you later", "late fee", "traffic", "well"),
        *(
            "agree to disagree",
            "I don't agree",
            "I agree to nothing",
            "read",
            "i will read first thing tomorrow",
        ),
        *("first", "STOP", "approve", "today", "1"),
    ],
)
def test_a_client_may_say_anything_else(words: str) -> None:
    assert client(words) == Unknown(words)


@pytest.mark.parametrize("words", ["book", "book friday 9", "i agree", "sick today", "running late"])
def test_a_prospect_asks_for_nothing_by_a_command(words: str) -> None:
    assert say(words, Speaker.prospect) == Unknown(words)
