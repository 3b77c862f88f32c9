"""What the assistant says around its answers, and the facts that come from studio.toml."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import time, timedelta

from pilateshq.conversation.wording.voice import WEEKDAYS, Voice
from pilateshq.facts_file import Section
from pilateshq.messages import Message, Text
from pilateshq.settings import Kind


class Assistant(Voice):
    # the owner's facts

    def fact_told(self, name: str, text: str) -> Message:
        return Text(f"Noted: asked for {name}, I say from now on: {text}")

    def fact_shown(self, section: Section) -> Message:
        return Text(f"{section.name}: {section.text or '(empty)'}\nTo change it: fact {section.name}: …")

    def fact_forgotten(self, name: str) -> Message:
        return Text(f"Forgotten: what you told me of {name}. What facts.md says of it, if anything, counts.")

    def facts_listed(self, names: Sequence[str]) -> Message:
        listed = "".join(f"\n• {name}" for name in names) or " nothing."
        return Text(f"I can tell of:{listed}\nTo add or change one: fact parking: in the street")

    def references(self) -> dict[str, str]:
        """Give what a fact may refer to, in words; empty for what studio.toml leaves empty."""
        studio = self.settings.studio
        return {
            "name": studio.name,
            "owner": studio.owner,
            "address": studio.address,
            "hours": _hours(studio.hours),
            "prices": _listed(f"{each.name} {_rand(each.price_cents)}" for each in studio.kinds.values()),
            "kinds": _listed(f"{each.name}: {_people(each)}" for each in studio.kinds.values()),
            "notice": _listed(f"{each.name} {_hours_of(each.notice)}" for each in studio.kinds.values()),
            "minutes": str(studio.session_minutes),
        }


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(parts) + "."


def _hours(hours: Mapping[int, tuple[time, time]]) -> str:
    """Name every day, so that each can be answered from it."""
    days = (f"{WEEKDAYS[day]}: {_of_day(hours.get(day))}" for day in range(7))
    return _listed(days)


def _of_day(starts: tuple[time, time] | None) -> str:
    return f"{starts[0]:%H:%M} to {starts[1]:%H:%M}" if starts else "closed"


def _rand(cents: int) -> str:
    return f"R{cents // 100}" if cents % 100 == 0 else f"R{cents / 100:.2f}"


def _people(kind: Kind) -> str:
    return "1 person" if kind.capacity == 1 else f"up to {kind.capacity} people"


def _hours_of(notice: timedelta) -> str:
    return f"{notice // timedelta(hours=1)} hours"
