"""The studio's people, and what they say: sentences such as people type, drawn from a seed."""

from collections.abc import Iterator, Sequence
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
STAFF = {"nadine": "27821110001", "zanele": "27821110002"}
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
        who = self._random.choice([*self.names, *STAFF] if self._random.random() < 0.7 else list(STAFF))
        if self._random.random() < 0.2 and (tapped := await self._tap(who)):
            self.said.append(tapped)
            return
        words = self._of_staff() if who in STAFF else self._of_client()
        self.said.append(Said(who, await self._emulator.say(who, words), words))

    def day(self, ahead: int) -> date:
        return self._today + timedelta(days=ahead)

    async def last_words(self, who: Sequence[str] = ("nadine", "zanele")) -> None:
        """Let the staff look at the day, so that Meta has something newer to tell of."""
        for name in who:
            self.said.append(Said(name, await self._emulator.say(name, "today"), "today"))

    async def _tap(self, who: str) -> Said | None:
        titles = [title for shown in self._emulator.received(who)[-5:] for title in self._harmless(shown)]
        if not titles:
            return None
        title = self._random.choice(titles)
        return Said(who, await self._emulator.tap(who, title), f"tap {title}")

    def _harmless(self, shown: object) -> Iterator[str]:
        for title in getattr(shown, "buttons", []):
            if title.endswith("Reject") or title.startswith(("Cancel ", "My bookings", "Book a ")):
                yield title

    def _of_client(self) -> str:
        draw = self._random.random()
        if draw < 0.45:
            return f"book {self._moment()} {self._random.choice(KINDS)}"
        if draw < 0.60:
            return "cancel next"
        if draw < 0.75:
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
