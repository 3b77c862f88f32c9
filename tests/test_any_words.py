"""Whatever is typed: the desk never raises, answers where it should, and writes only at a command."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pilateshq import db
from pilateshq.conversation import desk, wishes
from pilateshq.conversation.commands import Command, Speaker, Tell, Thanks
from pilateshq.conversation.grammar import parse
from pilateshq.conversation.turn import Turn
from pilateshq.models import Client
from pilateshq.settings import Settings
from pilateshq.studio import booking, people, standing
from pilateshq.whatsapp import payload
from tests.said import KINDS, ON_FILE, ZONE, utterances
from tests.test_sentences import LINES
from tests.world import NADINE, empty_studio

NOW = datetime(2025, 10, 2, 8, 0, tzinfo=UTC)
SAID = [each.words for each in utterances()]
SILENT = Thanks  # at the terminal, where there is nothing to put an emoji on
KEPT = Tell  # words to somebody change nothing, but can be taken back until they have left
SLIPS = st.tuples(
    st.sampled_from(SAID), st.integers(0, 60), st.sampled_from(["", " ", "x", "'", "8", "\n", "?"])
)
ANYTHING = (
    LINES
    | st.sampled_from(SAID)
    | SLIPS.map(lambda slip: slip[0][: slip[1]] + slip[2] + slip[0][slip[1] + 1 :])
)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A studio in which all that the utterances speak of can happen."""
    folder: Path = tmp_path_factory.mktemp("any_words")
    with empty_studio(f"sqlite:///{folder / 'studio.sqlite3'}", folder) as here:
        for number, name in enumerate(ON_FILE):
            people.register(name, f"082 111 1{number:03}", region="ZA", actor="test", now=NOW)
        people.meet(wa_id=NADINE, user_id=None, name="Nadine", at=NOW)
        john, peter = Client.get(name="John Smith"), Client.get(name="Peter Botha")
        for ahead in (-1, 3, 24, 120):
            booking.book(
                [john],
                "single",
                NOW + timedelta(hours=ahead),
                anyway=True,
                attended=ahead < 0,
                settings=here,
                actor="test",
                now=NOW,
            )
        standing.begin(
            [peter],
            "single",
            (1, 3),
            time(13),
            until=None,
            anyway=False,
            settings=here,
            actor="test",
            now=NOW,
        )
        yield here


@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=ANYTHING, speaker=st.sampled_from([Speaker.admin, Speaker.client]))
@example(words="book John tomorrow 8 single", speaker=Speaker.admin)
@example(words="can't make it tmrw", speaker=Speaker.client)
def test_no_text_raises_is_left_unanswered_or_writes_without_a_command(
    studio: Settings, words: str, speaker: Speaker
) -> None:
    turn = turn_of(studio, words, speaker)
    command = read(words, speaker)
    commands = [command, *(read(line, speaker) for line in words.splitlines())]
    with db.database.atomic() as savepoint:
        before = changes()
        answer = desk.answer(turn)
        wrote = changes() > before
        savepoint.rollback()

    assert answer.reply is not None or isinstance(command, SILENT)
    assert (
        not wrote
        or any(each.changes or isinstance(each, KEPT) for each in commands)
        or (wishes.read(words) and speaker is Speaker.client)
    )
    for message in [*([answer.whole] if answer.whole else []), *(each.message for each in answer.notices)]:
        assert payload.payload(message, language="en_US")


def changes() -> int:
    """Count what has ever been written through this connection, taken back or not."""
    count: int = db.database.obj.connection().total_changes
    return count


def turn_of(studio: Settings, words: str, speaker: Speaker) -> Turn:
    john = Client.get(name="John Smith")
    is_client = speaker is Speaker.client
    return Turn(
        key="in1",
        speaker=speaker,
        actor=speaker,
        words=words,
        kind="text",
        said_at=NOW,
        now=NOW,
        settings=studio,
        contact=john.contact if is_client else people.contact_of(NADINE),
        client=john if is_client else None,
        wamid="wamid.X",
    )


def read(words: str, speaker: Speaker) -> Command:
    return parse(words, now=NOW.astimezone(ZONE), speaker=speaker, owner="Nadine", kinds=KINDS)


# what it costs


def took(words: str, speaker: Speaker, times: int = 5) -> float:
    """Tell the median of how long reading takes, in milliseconds."""
    taken = []
    for _ in range(times):
        started = perf_counter()
        read(words, speaker)
        taken.append(perf_counter() - started)
    return median(taken) * 1000


def test_common_commands_are_read_in_under_a_millisecond_at_the_median() -> None:
    assert median(took(each.words, each.speaker) for each in utterances()) < 1


@pytest.mark.parametrize("speaker", [Speaker.admin, Speaker.client])
@pytest.mark.parametrize(
    "words",
    [
        *("book john tomorrow 8 " * 24, "cancel all sessions tomorrow because " * 14, "every tue and " * 36),
        *("move peter from tue 8 to wed 9 " * 16, "skip lerato next 2 weeks she's " * 16, "8 or " * 100),
        *(
            "x" * 500,
            "'" * 500,
            "half " * 100,
            "a b c d " * 62,
            "can't come 2moro, can i come fri rather? " * 12,
        ),
    ],
)
def test_any_line_of_five_hundred_characters_is_read_in_ten_milliseconds(
    words: str, speaker: Speaker
) -> None:
    assert took(words[:500], speaker) < 10 * SLACK


def test_a_line_of_sixty_thousand_characters_is_cut_and_not_chewed(studio: Settings) -> None:
    line = "book john tomorrow 8 single " * 2200
    assert took(line, Speaker.admin) < 1 * SLACK
    answer = desk.answer(turn_of(studio, line, Speaker.admin))
    assert answer.reply is not None
    assert not answer.done


SLACK = 5  # a busy machine is no fault of the grammar's
