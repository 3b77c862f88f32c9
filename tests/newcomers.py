"""Somebody who comes to the studio: what they fill in, and what became of it."""

from datetime import date
from typing import Any

from pilateshq.models import Client, Consent
from pilateshq.studio import forms
from tests.world import STRANGER, World

NUMBER = f"+{STRANGER}"
FORM: dict[str, Any] = {
    "first_name": "Lerato",
    "last_name": "Dube",
    "phone": "082 111 0009",
    "date_of_birth": "21/5/88",
    "needs_talk": "no",
    "consent": True,
}
LERATO = ("Lerato Dube", NUMBER, date(1988, 5, 21))  # as a client of that form


async def clients(studio: World) -> list[tuple[str, str | None, date | None]]:
    return await studio.do(
        lambda: [
            (each.name, each.contact.phone, each.born_on) for each in Client.select().order_by(Client.id)
        ]
    )


async def consents(studio: World) -> list[tuple[str, str]]:
    return await studio.do(
        lambda: [(each.to, each.through) for each in Consent.select().order_by(Consent.id)]
    )


async def waiting(studio: World) -> int:
    return await studio.do(lambda: len(forms.waiting()))
