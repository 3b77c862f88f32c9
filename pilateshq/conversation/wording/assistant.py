"""What the assistant says around its answers, and the facts that come from studio.toml."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import time, timedelta

from pilateshq.conversation.commands import (
    CancelNext,
    Command,
    Concern,
    LeaveIt,
    MyBookings,
    Request,
    Which,
)
from pilateshq.conversation.wording.voice import WEEKDAYS, Voice
from pilateshq.facts_file import Section
from pilateshq.messages import Button, Buttons, Message, Template, Text, plain
from pilateshq.settings import Kind

NOT_ADVICE = "General information, not medical advice."


class Assistant(Voice):
    # questions

    def unsure(self, section: Section) -> str:
        return f"I am not sure that this is what you ask. {section.name}: {section.text}"

    def perhaps(self, section: Section, *, ask: str) -> Message:
        return Buttons(self.unsure(section), (Button(f"Ask {self.owner}", ask),))

    def will_ask(self) -> Message:
        return Text(f"I'll ask {self.owner}. You will hear from us here.")

    def has_asked(
        self, name: str, phone: str, words: str, *, read: str, reply: str
    ) -> tuple[Message, Template]:
        """Pass a question on, in both forms; what was asked is in no template."""
        who = f"{name}{f' ({phone})' if phone else ''}"
        template = self.owner_update(f"{who} has a question.", show=read)
        return Buttons(f"❓ {who} asks: {words}", (Button("Answer", reply),)), template

    def general(self, words: str) -> Text:
        return Text(f"{words}\n{NOT_ADVICE}")

    def proposed(self, command: Command) -> Message:
        """Ask whether that is meant; or which, where the day is not clear."""
        if isinstance(command, Which):
            return self.which_meaning(command.options)
        yes = Button("Yes", str(command))
        return Buttons(f"Did you mean: {self._proposal(command)}?", (yes, Button("No", str(LeaveIt()))))

    def _proposal(self, command: Command) -> str:
        match command:
            case Request(day, at, kind):
                return f"ask for {f'a {kind}' if kind else 'a session'}{self.on(day, at)}"
            case CancelNext():
                return "cancel your next booking"
            case MyBookings():
                return "see your bookings"
            case Concern(kind):
                return f"tell {self.owner} that you are {'sick' if kind == 'sick' else 'running late'}"
            case _:
                return self.command(command)

    def after(self, reply: Message, answer: str) -> Message:
        """Say an answer after what is said anyway."""
        return Text(f"{plain(reply)}\n\n{answer}") if answer else reply

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
