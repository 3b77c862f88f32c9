"""What the terminal shows, and what it asks whoever sits there."""

import json
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pilateshq.messages import Button, Message, Row

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
INTERRUPTED = 130


def show(rows: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """Print rows of the same columns as a table, or as a JSON list."""
    if as_json:
        show_json(rows)
    elif not rows:
        typer.echo("There are none.")
    else:
        _show_table(rows)


def show_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, default=datetime.isoformat))


def _show_table(rows: Sequence[Mapping[str, Any]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    for name in rows[0]:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*map(_cell, row.values()))
    Console(markup=False, emoji=False, highlight=False).print(table)  # a name may hold brackets


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case _:
            return str(value)


def say(message: "Message") -> None:
    from pilateshq.messages import plain

    typer.echo(plain(message))


def complain(*lines: str) -> None:
    for line in lines:
        typer.echo(line, err=True)


def choose(question: "Message", *, typed: Callable[[str], Sequence[str]]) -> str:
    """Ask whoever sits at the terminal, and give the command that they choose.

    Where nobody does, or nothing can be chosen, it is an error; `typed` gives what to type for a choice.
    """
    from pilateshq.messages import plain

    options = _options(question)
    complain(plain(question))
    if not options or not sys.stdin.isatty():
        complain(*(f"  {each.title}: {shlex.join(['pilateshq', *typed(each.command)])}" for each in options))
        raise typer.Exit(1)
    complain(*(f"  {number}  {each.title}" for number, each in enumerate(options, 1)))
    return options[_number(len(options)) - 1].command


def _options(question: "Message") -> "Sequence[Button | Row]":
    from pilateshq.messages import Buttons, Choices

    match question:
        case Buttons(_, options) | Choices(_, _, options):
            return options
        case _:
            return ()


def _number(most: int) -> int:
    number = 0
    while not 1 <= number <= most:
        try:
            number = typer.prompt("Number", type=int, err=True)
        except typer.Abort:
            raise typer.Exit(INTERRUPTED) from None
    return number
