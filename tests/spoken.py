"""What is said on Thu 2 Oct 2025 at 10:00 in Johannesburg, and who says it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from pilateshq.conversation.commands import Command, Speaker, Unclear
from pilateshq.conversation.grammar import parse

NOW = datetime(2025, 10, 2, 10, 0, tzinfo=ZoneInfo("Africa/Johannesburg"))
KINDS = ("single", "duo", "trio", "group")
TODAY, FRIDAY, MONDAY, TUESDAY = date(2025, 10, 2), date(2025, 10, 3), date(2025, 10, 6), date(2025, 10, 7)


def say(words: str, speaker: Speaker) -> Command:
    return parse(words, now=NOW, speaker=speaker, owner="Nadine", kinds=KINDS)


def admin(words: str) -> Command:
    return say(words, Speaker.admin)


def client(words: str) -> Command:
    return say(words, Speaker.client)


def unclear(words: str, speaker: Speaker = Speaker.admin) -> Unclear:
    """Read a line that is unclear, and see that its example is not."""
    command = say(words, speaker)
    assert isinstance(command, Unclear)
    assert not isinstance(say(command.example, speaker), Unclear)
    assert str(say(command.example, speaker)) == command.example
    return command
