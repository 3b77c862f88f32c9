"""By what Meta refuses a template when it is created or edited; the numbers are Meta's subcodes."""

import re
from collections.abc import Container
from itertools import groupby
from typing import Any

from pilateshq.sandbox.refusals import GraphError
from pilateshq.sandbox.rules import JSON, length, parts

NAMELESS, EXISTS, NOT_NOW, TOO_LONG = 2388023, 2388024, 2388039, 2388040
BAD_HEADER, BAD_BODY, BAD_REST, TOO_MANY_VARIABLES, VARIABLE_AT_AN_END = (
    2388047,
    2388072,
    2388073,
    2388293,
    2388299,
)
CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")
FORMATS = ("TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION")
KINDS = ("QUICK_REPLY", "URL", "PHONE_NUMBER", "COPY_CODE", "FLOW")
MOST_OF = {"URL": 2, "PHONE_NUMBER": 1, "COPY_CODE": 1, "FLOW": 1}
VARIABLE = re.compile(r"{{\s*(\w*)\s*}}")
NAME = re.compile(r"[a-z0-9_]{1,512}")
LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")


def check(asked: JSON, handles: Container[Any]) -> None:
    """Refuse what cannot be a template; `handles` are those of the samples that went up."""
    if not NAME.fullmatch(str(asked.get("name"))):
        raise refused(NAMELESS, "A name has only lowercase letters, digits and underscores.")
    if not LANGUAGE.fullmatch(str(asked.get("language"))) or asked.get("category") not in CATEGORIES:
        raise GraphError(100, "A template needs a language, and a category of Meta's.")
    check_components(asked, handles)


def check_components(asked: JSON, handles: Container[Any]) -> None:
    by_type: dict[str, list[JSON]] = {}
    for each in parts(asked, "components"):
        by_type.setdefault(str(each.get("type")).upper(), []).append(each)
    if len(by_type.get("BODY", ())) != 1 or any(len(found) > 1 for found in by_type.values()):
        raise refused(BAD_BODY, "A template has one body, and at most one of the rest.")
    _check_body(by_type["BODY"][0])
    for header in by_type.get("HEADER", ()):
        _check_header(header, handles)
    for footer in by_type.get("FOOTER", ()):
        _check_length(footer, 60)
        if VARIABLE.search(str(footer.get("text"))):
            raise refused(BAD_REST, "A footer has no variables.")
    for buttons in by_type.get("BUTTONS", ()):
        _check_buttons(parts(buttons, "buttons"))


def refused(subcode: int, details: str) -> GraphError:
    return GraphError(100, details, subcode=subcode)


def _check_body(body: JSON) -> None:
    _check_length(body, 1024)
    text, variables = str(body["text"]), VARIABLE.findall(str(body["text"]))
    between = VARIABLE.split(text)[::2]
    if variables and not (re.search(r"\w", between[0]) and re.search(r"\w", between[-1])):
        raise refused(VARIABLE_AT_AN_END, "Variables can't be at the start or end of the template.")
    if any(not re.search(r"\w", words) for words in between[1:-1]):
        raise refused(BAD_BODY, "Two variables must not be next to each other.")
    if all(each.isdigit() for each in variables):
        _check_numbers(variables, _examples_in(body, "body_text"))
    words = re.findall(r"\w+", " ".join(between))
    if len(words) < 2 * len(variables) + 1:
        raise refused(TOO_MANY_VARIABLES, "This template has too many variables for its length.")


def _check_numbers(variables: list[str], examples: list[Any]) -> None:
    if sorted(map(int, set(variables))) != list(range(1, len(set(variables)) + 1)):
        raise refused(BAD_BODY, "Variables are numbered from 1 on, without gaps.")
    given = examples[0] if examples and isinstance(examples[0], list) else []
    if len(given) != len(set(variables)) or not all(isinstance(each, str) and each.strip() for each in given):
        raise refused(BAD_BODY, "Each variable needs an example.")


def _check_header(header: JSON, handles: Container[Any]) -> None:
    kind = header.get("format")
    if kind not in FORMATS:
        raise refused(BAD_HEADER, f"The format of a header is one of {', '.join(FORMATS)}.")
    if kind == "TEXT":
        _check_length(header, 60)
        if len(VARIABLE.findall(str(header.get("text")))) > len(_examples_in(header, "header_text")[:1]):
            raise refused(BAD_HEADER, "A header has at most one variable, with an example.")
    elif kind != "LOCATION" and not any(each in handles for each in _examples_in(header, "header_handle")):
        raise refused(BAD_HEADER, "The header needs the handle of a sample that was uploaded.")


def _check_buttons(buttons: list[JSON]) -> None:
    kinds = [str(button.get("type")) for button in buttons]
    if not 1 <= len(buttons) <= 10 or not set(kinds) <= set(KINDS):
        raise refused(BAD_REST, f"There are 1 to 10 buttons, each of {', '.join(KINDS)}.")
    if any(kinds.count(kind) > most for kind, most in MOST_OF.items()):
        raise refused(BAD_REST, "There are too many buttons of one kind.")
    if [kind for kind, _ in groupby(kinds)].count("QUICK_REPLY") > 1:
        raise refused(BAD_REST, "Quick replies must stand together.")
    for button in buttons:
        _check_length(button, 25)
        if re.search(r"[{}\n*_~]", str(button["text"])):
            raise refused(BAD_REST, "A button's text has no variables, line breaks or formatting.")
    if len({button["text"] for button in buttons}) < len(buttons):
        raise refused(BAD_REST, "No two buttons may say the same.")


def _check_length(component: JSON, longest: int) -> None:
    text = component.get("text")
    if not isinstance(text, str) or not text.strip():
        raise refused(BAD_BODY, "A part of the template has no text.")
    if length(text) > longest:
        raise refused(TOO_LONG, f"A part of the template is longer than {longest} characters.")


def _examples_in(component: JSON, name: str) -> list[Any]:
    example = component.get("example")
    found = example.get(name) if isinstance(example, dict) else None
    return found if isinstance(found, list) else []
