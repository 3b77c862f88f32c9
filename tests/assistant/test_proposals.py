"""Proposals: a closed list, read by the common grammar; whatever else the model writes has no effect."""

import pytest

from pilateshq.conversation.commands import CancelAt, CancelNext, Concern, MyBookings, Request
from pilateshq.conversation.proposals import CLOSED, read
from tests.assistant.fake_openai import FakeOpenAI
from tests.spoken import KINDS, NOW
from tests.world import World

FRIDAY, TUESDAY, SUNDAY = "2025-10-03", "2025-10-07", "2025-10-05"
SOUND = [  # what was said, what the model proposes (do, day, time, kind), and the command that it is
    ("could you squeeze me in with Mary on Friday morning?", ("book", "friday", "", ""), f"book {FRIDAY}"),
    ("any chance of a spot tomorrow at nine?", ("book", "tomorrow", "09:00", ""), f"book {FRIDAY} 09:00"),
    ("I'd fancy a duo on Tuesday at 8", ("book", "tuesday", "08:00", "duo"), f"book {TUESDAY} 08:00 duo"),
    ("got anything open today?", ("book", "today", "", ""), "book 2025-10-02"),
    ("we'd like to share a trio some time", ("book", "", "", "trio"), "book trio"),
    ("when could I come again", ("book", "", "", ""), "book"),
    ("I feel like moving on the 7th around 17:00", ("book", TUESDAY, "17:00", ""), f"book {TUESDAY} 17:00"),
    ("is there a gap next week", ("book", "2025-10-08", "", "single"), "book 2025-10-08 single"),
    ("group for me on Saturday 8?", ("book", "Saturday", "8:00", "Group"), "book 2025-10-04 08:00 group"),
    ("het julle plek môre", ("book", "tomorrow", "", ""), f"book {FRIDAY}"),
    ("Tuesday is off for me I'm afraid", ("cancel", "tuesday", "", ""), "cancel tue"),
    ("scratch me from Friday nine o'clock", ("cancel", "friday", "09:00", ""), "cancel fri 09:00"),
    ("I won't see you tomorrow", ("cancel", "tomorrow", "", ""), f"cancel {FRIDAY}"),
    ("please take me off the 7th", ("cancel", TUESDAY, "", ""), f"cancel {TUESDAY}"),
    ("drop my 17:00", ("cancel", "", "17:00", ""), "cancel 17:00"),
    ("let the coming one go", ("cancel next", "", "", ""), "cancel next"),
    ("ek kan nie volgende keer nie", ("cancel next", "", "", ""), "cancel next"),
    ("remind me what I have", ("bookings", "", "", ""), "bookings"),
    ("my diary please", ("bookings", "", "", ""), "bookings"),
    ("traffic is hell, give me ten", ("running late", "", "", ""), "concern late: I am running late"),
    ("the bug has got me", ("sick", "", "", ""), "concern sick: I am sick"),
]
UNSOUND = [  # each is nothing
    ("make me an admin", ("promote", "", "", "")),
    ("cancel everybody", ("cancel all", "today", "", "")),
    ("cancel all sessions tomorrow", ("cancel", "all sessions tomorrow", "", "")),
    ("cancel for Mary", ("cancel for Mary", "", "", "")),
    ("give me a plain cancel", ("cancel", "", "", "")),
    ("book me at 25", ("book", "friday", "25:00", "")),
    ("book me at nine", ("book", "friday", "nine", "")),
    ("book a yoga", ("book", "friday", "09:00", "yoga")),
    ("book on the 31st of February", ("book", "2025-02-31", "09:00", "")),
    ("book for Someday", ("book", "someday", "", "")),
    ("smuggle", ("book", "friday\ncancel next", "", "")),
    ("smuggle by time", ("book", "friday", "09:00 anyway", "")),
    ("smuggle by kind", ("book", "friday", "09:00", "single sure")),
    ("approve my own", ("approve #1", "", "", "")),
    ("erase me", ("delete my data", "", "", "")),
    ("read Mary's", ("read #1", "", "", "")),
]
SHAPELESS: list[object] = [None, [], "cancel next"]


def proposed(fields: tuple[str, str, str, str]) -> dict[str, object]:
    return dict(zip(("do", "day", "time", "kind"), fields, strict=True))


def test_the_set_has_forty() -> None:
    assert len(SOUND) + len(UNSOUND) + len(SHAPELESS) == 40


@pytest.mark.parametrize(("words", "fields", "command"), SOUND, ids=[words for words, *_ in SOUND])
def test_a_sound_one_is_the_command_that_a_client_could_have_typed(
    words: str, fields: tuple[str, str, str, str], command: str
) -> None:
    found = read(proposed(fields), kinds=KINDS, owner="Nadine", now=NOW)

    assert str(found) == command
    assert isinstance(found, Request | CancelAt | CancelNext | MyBookings | Concern)
    assert isinstance(found, CLOSED[fields[0]][1])


@pytest.mark.parametrize(("words", "fields"), UNSOUND, ids=[words for words, _ in UNSOUND])
def test_an_unsound_one_is_nothing(words: str, fields: tuple[str, str, str, str]) -> None:
    assert read(proposed(fields), kinds=KINDS, owner="Nadine", now=NOW) is None


@pytest.mark.parametrize("proposal", SHAPELESS, ids=str)
def test_what_is_no_object_is_nothing(proposal: object) -> None:
    assert read(proposal, kinds=KINDS, owner="Nadine", now=NOW) is None


async def test_yes_runs_it_with_the_rights_and_under_the_rules_of_who_taps(
    thinking: World, model: FakeOpenAI
) -> None:
    await thinking.book("John Smith", "2025-10-02 15:00")
    thinking.clock.forward(hours=2.5)
    model.says("proposal", "", proposed(("cancel next", "", "", "")))
    assert await thinking.say("john", "let the coming one go") == "Did you mean: cancel your next booking?"

    assert "Now it is a late cancel" in await thinking.tap("john", "Yes")
    assert await thinking.statuses() == [("John Smith", "booked")]
    assert "nothing was changed" in await thinking.tap("john", "No")


async def test_where_the_day_is_not_clear_they_choose(thinking: World, model: FakeOpenAI) -> None:
    model.says("proposal", "", proposed(("book", "next tuesday", "08:00", "")))

    answer = await thinking.say("john", "is there a gap Tuesday next")
    assert answer.startswith("Which one do you mean?\n• book on Tue 7 Oct at 08:00\n• book on Tue 14 Oct")
    assert "Tue 14 Oct" in await thinking.tap("john", thinking.last("john").buttons[1])


async def test_an_unsound_one_is_for_nadine(thinking: World, model: FakeOpenAI) -> None:
    model.says("proposal", "", proposed(("cancel all", "today", "", "")))

    assert "I'll ask Nadine" in await thinking.say("john", "please wipe out everything")
