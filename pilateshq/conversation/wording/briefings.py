"""What goes out by itself: the owner's briefings, and the reminders of clients."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from pilateshq.conversation.needs import Needs
from pilateshq.conversation.wording.delivery import Delivery
from pilateshq.conversation.wording.money import rand
from pilateshq.conversation.wording.voice import first_name
from pilateshq.messages import Button, Buttons, Choices, Message, Row, Template, Text, page
from pilateshq.models import Booking, Client
from pilateshq.studio.day import Hour
from pilateshq.studio.money import ToReview

ROOM = 800  # characters of a template's parameter, most of what Meta allows
ROOM_FOR_NEEDS = 350
ROOM_BESIDE_BUTTONS = 1000  # characters that a message with buttons may have
NAMED = 4  # people in one line of what waits
I_CANNOT_COME = "I cannot come"
MARKS = {"no_show": "No-show", "sick": "Sick", "attended": "Came"}
REPLY_CANCEL = "If you cannot come, reply CANCEL NEXT."


class Briefings(Delivery):
    # to clients

    def tomorrow(self, about: Booking) -> tuple[Message, Template]:
        name, cancel = first_name(about.client), f"cancel #{about.id}"
        body = f"Hi {name}, see you tomorrow: {self.session(about)}."
        template = Template(
            "client_session_tomorrow_us", (self.hour(about),), (cancel,), otherwise=REPLY_CANCEL
        )
        return Buttons(body, (Button(I_CANNOT_COME, cancel),)), template

    def next_hour(self, about: Booking) -> tuple[Message, Template]:
        body = (
            f"Hi {first_name(about.client)}, your {about.session.kind} starts at {self.hour(about)}. See you!"
        )
        return Text(body), Template("client_session_next_hour_us", (self.hour(about),))

    def clients_week(self, client: Client, theirs: Sequence[Booking]) -> tuple[Message, Template]:
        name, sessions = first_name(client), [self.session(each) for each in theirs]
        lines = "".join(f"\n• {each}" for each in sessions)
        template = Template("client_weekly_schedule_us", (name, _fitted(sessions, ROOM, "session")))
        return Text(f"Hi {name}, your week at the studio:{lines}"), template

    # to the owner

    def morning(self, today: date, hours: Sequence[Hour], needs: Needs) -> tuple[Message, Template]:
        return self._briefing("admin_morning_us", f"Today, {self.day(today)}", hours, needs)

    def evening(self, tomorrow: date, hours: Sequence[Hour], needs: Needs) -> tuple[Message, Template]:
        return self._briefing("admin_20h00_us", f"Tomorrow, {self.day(tomorrow)}", hours, needs)

    def _briefing(
        self, template: str, day: str, hours: Sequence[Hour], needs: Needs
    ) -> tuple[Message, Template]:
        entries, waiting = self._entries(hours), list(self._waiting(needs))
        body = f"{day}: {self._counted(hours)}." + "".join(f"\n{each}" for each in entries)
        if waiting:
            body += "\n\nWaits for you:" + "".join(f"\n• {each}" for each in waiting)
        brief = f"Waits for you: {_fitted(waiting, ROOM_FOR_NEEDS, 'matter')}" if waiting else ""
        schedule = _fitted(entries, ROOM - len(brief), "session") if entries else "nothing is booked"
        details = f"{schedule}. {brief}".strip() if brief else schedule
        return self._with_roll_call(body, needs), Template(template, (str(len(hours)), details))

    def _with_roll_call(self, body: str, needs: Needs) -> Message:
        """Let attendance be settled by one tap, where there is room for it."""
        if not needs.unmarked or len(body) > ROOM_BESIDE_BUTTONS:
            return Text(body)
        return Buttons(body, (Button("All came", "all came"), Button("Fix", "roll call")))

    def _counted(self, hours: Sequence[Hour]) -> str:
        people = sum(len(each.bookings) for each in hours)
        if not hours:
            return "nothing is booked"
        return f"{_number(len(hours), 'session')}, {_number(people, 'person', 'people')}"

    def _entries(self, hours: Sequence[Hour]) -> list[str]:
        """Write each session in a line: 07:00 duo: Thandi, Sam · 1 free."""
        called = _called(each.client for hour in hours for each in hour.bookings)
        return [self._entry(each, called) for each in hours]

    def _entry(self, hour: Hour, called: Mapping[int, str]) -> str:
        names = ", ".join(called[each.client.id] for each in hour.bookings)
        free = f" · {hour.free} free" if hour.free else ""
        return f"{self.hour(hour.bookings[0])} {hour.session.kind}: {names}{free}"

    def _waiting(self, needs: Needs) -> Iterator[str]:
        if needs.unmarked:
            yield f"{_number(len(needs.unmarked), 'place')} to confirm: reply ALL CAME or FIX"
        if needs.undelivered:
            missed = [(each.name, self.why_lost(each.code, each.why)) for each in needs.undelivered]
            yield f"not told: {'; '.join(_by_reason(list(dict.fromkeys(missed))))}"
        if needs.requests:
            yield f"asked for: {self._whose(needs.requests)}. Reply APPROVE or DECLINE"
        if needs.charges:
            yield f"to charge or waive: {self._whose(needs.charges)}. Reply CHARGES"
        if needs.debts:
            owing = _listed(f"{each.client.name} ({rand(each.cents)})" for each in needs.debts)
            yield f"to remind of a payment: {owing}. Reply WHO OWES"
        if needs.forms:
            yield f"forms to approve: {_listed(needs.forms)}. Reply LEADS"
        if needs.leads:
            named = _listed(each.name or each.contact.phone or self.somebody() for each in needs.leads)
            yield f"enquiries: {named}. Reply LEADS"

        if needs.templates:
            lacking = _number(len(needs.templates), "template")
            yield f"Meta lacks {lacking}: {_listed(needs.templates)}. In a terminal: pilateshq templates sync"

    def _whose(self, bookings: Iterable[Booking]) -> str:
        return _listed(f"{each.client.name} ({self.session(each)})" for each in bookings)

    def owners_week(self, days: Mapping[date, Sequence[Hour]]) -> tuple[Message, Template]:
        open_days = {day: hours for day, hours in days.items() if hours}
        blocks = [
            f"\n{self.day(day)}" + "".join(f"\n{each}" for each in self._entries(hours))
            for day, hours in open_days.items()
        ]
        brief = [f"{self.day(day)}: {self._counted(hours)}" for day, hours in open_days.items()]
        counted = self._counted([hour for hours in open_days.values() for hour in hours])
        text = f"The week ahead: {counted}."
        short = f"{text} {_fitted(brief, ROOM, 'day')}"
        return Text("\n".join([text, *blocks])), self.owner_update(short.strip(), show="show")

    def time_to_invoice(self, review: ToReview) -> tuple[Message, Template]:
        first = (
            f"It is time to review the invoices of {review.month:%B}: {_number(review.invoices, 'invoice')},"
            f" {rand(review.total_cents)} so far."
        )
        open_ends = {
            f"{_number(review.undecided, 'charge')} to decide (reply CHARGES)": review.undecided,
            f"{_number(review.unmarked, 'place')} to confirm (reply FIX)": review.unmarked,
        }
        before = " and ".join(words for words, is_open in open_ends.items() if is_open)
        text = f"{first}{f' Before that: {before}.' if before else ''} To see them, reply: invoice all"
        return Text(text), self.owner_update(text, show="invoice all")

    # who came

    def did_all_come(self, day: date, unmarked: Sequence[Booking], yes: str) -> Message:
        count = len(unmarked)
        who = "Did all come" if count == 1 else f"All {count} came"
        hours = groupby(unmarked, key=lambda each: each.session.id)
        called = _called(each.client for each in unmarked)
        lines = [self._came(list(group), called) for _, group in hours]
        body = f"{who} on {self.day(day)}?" + "".join(f"\n{each}" for each in lines)
        return Buttons(body, (Button("Yes", yes), Button("Fix", f"roll call {day}")))

    def _came(self, together: Sequence[Booking], called: Mapping[int, str]) -> str:
        names = ", ".join(called[each.client.id] for each in together)
        return f"{self.hour(together[0])} {together[0].session.kind}: {names}"

    def all_came(self, day: date, marked: Sequence[Booking]) -> Message:
        return Text(f"Attended: {_number(len(marked), 'place')} on {self.day(day)}.")

    def nobody_to_mark(self) -> Message:
        return Text("Nobody waits to be marked: all that is over has been marked already.")

    def roll_call(self, day: date, unmarked: Sequence[Booking], number: int) -> Message:
        here, more_follow = page(unmarked, number)
        rows = [Row(each.client.name, f"mark #{each.id}", self.session(each)) for each in here]
        if more_follow:
            rows.append(Row("More…", f"roll call {day} page {number + 1}"))
        body = f"Who did not come on {self.day(day)}? Choose one; the others I ask about afterwards."
        return Choices(body, "Choose", tuple(rows))

    def mark_how(self, about: Booking, commands: Mapping[str, str]) -> Message:
        options = [(MARKS[mark], command) for mark, command in commands.items()]
        return self.which(f"{about.client.name}, {self.session(about)}:", options)

    def the_others(self, body: str, yes: str, more: str) -> Message:
        return Buttons(body, (Button("The others came", yes), Button("Fix another", more)))

    def hour(self, about: Booking) -> str:
        return f"{about.session.starts_at.astimezone(self.settings.zone):%H:%M}"


def _called(clients: Iterable[Client]) -> dict[int, str]:
    """Call each by first name, and those who share one by their surname's initial, too."""
    people = {each.id: each for each in clients}
    shared = Counter(first_name(each) for each in people.values())
    return {number: _short(each, shared[first_name(each)] > 1) for number, each in people.items()}


def _short(client: Client, is_shared: bool) -> str:
    first, *others = client.name.split()
    return f"{first} {others[-1][0]}" if is_shared and others else first


def _by_reason(undelivered: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Name together those who were not told for the same reason."""
    names: dict[str, list[str]] = {}
    for name, why in undelivered:
        names.setdefault(why, []).append(name)
    return (f"{_listed(theirs)} ({why})" for why, theirs in names.items())


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def _listed(names: Iterable[str]) -> str:
    shown = list(names)
    more = f" and {len(shown) - NAMED} more" if len(shown) > NAMED else ""
    return ", ".join(shown[:NAMED]) + more


def _fitted(entries: Sequence[str], room: int, what: str) -> str:
    """Join as many entries as there is room for, and count the rest."""
    for count in range(len(entries), 0, -1):
        left_out = len(entries) - count
        more = f" … and {_number(left_out, f'more {what}', f'more {what}s')}" if left_out else ""
        if len(joined := " • ".join(entries[:count]) + more) <= room:
            return joined
    return _number(len(entries), what)
