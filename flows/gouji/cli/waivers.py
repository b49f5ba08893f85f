"""`gouji waive` and `waivers`: findings that the office lets pass."""

from pathlib import Path
from typing import Any

import click

from .common import EXIT_INPUT, JSON_OPTION, READ_HOME_OPTION, fail, print_json, say


@click.command()
@click.argument("finding")
@click.option("--reason", required=True, help="理由。 Why.")
@click.option("--who", required=True, help="准予者。 Who grants it.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="有效至（含当日）；不写则不限。 Last day in force.")
@READ_HOME_OPTION
def waive(finding: str, reason: str, who: str, until: Any, home: Path) -> None:
    """豁免一个发现：仍列出、有标记、不扣分；所涉数字一变或过期即恢复。下次运行起生效。

    Waive a finding by its id (findings.finding_id, or gouji diff). It comes back when its figures change.

    \b
    例 Examples:
      gouji waive 3f2a9c01 --reason "机构合并，结转数并入" --who "区政务公开办 某某"
      gouji waive 3f2a9c01 --reason "区办责令更正" --who "某某" --until 2026-12-31
    """
    from gouji.check.waivers import write_waiver

    try:
        row = write_waiver(home, finding, reason, who, until.date() if until else None)
    except ValueError as error:
        fail(str(error), EXIT_INPUT)
    say(f"已写入 {row['file']}，下次运行起生效：{row['message']}")


@click.command()
@READ_HOME_OPTION
@JSON_OPTION
def waivers(home: Path, as_json: bool) -> None:
    """列出各项豁免及其效力：有效、数字已变、已过期、没有相应发现或写法有误。

    \b
    例 Examples:
      gouji waivers
      gouji waivers --json
    """
    from gouji.publish.status import read_waivers

    from .terminal.waivers import print_waivers

    rows = read_waivers(home / "warehouse" / "gouji.duckdb")
    if rows is None:
        fail(f"{home} 下还没有发布过任何版本，请先运行 gouji run", EXIT_INPUT)
    if as_json:
        print_json(rows)
    else:
        print_waivers(rows)
