"""The house: what must not stand in any file that is handed on."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

FORBIDDEN = (  # each written, and each sample below, so that it does not find itself
    r"\bpypi\.(?:org|python)|python(?:hosted)|--(?:extra-)?index-url|--find-(?:links)",  # a package index
    r"(?<![\w.~-])/(?:root|home|Users|work|opt/pypi)/\w",  # a path of somebody's machine
    r"\bEAA[A-Za-z0-9]{24}|\bsk-[A-Za-z0-9-]{24}|-----BEGIN (?:[A-Z]+ )?PRIVATE",  # a secret
    r"[\w.+-]+@(?!example\.)(?:[\w-]+\.)+(?!test\b|example\b|invalid\b)[a-z]{2,}\b",  # somebody's address
    r"(?<![\w.])(?![\d +-]*(?:(\d) ?\1 ?\1|123))(?:\+?27|0) ?[6-8]\d[ -]?\d{3}[ -]?\d{4}(?!\w)",  # and number
)


def test_no_file_names_an_index_a_machine_a_secret_or_a_person() -> None:
    assert [f"{path}: {each}" for path, text in handed_on() for each in forbidden(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "https://py" + "pi.org/simple",
        "--extra-index" + "-url file:///",
        "/ho" + "me/thandi/studio",
        "TOKEN=EAA" + "B" * 40,
        "thandi@" + "studio.co.za",
        "082 " + "345 6789",
        "+2782" + "3456789",
    ],
)
def test_what_is_forbidden_is_found(text: str) -> None:
    assert len(list(forbidden(text))) == 1


@pytest.mark.parametrize(
    "text",
    ["+27 82 111 0001", "27821110001", "0821234567", "thandi@example.com", "postgres@127.0.0.1", "/data/x"],
)
def test_an_example_is_allowed(text: str) -> None:
    assert list(forbidden(text)) == []


def forbidden(text: str) -> Iterator[str]:
    for pattern in FORBIDDEN:
        yield from (found[0] for found in re.finditer(pattern, text))


def handed_on() -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each file that git keeps or would keep."""
    for path in listed_by_git():
        try:
            yield path, (ROOT / path).read_text()
        except (UnicodeDecodeError, FileNotFoundError):  # a picture, or deleted but not yet committed
            continue


def listed_by_git() -> list[str]:
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    command += ["--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("this is no git checkout, so nobody knows which files are handed on")
    return listed.stdout.split("\0")[:-1]
