"""How a TOML file becomes frozen values, with all that is wrong in it found at once.

A reader takes a value as TOML gives it and returns what the program wants, or raises ValueError with what the
value must be. A dataclass is read by its annotations: `Annotated[type, reader]`.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from pilateshq.errors import SettingsError

T = TypeVar("T")
Reader = Callable[[object], Any]
Place = tuple[str, ...]  # the keys that lead to a value

HIGHEST_PRICE = 100_000  # rand; more is a slip of the keyboard
NO_NUMBER = Decimal("NaN")
SHOWN = 60  # characters of a wrong value


class Misfit(ValueError):
    """What is wrong within a value: each place in it, and the words."""

    def __init__(self, problems: list[tuple[Place, str]]) -> None:
        super().__init__(problems)
        self.problems = problems


def read_file(path: Path, value_type: type[T]) -> T:
    """Read a file, a missing one as an empty one; raise SettingsError with all that is wrong."""
    try:
        return read_table(value_type, _parsed(path))
    except Misfit as misfit:
        raise SettingsError([f"{path}: {_told(place, words)}." for place, words in misfit.problems]) from None


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"), parse_float=Decimal)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SettingsError([f"{path}: cannot be read: {error.strerror}."]) from None
    except UnicodeDecodeError:
        raise SettingsError([f"{path}: must be saved as UTF-8."]) from None
    except ValueError as error:
        raise SettingsError([f"{path}: is not TOML: {error}."]) from None


def _told(place: Place, words: str) -> str:
    *tables, key = place
    return f"[{'.'.join(tables)}] {key}: {words}" if tables else f"{key}: {words}"


def read_table(value_type: type[T], value: object) -> T:
    """Read a table into a dataclass; its defaults stand for the keys that are not there."""
    return value_type(**read_each(readers_of(value_type), value))


def readers_of(value_type: type) -> dict[str, Reader]:
    hints = get_type_hints(value_type, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items()}


def read_each(
    readers: Mapping[str, Reader], value: object, *, required: Iterable[str] = ()
) -> dict[str, Any]:
    """Read the keys that a table has; raise Misfit with all that are wrong, unknown or missing."""
    if not isinstance(value, dict):
        raise ValueError("must be a table of its own, under a heading in square brackets")
    found: dict[str, Any] = {}
    problems: list[tuple[Place, str]] = [((key,), "is missing") for key in required if key not in value]
    for key, given in value.items():
        try:
            found[key] = _read_one(readers, key, given)
        except Misfit as misfit:
            problems += [((key, *place), words) for place, words in misfit.problems]
    if problems:
        raise Misfit(problems)
    return found


def _read_one(readers: Mapping[str, Reader], key: str, value: object) -> Any:
    if key not in readers:
        raise Misfit([((), f"is not known{_meant(key, readers)}")])
    try:
        return readers[key](value)
    except Misfit:
        raise
    except ValueError as error:
        raise Misfit([((), f"{_shown(value)} {error}")]) from None


def _meant(key: str, known: Iterable[str]) -> str:
    return "".join(f" (did you mean {near}?)" for near in get_close_matches(key, known, n=1))


def _shown(value: object) -> str:
    is_bare = isinstance(value, Decimal | date | time)
    shown = str(value) if is_bare else json.dumps(value, default=str, ensure_ascii=False)
    return shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"


def read_line(value: object) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise ValueError("must be one line of text in quotes")
    return value.strip()


def read_name(value: object) -> str:
    if not (name := read_line(value)):
        raise ValueError("must not be empty")
    return name


def read_flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false, without quotes")
    return value


def whole(least: int, most: int) -> Callable[[object], int]:
    """Make a reader of whole numbers."""

    def read(value: object) -> int:
        if type(value) is not int or not least <= value <= most:  # a bool is an int, too
            raise ValueError(f"must be a whole number from {least} to {most}")
        return value

    return read


def read_percent(value: object) -> Decimal:
    percent = _decimal(value)
    if not percent.is_finite() or not 0 <= percent <= 100:
        raise ValueError("must be a number from 0 to 100")
    return percent


def read_rand(value: object) -> int:
    """Read an amount in rand; give its cents."""
    rand = _decimal(value)
    if not rand.is_finite() or not 0 <= rand <= HIGHEST_PRICE or rand * 100 % 1:
        raise ValueError("must be an amount in rand such as 300 or 300.50")
    return int(rand * 100)


def _decimal(value: object) -> Decimal:
    return Decimal(value) if type(value) is int or isinstance(value, Decimal) else NO_NUMBER


def read_time(value: object) -> time:
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", value) if isinstance(value, str) else None
    if found is None:
        raise ValueError('must be a time such as "20:00"')
    return time(int(found[1]), int(found[2]))


def read_lines(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError("must be a list of texts in quotes, between square brackets")
    return tuple(read_name(each) for each in value)


def read_day(value: object) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError("must be a date such as 2026-12-16, without quotes")
    return value
