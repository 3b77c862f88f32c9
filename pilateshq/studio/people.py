"""People: who writes, who is a client, and how a number becomes one of them."""

import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING

from peewee import Expression

from pilateshq.errors import BadBirthDate, BadEmail, BadName, BadNumber, NumberTaken
from pilateshq.models import Client, Contact
from pilateshq.studio import history

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

OLDEST = 110  # years
OF_AGE = 18
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
WISHES = ("stopped_at", "reminders_off_at", "news_off_at")  # of what somebody does not want to hear
SOUTH_AFRICA, SOUTH_AFRICAN_DIGITS = 27, 9  # what is shorter there is a service, or a digit was forgotten


def phone_number(text: str, region: str) -> str:
    """Read a phone number as people type it, as E.164; `region` is where it is when no country is named."""
    import phonenumbers

    try:
        number = phonenumbers.parse(text.replace("(0)", ""), region)
    except phonenumbers.NumberParseException:
        raise BadNumber(text) from None
    if any(sign.isalpha() for sign in text) or not _is_reachable(number):
        raise BadNumber(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_reachable(number: "PhoneNumber") -> bool:
    """Tell whether WhatsApp may know the number; where nobody can be sure, it may."""
    from phonenumbers import PhoneNumberType as Type
    from phonenumbers import is_valid_number, number_type

    if number.country_code == SOUTH_AFRICA and len(str(number.national_number)) != SOUTH_AFRICAN_DIGITS:
        return False
    services = (Type.TOLL_FREE, Type.PREMIUM_RATE, Type.SHARED_COST, Type.UAN, Type.PAGER, Type.VOICEMAIL)
    return is_valid_number(number) and number.extension is None and number_type(number) not in services


def birth_date(text: str, *, today: date) -> date:
    """Read a date of birth in any usual writing, day before month; raises BadBirthDate."""
    with suppress(ValueError):  # not three parts, or no such day
        first, month, last = _parts_of_date(text.strip(" \t\n.,").lower())
        if first.isalpha():  # May 21, 1988
            first, month = month, first
        first = re.sub("(st|nd|rd|th)$", "", first)
        day, year = (last, first) if len(first) == 4 else (first, last)
        born = _past_date(year, _month(month), int(day), today=today)
        if today.year - OLDEST <= born.year and born <= today:
            return born
    raise BadBirthDate(text)


def _parts_of_date(text: str) -> list[str]:
    """Cut a date at what separates its parts; digits alone are cut by their number."""
    if re.fullmatch("[0-9]{8}", text):
        begins_with_year = text[:2] in ("19", "20") and text[4:6] <= "12"
        cuts = (4, 6) if begins_with_year else (2, 4)
        return [text[: cuts[0]], text[cuts[0] : cuts[1]], text[cuts[1] :]]
    if re.fullmatch("[0-9]{6}", text):
        return [text[:2], text[2:4], text[4:]]
    return re.split(r"(?:\s+of\s+|[\s/.,-]+)", text)


def _past_date(year: str, month: int, day: int, *, today: date) -> date:
    """Read a year of four digits, or of two; "45" is 1945."""
    if len(year) != 2:
        return date(int(year), month, day)
    born = date(2000 + int(year), month, day)
    return born if born <= today else born.replace(year=1900 + int(year))


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    (number,) = (each for each, name in enumerate(MONTHS, 1) if len(text) > 2 and name.startswith(text))
    return number


def is_minor(born_on: date | None, *, today: date) -> bool:
    """Tell whether a guardian has to speak for somebody born that day."""
    if born_on is None:
        return False
    has_had_birthday = (today.month, today.day) >= (born_on.month, born_on.day)
    return today.year - born_on.year - (not has_had_birthday) < OF_AGE


def email_address(text: str) -> str | None:
    """Read an e-mail address, None where there is none; raises BadEmail."""
    text = text.strip()
    if text and not EMAIL.fullmatch(text):
        raise BadEmail(text)
    return text or None


def one_line(text: str | None) -> str | None:
    """Give the text without idle space and line breaks; None where nothing is left."""
    return " ".join((text or "").split()) or None


def full_name(text: str) -> str:
    """Give a name without idle space; raises BadName where it has no letters."""
    name = " ".join(text.split())
    if not any(letter.isalpha() for letter in name):
        raise BadName(name)
    return name


def meet(
    *, wa_id: str | None, user_id: str | None, name: str, at: datetime, admins: Collection[str] = ()
) -> Contact:
    """Find or keep the person who wrote at that moment, and note it: it opens their window.

    Who writes with an id that `admins` names is that admin, whoever else has the other id.
    """
    contact = _writer(wa_id, user_id, admins) or Contact()
    _learn(contact, wa_id=wa_id, user_id=user_id)
    contact.name = name or contact.name
    contact.heard_at = max(at, contact.heard_at or at)
    contact.save(only=contact.dirty_fields)  # what others change meanwhile stays
    return contact


def _writer(wa_id: str | None, user_id: str | None, admins: Collection[str]) -> Contact | None:
    """Find who writes: an admin by the id that is listed, else a client first."""
    if wa_id in admins or user_id in admins:
        listed = holders(wa_id, None) if wa_id in admins else []
        return next(iter([*listed, *holders(wa_id, user_id)]), None)
    return _first(known_by(wa_id, user_id))


def known_by(wa_id: str | None, user_id: str | None) -> list[Contact]:
    """List whom these ids together may name, the surest first.

    A user id lasts while its owner keeps the number, so another one at a client's number is another person's.
    """
    return [each for each in holders(wa_id, user_id) if not _has_changed_hands(each, user_id)]


def _has_changed_hands(contact: Contact, user_id: str | None) -> bool:
    is_other = user_id and contact.user_id and contact.user_id != user_id
    return bool(is_other) and client_of(contact) is not None


def contact_for(phone: str) -> Contact:
    """Find or keep the person behind a number (E.164) that the studio knows."""
    known = find(wa_id=phone.removeprefix("+"), user_id=None)
    return known or Contact.create(phone=phone)


def contact_of(identity: str) -> Contact:
    """Find or keep the person that a setting names by the phone's digits or by user id."""
    if not identity.isdigit():
        return Contact.get_or_none(Contact.user_id == identity) or Contact.create(user_id=identity)
    contact = contact_for(f"+{identity}")
    if contact.wa_id is None:
        _learn(contact, wa_id=identity, user_id=None)
        contact.save()
    return contact


def register(
    name: str,
    phone: str,
    *,
    region: str,
    actor: str,
    now: datetime,
    born_on: date | None = None,
    email: str | None = None,
    address: str | None = None,
    vat_number: str | None = None,
    contact: Contact | None = None,
) -> Client:
    """Make a client of the person behind a number, as it was typed; of `contact`, if theirs is not known."""
    name = full_name(name)
    contact = _at_number(contact, phone_number(phone, region))
    if taken := client_of(contact):
        raise NumberTaken(taken.name)
    client = Client.create(
        contact=contact,
        name=name,
        born_on=born_on,
        email=email,
        address=address,
        vat_number=vat_number,
        registered_at=now,
    )
    history.record("registered", actor=actor, now=now, client=client)
    return client


def _at_number(contact: Contact | None, number: str) -> Contact:
    """Find or keep who is behind a number; it may be that of somebody who has written without one."""
    found: Contact | None = find(wa_id=number.removeprefix("+"), user_id=None)
    if found or contact is None or contact.phone:
        return found or contact_for(number)
    contact.phone = number
    contact.save()
    return contact


def update(
    client: Client,
    *,
    name: str,
    actor: str,
    now: datetime,
    born_on: date | None = None,
    email: str | None = None,
) -> None:
    """Note what has become known of a client; what is not told stays as it is."""
    client.name, client.active = full_name(name), True
    client.born_on, client.email = born_on or client.born_on, email or client.email
    client.save()
    history.record("details changed", actor=actor, now=now, client=client)


def set_active(client: Client, active: bool, *, actor: str, now: datetime) -> None:
    """Note whether the client comes to the studio; their bookings are another matter."""
    client.active = active
    client.save()
    history.record("reactivated" if active else "deactivated", actor=actor, now=now, client=client)


def client_of(contact: Contact) -> Client | None:
    client: Client | None = Client.get_or_none(Client.contact == contact)
    return client


def name_of(contact: Contact) -> str:
    """Name a person as well as they are known."""
    client = client_of(contact)
    return client.name if client else contact.name or contact.phone or "Somebody"


def client_at(number: str) -> Client | None:
    """Find the client behind a number (E.164)."""
    contact = find(wa_id=number.removeprefix("+"), user_id=None)
    return client_of(contact) if contact else None


def everyone() -> list[Client]:
    """List all clients with their contacts, by name; without those who were erased."""
    clients = Client.select(Client, Contact).join(Contact).where(Contact.erased_at.is_null())
    return sorted(clients, key=lambda each: (each.name.casefold(), each.id))


def is_one_of(contact: Contact, identities: Iterable[str]) -> bool:
    """Tell whether this person is one of those named by phone digits or user id, as Meta writes them."""
    numbers = {each for each in identities if each.isdigit()}
    return contact.wa_id in numbers or contact.user_id in {*identities} - numbers


def find(*, wa_id: str | None, user_id: str | None) -> Contact | None:
    """Find a person by the surest of their ids; where the ids are of two, the client comes first."""
    return _first(holders(wa_id, user_id))


def holders(wa_id: str | None, user_id: str | None) -> list[Contact]:
    """List all who have one of these ids, the surest first."""
    by_user_id = [Contact.user_id == user_id] if user_id else []
    by_number = [Contact.wa_id == wa_id, Contact.phone == f"+{wa_id}"] if wa_id else []
    found = [each for way in (*by_user_id, *by_number) if (each := Contact.get_or_none(way))]
    return list(dict.fromkeys(found))


def _first(found: Sequence[Contact]) -> Contact | None:
    return next(filter(client_of, found), None) or next(iter(found), None)


def _learn(contact: Contact, *, wa_id: str | None, user_id: str | None) -> None:
    """Note the ids that Meta names; an id that belongs to somebody else stays theirs."""
    if user_id and not _is_anothers(contact, Contact.user_id == user_id):
        contact.user_id = user_id
    if wa_id and not _is_anothers(contact, (Contact.wa_id == wa_id) | (Contact.phone == f"+{wa_id}")):
        contact.wa_id = wa_id
        contact.phone = contact.phone or f"+{wa_id}"


def _is_anothers(contact: Contact, has_id: Expression) -> bool:
    return Contact.select().where(has_id, Contact.id != contact.id).exists()


def edit(
    client: Client,
    *,
    name: str | None = None,
    phone: str | None = None,
    born_on: date | None = None,
    email: str | None = None,
    address: str | None = None,
    vat_number: str | None = None,
    region: str,
    actor: str,
    now: datetime,
) -> None:
    """Change what is told of a client, as it was typed; raises NumberTaken if the number is another's."""
    told = {
        "name": name,
        "phone": phone,
        "born_on": born_on,
        "email": email,
        "address": address,
        "vat_number": vat_number,
    }
    if name:
        client.name = full_name(name)
    if phone:
        client.contact = _own_number(client, phone_number(phone, region))
    if email:
        client.email = email_address(email)
    client.born_on = born_on or client.born_on
    client.address = one_line(address) or client.address
    client.vat_number = one_line(vat_number) or client.vat_number
    client.save()
    changed = ", ".join(each for each, value in told.items() if value)
    history.record("details changed", actor=actor, now=now, client=client, detail=changed)


def _own_number(client: Client, number: str) -> Contact:
    """Find or keep who is behind a number that is to be the client's; what they wish goes with them."""
    former, contact = client.contact, _at_number(client.contact, number)
    if (taken := client_of(contact)) and taken != client:
        raise NumberTaken(taken.name)
    for wish in WISHES:
        setattr(contact, wish, getattr(contact, wish) or getattr(former, wish))
    contact.save(only=WISHES)
    return contact
