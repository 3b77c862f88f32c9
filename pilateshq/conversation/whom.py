"""Who is meant: the one client whom words name, or the question that completes the command."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from pilateshq.conversation import names
from pilateshq.conversation.commands import Book, BookEvery, Command
from pilateshq.conversation.turn import Answer, Turn, asked
from pilateshq.conversation.wording import Option
from pilateshq.messages import ROWS_A_LIST
from pilateshq.models import Client
from pilateshq.studio import people

Completed = Callable[[str], Command]  # the same command, with "#12" for the person
Booking = TypeVar("Booking", Book, BookEvery)


def person(turn: Turn, words: str, completed: Completed) -> Client | Answer:
    """Find the client whom words name; ask where there are several, or only similar ones."""
    clients = roster()
    return chosen(turn, words, names.find(words, list(clients)), clients, completed)


def all_of(turn: Turn, command: Booking) -> list[Client] | Answer:
    """Find every client of a booking; the first who is not clear is asked for."""
    found: list[Client] = []
    for index, words in enumerate(command.people):
        client = person(turn, words, partial(_with_person, command, index))
        if isinstance(client, Answer):
            return client
        found.append(client)
    return found


def roster() -> dict[names.Known, Client]:
    """List all clients under what is needed to find them by name."""
    return {names.Known(each.id, each.name, each.active): each for each in people.everyone()}


def chosen(
    turn: Turn, words: str, found: names.Found, clients: dict[names.Known, Client], completed: Completed
) -> Client | Answer:
    match found:
        case names.Exactly(known):
            return clients[known]
        case names.Several(several):
            return asked(turn.say.which_person(words, _options(several, clients, completed)))
        case names.Nearest(near):
            return asked(turn.say.nobody(words, _options(near, clients, completed)))


def _options(
    known: Sequence[names.Known], clients: dict[names.Known, Client], completed: Completed
) -> list[Option]:
    titles = [each.name for each in known]
    options = []
    for each in known[: ROWS_A_LIST + 1]:
        digits = clients[each].contact.phone or ""
        title = f"{each.name} …{digits[-4:]}" if titles.count(each.name) > 1 else each.name
        options.append((title, str(completed(f"#{each.id}"))))
    return options


def _with_person(command: Booking, index: int, who: str) -> Booking:
    return replace(command, people=(*command.people[:index], who, *command.people[index + 1 :]))
