"""What the terminal shows, and what it asks whoever sits there."""

import json
import shlex
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from pilateshq.messages import Button, Message, Row

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
INTERRUPTED = 130


def noun(help_: str) -> typer.Typer:
    """Make the group of all commands about one thing."""
    return typer.Typer(help=help_, no_args_is_help=True, rich_markup_mode=None)


def show(rows: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """Print rows of the same columns as a table, or as a JSON list."""
    if as_json:
        show_json(rows)
    elif not rows:
        typer.echo("There are none.")
    else:
        show_table(rows)


def show_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, default=lambda moment: moment.isoformat()))


def show_table(rows: Sequence[Mapping[str, Any]], *, title: str | None = None) -> None:
    """Print rows of the same columns for a person."""
    table = _table(rows[0], title)
    for row in rows:
        table.add_row(*map(_cell, row.values()))
    _print(table)


def show_card(facts: Mapping[str, Any]) -> None:
    """Print what is known of one thing, a line or more for each fact."""
    card = _table(("", ""), None)
    card.show_header = False
    for name, value in facts.items():
        card.add_row(name.replace("_", " "), _cell(value))
    _print(card)


def _table(columns: Iterable[str], title: str | None) -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        header_style="bold cyan",
        box=box.SIMPLE_HEAD,
    )
    for name in columns:
        table.add_column(name.replace("_", " "), overflow="fold")
    return table


def _print(table: "Table") -> None:
    from rich.console import Console

    Console(markup=False, emoji=False, highlight=False).print(table)  # a name may hold brackets


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case list():
            return "\n".join(map(_cell, value))
        case _:
            return str(value)


def say(message: "Message") -> None:
    from pilateshq.messages import plain

    typer.echo(plain(message))


def complain(*lines: str) -> None:
    for line in lines:
        typer.echo(line, err=True)


def refuse(why: str) -> NoReturn:
    """End the command, as what it is for cannot be done."""
    complain(why)
    raise typer.Exit(1)


def choose(question: "Message", *, typed: Callable[[str], Sequence[str]]) -> str:
    """Ask whoever sits at the terminal, and give the command that they choose.

    Where nobody does, or nothing can be chosen, it is an error; `typed` gives what to type for a choice,
    or nothing where it cannot be typed here.
    """
    from pilateshq.messages import plain

    options = _options(question)
    complain(plain(question))
    if not options or not sys.stdin.isatty():
        lines = ((each.title, typed(each.command)) for each in options)
        complain(*(f"  {title}: {shlex.join(['pilateshq', *line])}" for title, line in lines if line))
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
