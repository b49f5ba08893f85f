"""`gouji desk agency`: one line of the home's registry, from the shell."""

from pathlib import Path

import click

from .common import EXIT_INPUT, HOME_OPTION, fail, say
from .desk import WHO_OPTION, told


@click.command()
@click.argument("code")
@click.argument("values", nargs=-1, metavar="[列=值]...")
@click.option("--remove", is_flag=True, help="删去这一行；撤销、合并的机关不要删，改填 last_year。 Take the line out.")
@WHO_OPTION
@HOME_OPTION
def agency(code: str, values: tuple[str, ...], remove: bool, who: str, home: Path) -> None:
    """登记：改一个机关的几列；没有这个代码的，新增一行（要有 name 和 kind）。列名见样表。

    Change a line of the home's registry, add one, or take it out.

    \b
    例 Examples:
      gouji desk agency 500101101000 contact=王五 phone=010-00000000
      gouji desk agency 500101102000 name=青石镇 kind=镇
      gouji desk agency 500101101000 --remove
    """
    from gouji.core.registry_table import registry_columns
    from gouji.desk.registry_edits import edit_agency, registry_writer, remove_agency
    from gouji.desk.registry_uploads import take_over
    from gouji.desk.store import Desk
    from gouji.publish.run_folders import run_folders

    titles = {column.title: name for name, column in registry_columns().items()}
    pairs = [value.partition("=") for value in values]
    if remove == bool(values) or not all(sign for _, sign, _ in pairs):
        fail("写明要改的列，如 contact=王五；或只写 --remove。 Say which columns, or --remove.", EXIT_INPUT)
    with told(), registry_writer(home):
        take_over(Desk(home), who, run_folders(home).registry)
        if remove:
            remove_agency(Desk(home), who, code)
        else:
            edit_agency(Desk(home), who, code, {titles.get(name, name): value for name, _, value in pairs})
    say(f"已{'删去' if remove else '保存'} {code}，下次运行起照此 / done")
