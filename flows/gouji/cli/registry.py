"""`gouji registry`: a template to fill in, a check of one filled in, and edits of the home's own."""

import sys
from pathlib import Path

import click

from .common import EXIT_FINDINGS, HOME_OPTION, say
from .desk import WHO_OPTION, told


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--install", is_flag=True, help="核对无误后存为产出目录的 registry.csv。 Keep it as the home's registry.")
@HOME_OPTION
@WHO_OPTION
def registry(file: Path, install: bool, home: Path, who: str) -> None:
    """登记表：文件还没有的，写一份中文表头、填好例子的样表；已有的（XLSX 或 CSV），一次列出全部问题。

    Write a template, or check a registry that was filled in.

    \b
    例 Examples:
      gouji registry template.xlsx
      gouji registry 区县登记表.xlsx
      gouji registry 区县登记表.xlsx --install --home /srv/gouji
    """
    from gouji.desk.registry_edits import check_upload, install_registry, registry_writer
    from gouji.desk.registry_template import registry_template
    from gouji.desk.registry_uploads import take_beside
    from gouji.desk.store import Desk
    from gouji.publish.run_folders import run_folders

    from .usage import missing_words

    if not file.exists():
        if install or file.suffix.lower() != ".xlsx":
            raise click.UsageError(f"{missing_words(file)}；要写样表的，文件名以 .xlsx 结尾。 No such file.")
        if not file.parent.is_dir():
            raise click.UsageError(f"{missing_words(file.parent, folder=True)}。 No such folder.")
        file.write_bytes(registry_template())
        say(f"已写入样表 {file}：删去例子，一个机关一行 / a template")
        return
    data = file.read_bytes()
    checked = check_upload(data)
    for note in checked.notes:
        click.echo(f"  · {note}")
    for problem in checked.problems:
        click.echo(f"  × {problem}")
    if checked.problems:
        click.echo(f"{len(checked.problems)} 处要改 / to be mended")
        sys.exit(EXIT_FINDINGS)
    if install:
        with told(), registry_writer(home):
            take_beside(home, run_folders(home).registry)
            install_registry(Desk(home), who, data)
        say(f"已存为 {home / 'registry.csv'}")
    click.echo(f"可以使用：{checked.agencies} 个机关 / {checked.agencies} agencies")
