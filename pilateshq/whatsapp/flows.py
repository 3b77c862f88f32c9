"""Flows: the package's own registration form, where any Flow begins, and what was filled in.

Keys are read by what they mean, as the account's Flow may be of Meta's form builder, which names a field
after its label: screen_0_Client_Name_0, First_Name_4f74a5.
https://developers.facebook.com/docs/whatsapp/flows/reference/flowjson
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from pilateshq.whatsapp.lenient import JSON, object_in, objects_in, text_in

OWN_NAME = "pilateshq_registration_1"  # at Meta; a published Flow stays as it is, so each version has its own
INTRO = "Please check these details and fill in the rest."  # no screen may show an empty text

_LONGEST = {"first_name": 60, "last_name": 60, "name": 120, "phone": 30, "born_on": 30, "email": 254}
_LONGEST_OTHER = 1000
_LONGEST_TOKEN = 200

_GENERATED = re.compile(r"^screen_\d+_|_(?:\d+|[0-9a-f]{6})$", re.IGNORECASE)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_IDLE = {"a", "client", "clients", "enter", "is", "my", "no", "number", "of", "please", "the", "what", "your"}
_MEANINGS = re.compile(  # of a key's words, the idle ones left out, written as one
    r"""
      (?P<first_name> first (?:name)? | givenname | forename )
    | (?P<last_name> last (?:name)? | surname | familyname )
    | (?P<name> (?:full)? names? | (?:first)? name (?:and)? (?:last|sur) name )
    | (?P<phone> (?:mobile|cell|contact|whatsapp|tele)? phone | mobile | cell | contact | whatsapp | tel )
    | (?P<born_on> (?:date)? birth (?:date|day)? [dmy]* | born (?:on)? | dob )
    | (?P<email> e? mail (?:address)? )
    | (?P<needs_talk> needstalk | .* shouldknow .* )
    | (?P<consent> consent | i? agree )
    | (?P<news> news | newsletter | updates )
    """,
    re.VERBOSE,
)
_NUMBERED = re.compile(r"^\d+_")  # the id of a choice in the builder's forms: 0_Yes
_YES = re.compile(r"(?:yes|y|true|(?:i )?agree)\b.*|on|1", re.IGNORECASE)
_NO = re.compile(r"(?:no|n|false|off|0)(?:\W*thank(?:s| you))?\W*", re.IGNORECASE)


@dataclass(frozen=True)
class Opening:
    """Where a Flow begins."""

    screen: str
    keys: tuple[str, ...]  # of the texts that the screen can be opened with


@dataclass(frozen=True)
class Registration:
    """What was filled in; texts are clean and short, and nothing else of them has been checked."""

    token: str | None
    name: str
    phone: str
    born_on: str  # as typed
    email: str
    needs_talk: bool | None  # None, here and below: no clear answer
    consent: bool | None
    news: bool | None
    form: str = ""  # the version of our own form


@cache
def own_json() -> str:
    """Give the package's own Flow, as it is uploaded to Meta."""
    return resources.files("pilateshq.whatsapp").joinpath("flow.json").read_text(encoding="utf-8")


@cache
def opening() -> Opening:
    """Tell where the package's own Flow begins."""
    found = first_screen(own_json())
    assert found is not None
    return found


def first_screen(flow_json: str | Mapping[str, Any]) -> Opening | None:
    """Tell where a Flow begins, or None if that cannot be read out of it."""
    flow = _object(flow_json) if isinstance(flow_json, str) else {**flow_json}
    screens = {text_in(each, "id"): each for each in objects_in(flow, "screens")}
    later = {"", *_targets(flow or {})}
    first = next((screen for screen in screens if screen not in later), None)
    return Opening(first, tuple(_text_keys(screens[first]))) if first else None


def prefill(keys: Iterable[str], known: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Fill a screen's keys in with what is known, both by what they mean; the rest are empty."""
    facts = {_meaning(name) or name: _clean(text) for name, text in known.items()}
    told = {"intro": INTRO, **_parts_of_name(facts), **{name: text for name, text in facts.items() if text}}
    return tuple((key, _cut(told, _meaning(key) or key)) for key in dict.fromkeys(keys))


def read_answer(response_json: str) -> Registration | None:
    """Read what was filled in, or None if it cannot be read at all."""
    answers = _object(response_json)
    if answers is None:
        return None
    found = _by_meaning(answers)
    texts = {meaning: _first_text(values) for meaning, values in found.items()}
    return Registration(
        token=_token(answers.get("flow_token")),
        name=_name(texts),
        phone=_cut(texts, "phone"),
        born_on=_cut(texts, "born_on"),
        email=_cut(texts, "email"),
        needs_talk=_truth(found, "needs_talk"),
        consent=_truth(found, "consent"),
        news=_truth(found, "news"),
        form=_clean(text_in(answers, "form"))[:64],
    )


def _object(text: str) -> JSON | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _targets(flow: JSON) -> Iterator[str]:
    """Name the screens that others lead to."""
    for node in _objects(flow.get("screens")):
        if text_in(node, "name") == "navigate":
            yield text_in(object_in(node, "next"), "name")
    for targets in object_in(flow, "routing_model").values():
        yield from (each for each in targets if isinstance(each, str)) if isinstance(targets, list) else ()


def _objects(value: Any) -> Iterator[JSON]:
    """Yield every object, however deep, without recursion."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case dict() as found:
                yield found
                waiting += found.values()
            case list() as found:
                waiting += found


def _text_keys(screen: JSON) -> Iterator[str]:
    for key, kind in object_in(screen, "data").items():
        if isinstance(kind, dict) and text_in(kind, "type") in ("string", ""):
            yield key


def _meaning(key: str) -> str:
    """Tell what a key means, as a field of Registration; empty if it is none that we know."""
    words = (word.lower() for word in _WORD.findall(_GENERATED.sub("", key[:200])))
    found = _MEANINGS.fullmatch("".join(word for word in words if word not in _IDLE))
    return (found and found.lastgroup) or ""


def _by_meaning(answers: JSON) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for key, value in answers.items():
        found.setdefault(_meaning(key), []).extend(value if isinstance(value, list) else [value])
    return found


def _parts_of_name(texts: Mapping[str, str]) -> dict[str, str]:
    name = _name(texts)
    first, _, last = name.partition(" ")
    return {"name": name, "first_name": first, "last_name": last}


def _name(texts: Mapping[str, str]) -> str:
    """Put a name together; who is asked for a name and a surname may give the whole in the first."""
    first, last, name = (_cut(texts, part) for part in ("first_name", "last_name", "name"))
    if not last or name.casefold().endswith(f" {last}".casefold()):
        return name or first
    return f"{first or name} {last}".strip()


def _first_text(values: list[Any]) -> str:
    return next(filter(None, map(_text, values)), "")


def _text(value: Any) -> str:
    return _clean(text_in({"it": value}, "it"))


def _clean(text: str) -> str:
    """Take out what does not print, and all space but one between words."""
    printed = (each if each.isprintable() else " " * each.isspace() for each in text[:_LONGEST_OTHER])
    return " ".join("".join(printed).split())


def _cut(texts: Mapping[str, str], part: str) -> str:
    return texts.get(part, "")[: _LONGEST.get(part, _LONGEST_OTHER)].rstrip()


def _token(value: Any) -> str | None:
    fits = isinstance(value, str) and 0 < len(value) <= _LONGEST_TOKEN
    return value if fits and value.isascii() and value.isprintable() else None


def _truth(found: Mapping[str, list[Any]], meaning: str) -> bool | None:
    """Read a yes or a no; nothing, or both, is neither."""
    told = {_yes_or_no(value) for value in found.get(meaning, ())} - {None}
    return told.pop() if len(told) == 1 else None


def _yes_or_no(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    text = _NUMBERED.sub("", _text(value)).replace("_", " ")
    if _YES.fullmatch(text):
        return True
    return False if _NO.fullmatch(text) else None
