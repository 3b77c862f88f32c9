"""The layers: who may import whom, and what only the edges may do."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "pilateshq"

LAYERS = (  # from the bottom; a module may import what lies below its own layer
    {"clock", "errors", "messages", "paper", "prompts"},
    {"environment", "facts_file", "studio_file"},  # what settings are read from
    {"studio_settings"},
    {"db", "settings"},
    {"models"},
    {"money_models"},
    {"health", "studio", "whatsapp"},
    {"account", "pace", "purge"},
    {"conversation"},
    {"form"},
    {"outbox"},
    {"ranks"},
    {"fates", "undelivered"},
    {"template_news"},
    {"attachments", "inbox", "money_sweep", "questions", "reminders", "waitlist_sweep"},
)
EDGES = {  # free to import one another
    *("__main__", "backups", "checks", "cleaning", "cli", "language_model", "logs", "loop", "metrics"),
    *("nightly", "ping", "sandbox", "server", "terminal", "thinking"),
}
NOT_FOR = {
    "whatsapp": {"db", "models"},  # the wire knows nothing of the studio's rows
    "server": {"checks", "cli", "sandbox", "terminal"},  # it runs without a person at hand
}
ASYNC_TOO = {"db.py", "whatsapp/client.py", "whatsapp/management.py"}
CLOCK_READS = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("time.time", "time.time_ns"),
}
EDGE_WORK = {"os.environ", "os.getenv", "print"}
BROAD_EXCEPTS = 2  # around one answer, and around one step of a loop


def test_the_package_keeps_to_its_layers() -> None:
    assert faults(PACKAGE) == []


def test_a_right_tree_has_no_faults(tmp_path: Path) -> None:
    write(tmp_path, "clock.py", "from datetime import datetime\ndatetime.now()")
    write(tmp_path, "server.py", "import asyncio, os\nfrom pilateshq import clock, inbox\nprint(os.environ)")
    write(tmp_path, "studio/booking.py", "from . import timetable\nfrom ..models import Client")
    write(
        tmp_path,
        "whatsapp/client.py",
        "import asyncio\nfrom ..errors import SendError",
    )

    assert faults(tmp_path) == []


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("studio/booking.py", "from pilateshq.conversation import wording"),
        ("studio/booking.py", "from pilateshq import whatsapp"),
        ("studio/booking.py", "from ..whatsapp import client"),
        ("studio/booking.py", "from .. import outbox"),
        ("whatsapp/client.py", "import pilateshq.models"),
        ("db.py", "def later():\n    import pilateshq.server"),
        ("helpers.py", "pass"),
        ("health.py", "from pilateshq.studio import booking"),
        ("inbox.py", "from pilateshq import logs"),
        ("server.py", "from pilateshq.terminal import opening"),
        ("studio/booking.py", "import datetime\ndatetime.datetime.now()"),
        ("cli.py", "from datetime import date\ntoday = date.today"),
        ("server.py", "from time import time"),
        ("inbox.py", "from pilateshq.clock import utcnow"),
        ("settings.py", "import os\nos.environ['TOKEN']"),
        ("settings.py", "from os import environ"),
        ("studio/booking.py", "print('booked')"),
        ("outbox.py", "from asyncio import sleep"),
        ("outbox.py", "async def claim(): ..."),
        ("server.py", "try: ...\nexcept: ...\n" * 2 + "try: ...\nexcept (OSError, Exception): ..."),
    ],
)
def test_a_wrong_tree_is_found_out(tmp_path: Path, path: str, code: str) -> None:
    write(tmp_path, path, code)

    assert len(faults(tmp_path)) == 1


def write(package: Path, path: str, code: str) -> None:
    (package / path).parent.mkdir(exist_ok=True)
    (package / path).write_text(code)


def faults(package: Path) -> list[str]:
    """List, a line each, where the code of a package does what its layer may not."""
    found = list(modules(package))
    own = [f"{place} {fault}" for place, unit, tree in found for fault in of_module(place, unit, tree)]
    broad = [place for place, _, tree in found for _ in broad_excepts(tree)]
    return own + [f"{place} catches everything, as others do" for place in broad[BROAD_EXCEPTS:]]


def modules(package: Path) -> Iterator[tuple[str, str, ast.Module]]:
    """Yield each module's path, the top module or package that it belongs to, and its code."""
    for path in sorted(package.rglob("*.py")):
        place = path.relative_to(package)
        unit = place.parts[0].removesuffix(".py")
        if unit not in {"__init__", "migrations"}:
            yield place.as_posix(), unit, ast.parse(path.read_text())


def of_module(place: str, unit: str, tree: ast.Module) -> Iterator[str]:
    if height(unit) is None:
        yield "is in no layer"
        return
    names = {*names_used(tree), *names_imported(tree, place)}
    yield from (f"imports {each}" for each in sorted(units(names)) if not may_import(unit, each))
    yield from (f"reads the time: {each}" for each in sorted(names) if reads_time(each) and unit != "clock")
    if unit not in EDGES:
        yield from (f"does an edge's work: {each}" for each in sorted(names) if ending(each) in EDGE_WORK)
        yield from (
            f"is async: {each}" for each in sorted(names) if is_async(each) and place not in ASYNC_TOO
        )


def height(unit: str) -> int | None:
    """Tell how far up a unit of the package is."""
    if unit in EDGES:
        return len(LAYERS)
    return next((number for number, layer in enumerate(LAYERS) if unit in layer), None)


def may_import(unit: str, imported: str) -> bool:
    above, below = height(unit), height(imported)
    if above is None or below is None or imported in NOT_FOR.get(unit, ()):
        return False
    if imported == "clock":  # the others are told what the time is
        return unit in EDGES
    return unit == imported or unit in EDGES or below < above


def units(names: set[str]) -> set[str]:
    """Name the units of the package among all names."""
    inside = {name.split(".")[1] for name in names if name.startswith("pilateshq.")}
    return {unit for unit in inside if not unit.startswith("__")}


def names_imported(tree: ast.Module, place: str) -> Iterator[str]:
    """Yield the full name of each thing imported, at the top or inside a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = ["pilateshq", *place.split("/")][: -node.level] if node.level else []
            source = ".".join([*start, *([node.module] if node.module else [])])
            yield from (f"{source}.{alias.name}" for alias in node.names)


def names_used(tree: ast.Module) -> Iterator[str]:
    """Yield each dotted name, and `async` where there is a coroutine."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            yield ast.unparse(node)
        elif isinstance(node, ast.AsyncFunctionDef):
            yield "async"


def reads_time(name: str) -> bool:
    return ending(name) in CLOCK_READS


def is_async(name: str) -> bool:
    return name.split(".")[0] in {"async", "asyncio"}


def ending(name: str) -> str:
    return ".".join(name.split(".")[-2:])


def broad_excepts(tree: ast.Module) -> Iterator[ast.ExceptHandler]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and (node.type is None or catches_all(node.type)):
            yield node


def catches_all(caught: ast.expr) -> bool:
    names = {each.id for each in ast.walk(caught) if isinstance(each, ast.Name)}
    return bool(names & {"Exception", "BaseException"})
