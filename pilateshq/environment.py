"""How variables of the environment become values, with all that is missing or wrong told at once.

A reader takes a variable's text and gives what the program wants, or raises ValueError with what it must be.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LONGEST_WAIT = 86_400  # seconds
PERSON = r"[1-9][0-9]{6,14}|[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}"  # a wa_id, or Meta's user id


@dataclass(frozen=True)
class Variable:
    """One variable: its name, what it is, and its reader."""

    name: str
    meaning: str
    read: Callable[[str], Any]
    _: KW_ONLY
    default: str = ""  # as it would be typed
    needed: bool = False  # by serve
    secret: bool = False  # its value is never shown


def read_variables(
    table: Mapping[str, Variable], env: Mapping[str, str], *, problems: list[str]
) -> dict[str, Any]:
    """Read a table of variables by field; None for one that is absent, or wrong and added to `problems`."""
    return {field: _read_one(variable, env, problems) for field, variable in table.items()}


def _read_one(variable: Variable, env: Mapping[str, str], problems: list[str]) -> Any:
    text = env.get(variable.name, "").strip() or variable.default
    try:
        return variable.read(text) if text else None
    except ValueError as error:
        shown = "" if variable.secret else f"={text if text.isprintable() else ascii(text)}"
        problems.append(f"{variable.name}{shown}: {error}.")
        return None


def missing(variables: Iterable[Variable], env: Mapping[str, str]) -> list[str]:
    """Tell, a line each, what is needed and not there."""
    absent = (each for each in variables if each.needed and not env.get(each.name, "").strip())
    return [f"{variable.name} is missing: {variable.meaning}." for variable in absent]


def example(variables: Iterable[Variable]) -> str:
    """Write a .env in which what is needed waits to be filled in and the rest stands at its default."""
    return "\n".join(_entry(variable) for variable in variables)


def _entry(variable: Variable) -> str:
    meaning = variable.meaning[0].upper() + variable.meaning[1:]
    mark = "" if variable.needed else "#"
    return f"# {meaning}.\n{mark}{variable.name}={variable.default}\n"


def like(pattern: str, must_be: str) -> Callable[[str], str]:
    """Make a reader of texts that fit a pattern as a whole."""

    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"must be {must_be}")
        return text

    return read


read_word = like("[!-~]+", "one word, without spaces")
read_words = like("[ -~]+", "plain characters in one line")
read_id = like("[A-Za-z0-9_-]+", "an id as Meta shows it, without spaces or a plus")
read_host = like("[A-Za-z0-9._:-]+", "a host's name or its IP address")
read_web_address = like(r"https?://[^\s/?#@]+(/\S*)?", "an address that begins with https:// or http://")
read_version = like(r"v[0-9]{1,3}\.[0-9]{1,2}", "a version such as v25.0")
read_language = like("[a-z]{2,3}(_[A-Z]{2,3})?", "a language of templates such as en_US")
read_template_name = like("[a-z0-9_]{1,512}", "a template's name: small letters, digits and _")


def read_whole(least: int, most: int) -> Callable[[str], int]:
    """Make a reader of whole numbers."""

    def read(text: str) -> int:
        if not re.fullmatch("[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(text)

    return read


def read_seconds(text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", text) or not 0 < float(text) <= LONGEST_WAIT:
        raise ValueError(f"must be a number of seconds above 0 and up to {LONGEST_WAIT}, such as 20 or 0.5")
    return float(text)


def read_graph_url(text: str) -> str:
    """Read an address to which a version can be added."""
    pattern = r"(?!.*/v[0-9]+\.[0-9]+$)https?://[^\s/?#@]+(/[^\s?#]+)?"
    return like(pattern, "an address such as https://graph.facebook.com, without version")(text.rstrip("/"))


def read_zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("must be a time zone such as Africa/Johannesburg") from None


def read_database_url(text: str) -> str:
    pattern = r"sqlite:///(?!:memory:)[^?#]*[^?#/]|postgresql://[^\s/?#]*/[^\s/?#]+(\?\S+)?"
    if not re.fullmatch(pattern, text) or not _has_sound_port(text):
        raise ValueError(
            "must be sqlite:/// and the path of a file, or postgresql://user:password@host/database"
            " with signs such as / and # in the password percent-encoded"
        )
    return text


def _has_sound_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def read_secrets(text: str) -> tuple[str, ...]:
    return tuple(read_word(each.strip()) for each in text.split(","))


def read_people(text: str) -> tuple[str, ...]:
    people = [each.replace(" ", "").removeprefix("+") for each in text.split(",") if each.strip()]
    wrong = [each for each in people if not re.fullmatch(PERSON, each)]
    if wrong or not people:
        raise ValueError(
            f"{' and '.join(wrong) or 'each'} must be digits that begin with the country's code,"
            " such as 27821110001, or a user id such as ZA.1349"
        )
    return tuple(people)


def read_person(text: str) -> str:
    people = read_people(text)
    if len(people) > 1:
        raise ValueError("must be one person, without commas")
    return people[0]
