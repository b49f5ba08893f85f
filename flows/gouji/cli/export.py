"""`gouji export`: a folder for others."""

from pathlib import Path

import click

from .common import EXIT_INPUT, READ_HOME_OPTION, fail, say


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--public", is_flag=True, help="只含依法公开的内容（目前只有这一种）。 Only what is public by law.")
@click.option("--licence", help="以何种许可供再利用，如 CC-BY-4.0；不写则注明未定。 Licence of the data.")
@READ_HOME_OPTION
def export(directory: Path, public: bool, licence: str | None, home: Path) -> None:
    """写出一个可供他人存放、下载的文件夹：各机关已公布的报告中的数字与文字，附说明、引用方式与目录元数据。

    What the published reports say, as Parquet and CSV, with README and CITATION. Nothing of the office: no contacts,
    cases, decisions, notes, drafts, accounts, scores or ranks (data/policy/public.toml).

    \b
    例 Examples:
      gouji export 公开数据 --public
      gouji export /srv/www/data --public --licence CC-BY-4.0
    """
    from gouji.publish.public_export import NotExported, export_public

    if not public:
        fail("请写 --public：只导出依法公开的内容。 Say --public.", EXIT_INPUT)
    try:
        tables = export_public(home, directory, licence)
    except NotExported as error:
        fail(str(error), EXIT_INPUT)
    say(f"已写入 {directory}：{len(tables)} 张表，{tables['reports']} 份报告，{tables['figures']} 个数。")
