"""What a studio may change, and every default: the shape of studio.toml.

A key is in studio.toml as the field is named here, and its annotation says how it is read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from decimal import Decimal
from functools import partial
from string import Formatter
from types import MappingProxyType
from typing import Annotated

from pilateshq.studio_file import (
    Misfit,
    read_day,
    read_each,
    read_flag,
    read_line,
    read_lines,
    read_name,
    read_percent,
    read_rand,
    read_table,
    read_time,
    whole,
)

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Line = Annotated[str, read_line]  # may be empty
Name = Annotated[str, read_name]
Flag = Annotated[bool, read_flag]
ClockTime = Annotated[time, read_time]
Hours = Mapping[int, tuple[time, time]]  # the weekday, 0 being Monday → its first and last start


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError('must be a list of kinds such as ["group"]')
    return tuple(map(read_name, value))


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of session; its name is what is typed."""

    name: str
    capacity: int
    price_cents: int  # per person
    notice: timedelta = timedelta(hours=24)  # for cancelling free of charge


@dataclass(frozen=True, kw_only=True)
class Closure:
    """Days on which the studio is closed, the first and the last included."""

    first: date
    last: date
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Reminders:
    """When what goes out by itself is sent, in the studio's zone, and until when it is worth sending."""

    morning: ClockTime = time(6)  # the owner's briefing
    morning_until: ClockTime = time(9)
    evening: ClockTime = time(20)  # the owner's briefing, and tomorrow's clients
    evening_until: ClockTime = time(22)
    tomorrow: Flag = True  # to clients, in the evening before
    next_hour: Flag = True  # to clients, shortly before
    minutes_before: Annotated[int, whole(5, 1440)] = 60
    minutes_before_until: Annotated[int, whole(0, 1440)] = 30
    without: Annotated[tuple[str, ...], _names] = ()  # kinds of session of which clients are not reminded
    quiet_from: ClockTime = time(22)  # clients are not reminded from then
    quiet_until: ClockTime = time(5)
    attendance: Flag = True  # the owner is asked after the day's last session who came
    weekly: Flag = False  # on Sundays
    weekly_at: ClockTime = time(18)
    weekly_until: ClockTime = time(21)
    invoices_day: Annotated[int, whole(1, 28)] = 25  # of the month
    invoices_at: ClockTime = time(9)
    invoices_until: ClockTime = time(20)


@dataclass(frozen=True, kw_only=True)
class Waitlist:
    most: Annotated[int, whole(0, 100)] = 5  # people for one session; 0 is no list at all
    a_day: Annotated[int, whole(1, 20)] = 2  # lists on which one person may be
    quiet_from: ClockTime = time(21)  # no seat is offered from then, but for the early morning
    quiet_until: ClockTime = time(6, 30)


@dataclass(frozen=True, kw_only=True)
class Bank:
    """Where clients pay; empty until the owner fills it in."""

    holder: Line = ""
    bank: Line = ""
    account_type: Line = ""
    account_number: Line = ""
    branch_code: Line = ""


def _day_or_none(value: object) -> date | None:
    return None if value == "" else read_day(value)


def _pay_link(value: object) -> str:
    link = read_line(value)
    fields = {name for _, name, _, _ in Formatter().parse(link) if name is not None}
    if link and not (link.startswith("https://") and fields <= {"number", "cents"}):
        raise ValueError("must begin with https:// and may have {number} and {cents} in it")
    return link


def _colour(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch("#[0-9a-fA-F]{6}", value):
        raise ValueError('must be a colour such as "#2f5d62"')
    return value


def _days_late(value: object) -> tuple[int, ...]:
    read = whole(-60, 365)
    try:
        return tuple(sorted({read(each) for each in value})) if isinstance(value, list) else ()
    except ValueError:
        raise ValueError("must be a list of days such as [3, 7, 14]") from None


def _remind_text(value: object) -> str:
    text = read_name(value)
    try:
        text.format(number="", amount="", due="", name="")
    except (KeyError, IndexError, ValueError):
        raise ValueError("may have {name}, {number}, {amount} and {due} in it, and no other") from None
    return text


@dataclass(frozen=True, kw_only=True)
class InvoiceTerms:
    legal_name: Line = ""  # empty: the studio's name
    registration_number: Line = ""
    contact: Line = ""
    due_days: Annotated[int, whole(0, 90)] = 7
    vat_number: Line = ""  # empty: not registered, and no invoice has a VAT line
    vat_percent: Annotated[Decimal, read_percent] = Decimal(15)
    vat_from: Annotated[date | None, _day_or_none] = None  # None: registered all along
    note: Line = ""
    pay_link: Annotated[str, _pay_link] = ""  # behind the QR code, with {number} and {cents}
    colour: Annotated[str, _colour] = "#2f5d62"
    logo: Line = ""  # a picture in the data folder
    remind_after_days: Annotated[tuple[int, ...], _days_late] = (-3, 0, 3, 7, 14)  # from the due date
    remind_text: Annotated[str, _remind_text] = (
        "A friendly reminder: {number} over {amount} was due on {due}. Thank you!"
    )
    remind_early_text: Annotated[str, _remind_text] = (  # until the day is over
        "A friendly reminder: {number} over {amount} is due on {due}. Thank you!"
    )

    def is_vendor(self, day: date) -> bool:
        """Tell whether an invoice of that day is a tax invoice."""
        return bool(self.vat_number) and (self.vat_from is None or day >= self.vat_from)


@dataclass(frozen=True, kw_only=True)
class PackageTerms:
    low: Annotated[int, whole(0, 50)] = 2  # sessions left, of which the client is told
    least_days: Annotated[int, whole(1, 1100)] = 60
    days_per_session: Annotated[int, whole(1, 365)] = 9
    extend_days: Annotated[int, whole(1, 1100)] = 30


@dataclass(frozen=True, kw_only=True)
class Emergency:
    """Whom people are told to call beside 112; told only once the owner has checked it."""

    ambulance: Annotated[tuple[str, ...], read_lines] = ()
    crisis_lines: Annotated[tuple[str, ...], read_lines] = ()
    checked_on: Annotated[date | None, _day_or_none] = None


@dataclass(frozen=True, kw_only=True)
class Thrift:
    """How much the assistant may be asked, and what it may cost."""

    questions_a_day: Annotated[int, whole(0, 1000)] = 10  # of one client, to the model
    of_strangers: Annotated[int, whole(0, 1000)] = 3
    monthly_limit: Annotated[int, read_rand] = 100_00  # cents, as the next two
    million_read: Annotated[int, read_rand] = 8_00  # tokens
    million_written: Annotated[int, read_rand] = 32_00


HOURS: Hours = MappingProxyType({**dict.fromkeys(range(5), (time(6), time(18))), 5: (time(8), time(10))})
DEFAULT_KINDS = (
    Kind(name="single", capacity=1, price_cents=300_00),
    Kind(name="duo", capacity=2, price_cents=250_00),
    Kind(name="trio", capacity=3, price_cents=200_00),
    Kind(name="group", capacity=6, price_cents=180_00, notice=timedelta(hours=12)),
)
KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in DEFAULT_KINDS})


def _country(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch("[A-Z]{2}", value):
        raise ValueError('must be a country by its two capital letters, such as "ZA"')
    return value


def _languages(value: object) -> tuple[str, ...]:
    codes = value if isinstance(value, list) else []
    if not codes or not all(isinstance(code, str) and re.fullmatch("[a-z]{2}", code) for code in codes):
        raise ValueError('must be a list of languages by their two letters, such as ["en"]')
    return tuple(dict.fromkeys(codes))


def _week(value: object) -> Hours:
    found = read_each(dict.fromkeys(WEEKDAYS, _first_and_last), value)
    week = {**HOURS, **{WEEKDAYS.index(day): hours for day, hours in found.items()}}
    return MappingProxyType({day: hours for day, hours in sorted(week.items()) if hours})


def _first_and_last(value: object) -> tuple[time, time] | None:
    if value in ("closed", []):
        return None
    try:
        first, last = map(read_time, value if isinstance(value, list) else ())
    except ValueError:
        raise ValueError('must be a first and a last start such as ["06:00", "18:00"]') from None
    if last < first:
        raise ValueError("must have the first start before the last")
    return first, last


def _kinds(value: object) -> Mapping[str, Kind]:
    names = value if isinstance(value, dict) else ()
    return MappingProxyType({**KINDS, **read_each({name: partial(_kind, name) for name in names}, value)})


def _kind(name: str, value: object) -> Kind:
    if not re.fullmatch("[a-z]{2,20}", name):
        raise Misfit([((), "must have a name of small letters only, since it is typed")])
    known = KINDS.get(name)
    found = read_each(KIND_KEYS, value, required=() if known else ("capacity", "price"))
    fields = {KIND_FIELDS.get(key, key): read for key, read in found.items()}
    return replace(known, **fields) if known else Kind(name=name, **fields)


def _notice(value: object) -> timedelta:
    return timedelta(hours=whole(0, 336)(value))


KIND_KEYS = {"capacity": whole(1, 50), "price": read_rand, "notice_hours": _notice}
KIND_FIELDS = {"price": "price_cents", "notice_hours": "notice"}


def _closures(value: object) -> tuple[Closure, ...]:
    if not isinstance(value, list):
        raise ValueError("must be a list such as [{ first = 2026-12-16, last = 2027-01-05 }]")
    entries = {str(number): entry for number, entry in enumerate(value, start=1)}
    return tuple(read_each(dict.fromkeys(entries, _closure), entries).values())


def _closure(value: object) -> Closure:
    readers = {"first": read_day, "last": read_day, "reason": read_line}
    found = read_each(readers, value, required=("first",))
    closure = Closure(**{"last": found["first"], **found})
    if closure.last < closure.first:
        raise Misfit([(("last",), f"{closure.last} must not be before first, {closure.first}")])
    return closure


def _reminders(value: object) -> Reminders:
    """Read the reminders; each must have some time in which it can be sent."""
    reminders = read_table(Reminders, value)
    wrong = [pair for pair in IN_ORDER if getattr(reminders, pair[0]) >= getattr(reminders, pair[1])]
    if wrong:
        raise Misfit(
            [((less,), f"must be less than {more}, or nothing is ever sent") for less, more in wrong]
        )
    return reminders


IN_ORDER = (
    ("morning", "morning_until"),
    ("evening", "evening_until"),
    ("weekly_at", "weekly_until"),
    ("invoices_at", "invoices_until"),
    ("minutes_before_until", "minutes_before"),
)


@dataclass(frozen=True, kw_only=True)
class Studio:
    """The studio as its owner set it up."""

    name: Name = "PilatesHQ"
    owner: Name = "Nadine"
    address: Line = ""
    country: Annotated[str, _country] = "ZA"  # for phone numbers and public holidays
    languages: Annotated[tuple[str, ...], _languages] = ("en",)
    session_minutes: Annotated[int, whole(5, 480)] = 55
    at_once: Annotated[int, whole(1, 50)] = 1  # sessions that may run at the same time
    bookings_need_approval: Flag = True  # the owner's, when a client books
    client_horizon_days: Annotated[int, whole(1, 365)] = 28
    standing_weeks: Annotated[int, whole(1, 52)] = 8
    grace_minutes: Annotated[int, whole(0, 1440)] = 120  # for rejecting a confirmation free of charge
    closed_on_public_holidays: Flag = True
    closures: Annotated[tuple[Closure, ...], _closures] = ()
    hours: Annotated[Hours, _week] = field(default_factory=lambda: HOURS)
    kinds: Annotated[Mapping[str, Kind], _kinds] = field(default_factory=lambda: KINDS)
    reminders: Annotated[Reminders, _reminders] = Reminders()
    waitlist: Annotated[Waitlist, partial(read_table, Waitlist)] = Waitlist()
    bank: Annotated[Bank, partial(read_table, Bank)] = Bank()
    invoice: Annotated[InvoiceTerms, partial(read_table, InvoiceTerms)] = InvoiceTerms()
    packages: Annotated[PackageTerms, partial(read_table, PackageTerms)] = PackageTerms()
    emergency: Annotated[Emergency, partial(read_table, Emergency)] = Emergency()
    assistant: Annotated[Thrift, partial(read_table, Thrift)] = Thrift()
