"""One reply to several lines."""

from collections.abc import Sequence

from pilateshq.conversation.wording.voice import BUTTONS_A_MESSAGE, Voice
from pilateshq.messages import ROWS_A_LIST, Button, Buttons, Choices, Message, Row, Text, plain

Said = tuple[str, Message | None]  # a line, and the reply to it


class SeveralLines(Voice):
    def several(self, said: Sequence[Said]) -> Message:
        """Say what came of each line; what some of them offer is offered together."""
        told = [f"{at}. {plain(reply)}" for at, (_, reply) in enumerate(said, 1) if reply]
        options = _options(said)
        body = "\n".join(told)
        if not options:
            return Text(body)
        if len(options) < BUTTONS_A_MESSAGE:  # one place is for Undo
            return Buttons(body, tuple(Button(row.title, row.command) for row in options))
        return Choices(body, "Choose", tuple(options[: ROWS_A_LIST - 1]))

    def too_many_lines(self, lines: int, most: int) -> Message:
        return Text(f"That is {lines} lines, and I take {most} at a time. Nothing was changed.")

    def nothing_open(self) -> Message:
        return Text("Thank you. I have no question open just now, so nothing was changed.")


def _options(said: Sequence[Said]) -> list[Row]:
    """List what is offered, each command once, with the line that it answers."""
    found: dict[str, Row] = {}
    for line, reply in said:
        match reply:
            case Buttons(_, parts) | Choices(_, _, parts):
                for each in parts:
                    found.setdefault(each.command, Row(each.title, each.command, line))
    return list(found.values())
