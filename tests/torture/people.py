"""The studio's people, and what they say: sentences such as people type, drawn from a seed.

What clients do, the owner hears of, and Meta lets nobody be told more than ten things a minute. So most is
done by a staff of many, and clients mostly ask.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random

from pilateshq.sandbox.graph import Emulator

FIRST = ("Anna", "Busi", "Carla", "Dumisani", "Esther", "Farah", "Grace", "Hugo", "Imran", "Juanita")
LAST = (
    *("Adams", "Botha", "Cele", "Dlamini", "Erasmus", "Fourie", "Govender", "Hendricks", "Isaacs"),
    *("Jacobs", "Khumalo", "Lombard", "Mabaso", "Nel", "Oosthuizen", "Pillay"),
)
STAFF = {"nadine": "27821110001", **{f"staff {number}": f"2782111{number:04}" for number in range(10, 50)}}
TAPPED = ("Reject", "My bookings", "Book a session")
KINDS = ("group", "group", "trio", "duo", "single")
HOURS = range(7, 18)


@dataclass(frozen=True)
class Said:
    who: str
    wamid: str
    words: str


def clients(count: int) -> dict[str, str]:
    """Give so many names, each with a number."""
    names = [f"{first} {last}" for last, first in product(LAST, FIRST)]
    return {name: f"27831{number:06}" for number, name in enumerate(names[:count])}


class Crowd:
    """Everybody with a phone; `speak` lets one of them say or tap something."""

    def __init__(self, emulator: Emulator, count: int, random: Random, today: date) -> None:
        self.said: list[Said] = []
        self._emulator, self._random, self._today = emulator, random, today
        self.names = list(clients(count))
        for number, (name, wa_id) in enumerate((STAFF | clients(count)).items()):
            emulator.add_person(name, name.title(), wa_id, f"ZA.{number:016}")

    async def speak(self) -> None:
        who = self._random.choice(self.names if self._random.random() < 0.5 else list(STAFF)[1:])
        if self._random.random() < 0.1 and (tapped := await self._tap(who)):
            self.said.append(tapped)
            return
        words = self._of_staff() if who in STAFF else self._of_client()
        self.said.append(Said(who, await self._emulator.say(who, words), words))

    def day(self, ahead: int) -> date:
        return self._today + timedelta(days=ahead)

    async def last_words(self) -> None:
        """Let some of the staff look at the day, so that Meta has something newer to tell of."""
        for name in list(STAFF)[:3]:
            self.said.append(Said(name, await self._emulator.say(name, "today"), "today"))

    async def _tap(self, who: str) -> Said | None:
        shown = self._emulator.received(who)[-3:]
        titles = [title for each in shown for title in each.buttons if title.endswith(TAPPED)]
        if not titles:
            return None
        title = self._random.choice(titles)
        return Said(who, await self._emulator.tap(who, title), f"tap {title}")

    def _of_client(self) -> str:
        draw = self._random.random()
        if draw < 0.015:
            return f"book {self._moment()} {self._random.choice(KINDS)}"
        if draw < 0.03:
            return "cancel next"
        if draw < 0.045:
            return f"message Nadine this is number {len(self.said):05}"
        return self._random.choice(["bookings", "my bookings", "hi", "when am I in"])

    def _of_staff(self) -> str:
        name, draw = self._random.choice(self.names), self._random.random()
        if draw < 0.6:
            return f"Book {name} {self._moment()} {self._random.choice(KINDS)}"
        if draw < 0.85:
            return f"Cancel {name}"
        return self._random.choice(["today", "tomorrow", "week", name])

    def _moment(self) -> str:
        """Draw one of a hundred hours, from three days on, so that nothing is cancelled late."""
        return f"{self.day(self._random.randrange(3, 12))} {self._random.choice(HOURS):02}h00"


def today() -> date:
    return datetime.now(UTC).date()
