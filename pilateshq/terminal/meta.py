"""Meta, as the terminal asks it: for the length of one command."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from pilateshq.errors import SendError
from pilateshq.terminal import screen

if TYPE_CHECKING:
    from pilateshq.settings import Settings, WhatsApp
    from pilateshq.whatsapp.management import Manager

T = TypeVar("T")


def ask(settings: "Settings", work: "Callable[[Manager], Awaitable[T]]") -> T:
    """Do something with the account at Meta; where that cannot be done, end with a sentence."""
    import asyncio

    try:
        return asyncio.run(manage(settings, account_of(settings), work))
    except SendError as error:
        screen.refuse(f"Meta says no, or cannot be reached; pilateshq doctor may know more. {error}")


def account_of(settings: "Settings") -> "WhatsApp":
    if settings.whatsapp is None:
        screen.refuse("The account at Meta is not set up: pilateshq doctor says which settings are missing.")
    return settings.whatsapp


async def manage(settings: "Settings", account: "WhatsApp", work: "Callable[[Manager], Awaitable[T]]") -> T:
    from pilateshq.whatsapp.client import GraphClient
    from pilateshq.whatsapp.management import Manager

    async with GraphClient.of(account, settings.operations) as wire:
        return await work(Manager(wire, account))
