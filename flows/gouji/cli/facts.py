"""`gouji facts`: what only the prose tells, compared, and what the vocabulary does not place."""

from pathlib import Path

import click

from .common import EXIT_INPUT, JSON_OPTION, READ_HOME_OPTION, fail, print_json


@click.command()
@click.option("--year", type=int, help="报告年度；默认最近一年（--unknown 为各年）。 Report year.")
@click.option("--kind", help="列出某类事实的每一处，如 training、corner。 Every fact of a kind.")
@click.option(
    "--unknown", is_flag=True, help="未能归类的说法，最常见的在前。 Wordings not placed, most frequent first."
)
@READ_HOME_OPTION
@JSON_OPTION
def facts(year: int | None, kind: str | None, unknown: bool, home: Path, as_json: bool) -> None:
    """正文中的事实：各类有多少机关写到，各渠道、各领域公开多少；或未能归类的说法。

    What only the prose tells: how many agencies tell each kind, items by channel and field, or what is not placed.
    A wording is added in data/forms/facts.toml.

    \b
    例 Examples:
      gouji facts
      gouji facts --kind training --year 2025 --json
      gouji facts --unknown
    """
    from gouji.publish import facts as published

    from .terminal.facts import print_comparison, print_facts, print_unplaced

    database = home / "warehouse" / "gouji.duckdb"
    if kind and database.exists() and kind not in (known := published.known_kinds(database)):
        fail(f"没有 {kind} 这一类，应为：{'、'.join(known)}。 No such kind.", EXIT_INPUT)
    parts = [published.facts_by(database, part, year) or [] for part in ("channel", "field")]
    rows = (
        published.unplaced_facts(database, year)
        if unknown
        else published.facts_of_kind(database, kind, year)
        if kind
        else published.fact_coverage(database, year)
    )
    if rows is None:
        fail(f"{home} 下还没有发布过任何版本，请先运行 gouji run", EXIT_INPUT)
    if as_json:
        print_json(rows if unknown or kind else [*rows, *parts[0], *parts[1]])
    elif unknown:
        print_unplaced(rows)
    elif kind:
        print_facts(rows)
    else:
        print_comparison(rows, *parts)
