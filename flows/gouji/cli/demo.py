"""`gouji demo`: a fictional district, written into a folder."""

from pathlib import Path

import click

from .common import say


@click.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option("--agencies", default=50, show_default=True, type=click.IntRange(1), help="机关数。")
@click.option("--years", default=3, show_default=True, type=click.IntRange(1, 7), help="年数，至 2025 年度为止。")
@click.option("--seed", default=1, show_default=True, help="随机种子；同一种子写出同样的字节。")
@click.option("--pages", is_flag=True, help="只写网页，不混用各种格式。 Web pages only.")
def demo(directory: Path, agencies: int, years: int, seed: int, pages: bool) -> None:
    """写出一个虚构的区：登记表、各机关各年的报告（含已知的错误）和 truth.json。

    \b
    例 Examples:
      gouji demo 示范区
      gouji demo /tmp/nation --agencies 40000 --years 1 --pages
    """
    from gouji.core.progress import progress_bar

    if directory.exists() and any(directory.iterdir()):
        raise click.UsageError(f"目录 {directory} 不是空的，请换一个目录")
    from gouji.demo.district import write_district

    with progress_bar("写示范区", agencies * years) as bar:
        written = write_district(directory, agencies, years, seed, progress=bar.reach, pages=pages)
    say(
        f"已写入 {directory}：{agencies} 个机关、{years} 年、{written['document_count']} 份文件。运行：gouji run --inbox {directory}"
    )
