"""The two consoles, the colours, and how a table and a list of problems are set."""

import sys

from rich.console import Console
from rich.table import Table

COLOUR = {"error": "red", "warning": "yellow", "note": "cyan"}
MAX_LISTED = 8  # agencies or problems named before “等”
PIPE_WIDTH = 140  # columns of a table where there is no terminal to measure

console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


def titled_table(title: str, *columns: str) -> Table:
    """A table with a title; columns ending in ">" are set flush right."""
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    for column in columns:
        table.add_column(column.removesuffix(">"), justify="right" if column.endswith(">") else "left", no_wrap=True)
    return table


def print_problems(title: str, problems: list[str]) -> None:
    """A heading with their number, and one line each; nothing where there are none."""
    if problems:
        console.print(f"\n[bold]{title} {len(problems)} 项[/bold]")
    for problem in problems:
        console.print(f"  · {problem}", style="yellow", markup=False, soft_wrap=True)
