"""Lines about who is a client: those who come and go, leads, and their forms."""

import re
from collections.abc import Callable
from typing import TypeVar

from pilateshq.conversation import names
from pilateshq.conversation.commands import (
    AddClient,
    ApproveForm,
    Deactivate,
    DeclineForm,
    Erase,
    Leads,
    Reactivate,
    SendForm,
    Unclear,
)
from pilateshq.conversation.line import (
    FILLER,
    Line,
    asked,
    is_word,
    not_one_person,
    read_with_people,
    seen_in,
)
from pilateshq.conversation.tokens import Reason, tokenise
from pilateshq.conversation.when import MONTHS

_DEACTIVATE = {"deactivate", "de-activate"}
_REACTIVATE = {"activate", "reactivate", "re-activate"}
_LISTING = FILLER | {"open", "show", "me", "my", "all", "list", "?"}
_NAME_FILLER = {"please", "pls", "plz", "thanks", "name", ",", "?"}

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE = rf"""
    \d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}
    | \d{{1,2}}(?P<between>[-/.])\d{{1,2}}(?P=between)(?:\d{{4}}|\d\d)
    | \d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH})\.?,?\s+(?:\d{{4}}|\d\d)
"""
_ANNOUNCED = re.compile(
    rf"""
    \b (?: d\.?o\.?b\b\.? | born(?:\s+on)? | birthday | birth\s*date | bday | date\s+of\s+birth ) \b [\s:.-]*
    (?P<born> (?:{_DATE})(?!\d) | \d{{1,2}}\s\d{{1,2}}\s(?:\d{{4}}|\d\d)(?!\d) | \d{{6,8}}(?!\d) | .+ )
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_DATED = re.compile(rf"(?<![\d+/.-])(?P<born>{_DATE})(?![\d/-]|\.\d)", re.VERBOSE | re.IGNORECASE)
_PHONE = re.compile(
    r"""
    (?: \b(?:tel|cell|phone|mobile|number|whatsapp)\b [\s:.]* )?
    (?P<phone> (?<![\w+]) (?: \(?\+ | \(?0 | 27 ) [\d\s().–-]{6,20} \d ) (?!\w)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OfOne = TypeVar("_OfOne", Deactivate, Reactivate, Erase)
_EXAMPLE = AddClient("Thandi Mokoena", "082 111 0001", "21/5/88")


def deactivate(line: Line) -> Deactivate | Unclear | None:
    if line.verb not in _DEACTIVATE:
        return None
    seen = seen_in(line.tokens[-2:])
    shown = line.only(line.tokens[:-2]) if seen else line
    return _of_one_person("deactivate", shown, lambda person: Deactivate(person, seen))


def reactivate(line: Line) -> Reactivate | Unclear | None:
    return _of_one_person("reactivate", line, Reactivate) if line.verb in _REACTIVATE else None


def erase(line: Line) -> Erase | Unclear | None:
    """Read `erase Thandi`, `erase 082 111 0001`, `erase lead #4`."""
    if line.verb != "erase":
        return None
    seen = seen_in(line.tokens[-2:])
    shown = line.only(line.tokens[:-2]) if seen else line
    match shown.texts:
        case ["erase", "lead", word] if number := names.mark(f"#{word.removeprefix('#')}"):
            return Erase(f"lead #{number}", seen)
    said = line.words[shown.tokens[0].end : shown.tokens[-1].end]
    if phone := _PHONE.fullmatch(said.strip()):
        return Erase(phone["phone"], seen)
    return _of_one_person("erase", shown, lambda person: Erase(person, seen))


def _of_one_person(verb: str, line: Line, command: Callable[[str], _OfOne]) -> _OfOne | Unclear:
    reading = read_with_people(line)
    is_dated = reading.when.days or reading.when.time
    why = not_one_person(reading) or (Reason.not_understood if is_dated else None) or asked(line)
    meant = command(reading.person)
    return Unclear(verb, why, str(meant), reading.rest) if why else meant


def add_client(line: Line) -> AddClient | Unclear | None:
    """Read who is to be added, as it is typed: a name, a number and a date of birth in any order."""
    match [text for text in line.texts[:4] if text not in ("a", "new", "the")]:
        case ["add" | "register", "client", *_]:
            return _added(line)
        case ["client", *_] if line.texts[0] == "new":
            return _added(line)
    return None


def _added(line: Line) -> AddClient | Unclear:
    at = line.texts.index("client")
    lead = names.mark("".join(line.texts[at + 1 : at + 2]))
    details = line.words[line.tokens[at + 1 if lead else at].end :]
    born, without_born = _taken(_ANNOUNCED if _ANNOUNCED.search(details) else _DATED, "born", details)
    phone, left = _taken(_PHONE, "phone", without_born)
    tokens = [token for token in tokenise(left) if is_word(token) and token.text not in _NAME_FILLER]
    people, strays = names.read_people(tokens)
    command = AddClient(" ".join(people[:1]), phone, born, lead)
    unread = " ".join([token.raw for token in strays] or [word for word in left.split() if "@" in word])
    why = Reason.not_understood if unread else Reason.one_person if len(people) > 1 else asked(line)
    return Unclear("add client", why, str(_EXAMPLE), unread or details.strip()) if why else command


def _taken(pattern: re.Pattern[str], group: str, text: str) -> tuple[str, str]:
    """Take what a pattern finds out of a text, and give both."""
    found = pattern.search(text)
    if not found:
        return "", text
    return found[group].strip(), f"{text[: found.start()]} {text[found.end() :]}"


def leads(line: Line) -> Leads | Unclear | None:
    match [token.text for token in line.tokens if token.text not in _LISTING]:
        case ["leads"]:
            return Leads()
        case ["leads", "page", number] if names.mark(f"#{number}"):
            return Leads(int(number))
        case ["leads", *rest]:
            return Unclear("leads", Reason.not_understood, str(Leads()), " ".join(rest))
    return None


def send_form(line: Line) -> SendForm | Unclear | None:
    match [text for text in line.texts if text not in ("the", "to", "please", "pls", "?")]:
        case ["send", "form"]:
            return Unclear("send form", Reason.no_name, str(Leads()), "")
        case ["send", "form", word] if number := names.mark(word):
            return SendForm(number)
        case ["send", "form", *rest]:
            return Unclear("send form", Reason.not_understood, str(Leads()), " ".join(rest))
    return None


def decide_form(line: Line) -> ApproveForm | DeclineForm | None:
    match line.texts:
        case ["approve", "form", word] if number := names.mark(word):
            return ApproveForm(number)
        case ["decline", "form", word] if number := names.mark(word):
            return DeclineForm(number)
    return None
