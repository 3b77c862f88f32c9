"""Whether a client says that they are sick or late, which the owner should know."""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from pilateshq.conversation.commands import Concern
from pilateshq.conversation.line import OWN_FILLER, Line

_WRITTEN = re.compile(r"concern (sick|late)(?: ([0-9]{4}-[0-9]{2}-[0-9]{2}))?: (.+)", re.DOTALL)
_SICK = {"sick", "flu", "unwell", "poorly", "vomiting", "fever"}
_NOT_AFTER_SICK = {"of", "note", "notes", "leave"}
_ILL_AFTER = {"i'm", "im", "am", "feeling", "feel", "so", "very", "really"}  # else it may be "I'll"
_BEFORE_SICK = OWN_FILLER | {
    *("i'm", "im", "am", "i've", "ive", "have", "got", "been", "feel", "feeling", "so", "very"),
    *("is", "really", "quite", "still", "bit", "off", "woke", "up", "with", "and", "afraid", "cancel", "as"),
    *("because",),
}
_ABSENT = re.compile(
    r"\b(?:cant|cannot|can not|wont|will not|not) (?:make|come|coming|attend|be there|be coming|be in)\b"
)
_BEFORE_LATE = OWN_FILLER | {
    *("i'm", "im", "i'll", "ill", "am", "will", "be", "is", "gonna", "going", "might", "may", "bit"),
    *("little", "few", "about", "so", "very", "min", "mins", "minutes", "an", "hour", "half"),
    *("quarter", "and", "afraid"),
}
_MINUTES = re.compile("[0-9]{1,2}(?:m|min|mins)?")
_NOT_AFTER_LATE = {
    *("cancel", "cancels", "cancelled", "cancellation", "cancellations", "fee", "fees", "charge", "charges"),
    *("reply", "response", "answer", "payment", "notice", "night", "session", "class", "slot", "one"),
}


def concern(line: Line) -> Concern | None:
    """Keep the words of who is sick or late; a question is neither."""
    if written := _written(line.words):
        return written
    texts = [token.text for token in line.rest]
    is_sick = _says_sick(texts, " ".join(line.texts).replace("'", ""))
    if line.asks or not (is_sick or _says_late(texts)):
        return None
    days = line.when.days
    return Concern("sick" if is_sick else "late", line.words.strip(), days[0] if len(days) == 1 else None)


def _written(words: str) -> Concern | None:
    found = _WRITTEN.fullmatch(words)
    if not found:
        return None
    with suppress(ValueError):  # no such day
        day = date.fromisoformat(found[2]) if found[2] else None
        return Concern("sick" if found[1] == "sick" else "late", found[3], day)
    return None


def _says_sick(texts: Sequence[str], line: str) -> bool:
    """Tell whether it is they who are sick, now: "I am sick of this" and "I was sick" say something else."""
    at = next((at for at in range(len(texts)) if _is_sick(texts, at)), None)
    if (
        at is None
        or _NOT_AFTER_SICK & {*texts[at + 1 : at + 2]}
        or texts[at + 1 : at + 3] == ["and", "tired"]
    ):
        return False
    before = [word for word in texts[:at] if word not in _BEFORE_SICK]
    is_not_well = texts[at] == "well" and before in (["not"], ["don't"], ["dont"])
    return not before or is_not_well or bool(_ABSENT.search(line))


def _is_sick(texts: Sequence[str], at: int) -> bool:
    word, before = texts[at], texts[max(at - 3, 0) : at]
    if word == "ill":
        return bool(_ILL_AFTER & {*before[-1:]})
    return word in _SICK or (word == "well" and bool({"not", "don't", "dont"} & {*before}))


def _says_late(texts: Sequence[str]) -> bool:
    if {"stuck", "traffic"} <= {*texts}:
        return True
    at = texts.index("late") if "late" in texts else len(texts)
    if at == len(texts) or _NOT_AFTER_LATE & {*texts[at + 1 : at + 2]}:
        return False
    before = texts[:at]
    return "running" in before or all(word in _BEFORE_LATE or _MINUTES.fullmatch(word) for word in before)
