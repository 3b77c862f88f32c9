"""facts.md: what the assistant may say of the studio, a section for each fact."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pilateshq.errors import SettingsError

# What a fact may refer to in braces; its value comes from studio.toml.
REFERENCES = ("name", "owner", "address", "hours", "prices", "kinds", "notice", "minutes")
REFERENCE = re.compile(r"\{(\w+)\}")
_COMMENT = re.compile("<!--.*?-->", re.DOTALL)
_SECTION = re.compile(r"^## +(.+?) *$", re.MULTILINE)
_ASKED = re.compile(r"\AAsked: *(.+?) *$", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """A fact, and how people ask for it."""

    name: str
    text: str  # may refer to studio.toml
    asked: tuple[str, ...] = ()


def read_facts(path: Path) -> tuple[Section, ...]:
    """Read the facts, of a missing file none; raise SettingsError with all that is wrong."""
    try:
        sections = tuple(_sections(path.read_text("utf-8-sig")))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise SettingsError([f"{path}: cannot be read: {error.strerror}."]) from None
    except UnicodeDecodeError:
        raise SettingsError([f"{path}: must be saved as UTF-8."]) from None
    if problems := [f"{path}: {problem}." for each in sections for problem in _wrong_with(each)]:
        raise SettingsError(problems)
    return sections


def _sections(text: str) -> Iterator[Section]:
    _, *parts = _SECTION.split(_COMMENT.sub("", text).replace("\r\n", "\n"))
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        asked = _ASKED.search(body.strip())
        words = " ".join(_ASKED.sub("", body.strip()).split())
        yield Section(name, words, tuple(each.strip() for each in asked[1].split(";")) if asked else ())


def _wrong_with(section: Section) -> Iterator[str]:
    for name in REFERENCE.findall(section.text):
        if name not in REFERENCES:
            yield f"{section.name}: {{{name}}} is not known; there are {', '.join(REFERENCES)}"
