"""Check that each lock holds exactly what pyproject.toml asks for and all that follows from it.

It compares them with what is installed from requirements-dev.lock, so it needs no network.
"""

import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def main() -> int:
    project = tomllib.loads(Path("pyproject.toml").read_text())
    runs = project["project"]["dependencies"]
    develops = project["dependency-groups"]["dev"]
    problems = [*check("requirements.lock", runs), *check("requirements-dev.lock", [*runs, *develops])]
    print("\n".join(problems) or "The locks hold what pyproject.toml asks for.")
    return 1 if problems else 0


def check(lock: str, asked: list[str]) -> Iterator[str]:
    pins = read_pins(Path(lock).read_text())
    wanted = follow(asked)
    for each in wanted:
        pin = pins.get(canonicalize_name(each.name))
        if pin is None:
            yield f"{lock} lacks {each}: run `make lock`."
        elif not each.specifier.contains(pin, prereleases=True):
            yield f"{lock} has {each.name} {pin}, but {each} is asked for: run `make lock`."
        elif pin != version(each.name):
            yield f"{lock} has {each.name} {pin}, but {version(each.name)} is installed: run `make test`."
    for unasked in sorted(pins.keys() - {canonicalize_name(each.name) for each in wanted}):
        yield f"{lock} has {unasked}, which nothing asks for: run `make lock`."


def read_pins(text: str) -> dict[str, str]:
    """Give the version of each package that a lock pins for this platform."""
    lines = [line.removesuffix("\\") for line in text.splitlines() if line[:1].isalpha()]
    pins = [each for each in map(Requirement, lines) if holds(each)]
    return {canonicalize_name(each.name): str(each.specifier).removeprefix("==") for each in pins}


def follow(asked: list[str]) -> list[Requirement]:
    """Give each requirement that follows from those asked for, as the installed packages state them."""
    wanted: dict[str, Requirement] = {}
    waiting = [Requirement(each) for each in asked]
    while waiting:
        each = waiting.pop()
        if holds(each) and str(each) not in wanted:
            wanted[str(each)] = each
            waiting.extend(required_by(each))
    return list(wanted.values())


def required_by(asked: Requirement) -> Iterator[Requirement]:
    for each in map(Requirement, stated_by(asked.name)):
        if any(holds(each, extra=extra) for extra in ("", *asked.extras)):
            each.marker = None
            yield each


def stated_by(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:  # the lock lacks it, as `check` will tell
        return []


def holds(requirement: Requirement, *, extra: str = "") -> bool:
    """Tell whether it applies on this platform."""
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


if __name__ == "__main__":
    sys.exit(main())
