"""What people really type, and what each line means; the tables are in tests/utterances."""

import pytest

from tests.said import Utterance, read, understood, utterances

NO_WRITE = "never a write"
TABLE = list(utterances())


@pytest.mark.parametrize("said", TABLE, ids=lambda said: f"{said.file}: {said.words[:40]}")
def test_each_utterance_is_understood(said: Utterance) -> None:
    if said.meant == NO_WRITE:
        assert not read(said).changes
    else:
        assert understood(said) == said.meant
