"""Which client a name at the terminal means."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from pilateshq.terminal import screen

if TYPE_CHECKING:
    from pilateshq.conversation.names import Known
    from pilateshq.messages import Message
    from pilateshq.models import Client
    from pilateshq.settings import Settings


def named(words: str, settings: "Settings", *, typed: Callable[[str], Sequence[str]]) -> "Client":
    """Find the client whom the words name, or ask; `typed` gives the line to type with other words."""
    from pilateshq import db
    from pilateshq.models import Client

    with db.transaction():
        found = _found(words, settings)
    if isinstance(found, Client):
        return found
    return named(screen.choose(found, typed=typed), settings, typed=typed)


def _found(words: str, settings: "Settings") -> "Client | Message":
    """Find the one client, or the question that finds them."""
    from pilateshq.conversation import names
    from pilateshq.conversation.wording import Wording
    from pilateshq.studio import people

    clients = {each.id: each for each in people.everyone()}
    match names.find(words, [names.Known(each.id, each.name, each.active) for each in clients.values()]):
        case names.Exactly(known):
            return clients[known.id]
        case names.Several(some):
            return Wording(settings).which_person(words, _options(some, clients))
        case names.Nearest(some):
            return Wording(settings).nobody(words, _options(some, clients))


def _options(some: "Iterable[Known]", clients: "dict[int, Client]") -> list[tuple[str, str]]:
    return [(f"{each.name}, {clients[each.id].contact.phone or 'no number'}", f"#{each.id}") for each in some]
