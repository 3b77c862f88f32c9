"""Months and amounts as they are typed at the terminal."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import typer

from pilateshq.clock import utcnow
from pilateshq.terminal import screen

if TYPE_CHECKING:
    from pilateshq.settings import Settings


def read(words: str, settings: "Settings") -> date:
    """Read a month such as 2026-11, the present one where nothing is given; or end the command."""
    if not words:
        return utcnow().astimezone(settings.zone).date().replace(day=1)
    found = re.fullmatch(r"(20\d\d)-(\d\d?)", words)
    if found is None or not 1 <= int(found[2]) <= 12:
        screen.complain(f"{words} is no month. Please write it as 2026-11.")
        raise typer.Exit(1)
    return date(int(found[1]), int(found[2]), 1)


def cents(words: str) -> int:
    """Read an amount such as 750 or R750.50; or end the command."""
    try:
        amount = Decimal(words.upper().removeprefix("R").replace(",", "").strip()) * 100
        whole = int(amount) if amount.is_finite() and amount == int(amount) else None
    except (InvalidOperation, ValueError, OverflowError):
        whole = None
    if whole is None or whole <= 0:
        screen.complain(f"{words} is no amount. Please write it as 750 or 750.50.")
        raise typer.Exit(1)
    return whole
