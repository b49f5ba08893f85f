"""What this machine has for Gouji, and what is missing: for `gouji doctor`, and for who asks us for help."""

import os
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import NamedTuple

from gouji import __version__
from gouji.core.settings import TIME_ZONE

from .lock import lock_words
from .versions import latest

GOOD, LACKING, BAD = "good", "lacking", "bad"  # in order; what lacks is an extra, what is bad stops a run
LEAST_FREE_BYTES = 2_000_000_000  # a district's run keeps some 300 MB, while it works about three times that
LEAST_PYTHON = (3, 11)
# What each extra is for, and what is lost without it.
EXTRAS = {
    "ocr": "读扫描件；没有时扫描件记作读不出",
    "dashboard": "网页（gouji dashboard）",
    "warc": "把存档导出为 WARC（gouji archive export）",
    "s3": "各版本另送到 S3（gouji run --publish）",
    "dask": "在多台机器上读取（gouji run --dask）",
}
PROGRAMS = {
    "soffice": "公文转 PDF（gouji papers --pdf）；没有时请在 Word 里另存",
    "fc-list": "看装了哪些字体",
}
FONTS = ("方正小标宋", "仿宋_GB2312", "FangSong", "KaiTi", "SimHei")  # of GB/T 9704, by any of the names they go by
_REQUIREMENT = re.compile(r"^([A-Za-z0-9_.-]+).*?(?:extra == ['\"](\w+)['\"])?$")


class Check(NamedTuple):
    """One thing looked at: its name, `state` (GOOD, LACKING or BAD), what was found, and what to do."""

    name: str
    state: str
    found: str
    advice: str = ""


def look(home: Path) -> list[Check]:
    """Everything that can be looked at without a run; nothing is written."""
    return [*_system(), *_packages(), *_programs(), *_home(home)]


def _system() -> Iterator[Check]:
    yield Check("勾稽", GOOD, __version__)
    python = platform.python_version()
    is_new = sys.version_info >= LEAST_PYTHON
    yield Check("Python", GOOD if is_new else BAD, python, "" if is_new else "请换用 3.11 或更新的 Python。")
    yield Check("系统", GOOD, f"{platform.platform()}，{os.cpu_count()} 核")
    now = datetime.now(TIME_ZONE)
    own = now.astimezone()
    here = "" if own.utcoffset() == now.utcoffset() else f"，本机时区 {own.tzname()} {own:%m-%d %H:%M}"
    yield Check("时间", GOOD, f"{now:%Y-%m-%d %H:%M}（北京时间）{here}", "是否到期按北京时间判断；不对的请先校正时钟。")
    encoding = sys.getfilesystemencoding()
    is_utf8 = encoding.lower().replace("-", "") == "utf8"
    yield Check("文件名编码", GOOD if is_utf8 else LACKING, encoding, "" if is_utf8 else "请设环境变量 PYTHONUTF8=1。")


def _packages() -> Iterator[Check]:
    missing: dict[str, list[str]] = {}
    for name, extra in _requirements():
        try:
            version(name)
        except PackageNotFoundError:
            missing.setdefault(extra, []).append(name)
    for name in ("duckdb", "polars", "pyarrow", "prefect"):
        if name not in missing.get("", []):
            yield Check(name, GOOD, version(name))
    if core := missing.get(""):
        yield Check("依赖包", BAD, f"缺 {'、'.join(core)}", "请重新安装：make run，或 pip install gouji。")
    for extra, use in EXTRAS.items():
        lacking = missing.get(extra, [])
        found = f"缺 {'、'.join(lacking)}" if lacking else "已装"
        advice = f"{use}；需要的请 pip install 'gouji[{extra}]'。" if lacking else ""
        yield Check(f"附加包 {extra}", LACKING if lacking else GOOD, found, advice)


def _requirements() -> Iterator[tuple[str, str]]:
    """(package, extra or "") of what Gouji asks for on this system."""
    for line in requires("gouji") or ():
        if "sys_platform" in line and f"'{sys.platform}'" not in line.replace('"', "'"):
            continue
        if found := _REQUIREMENT.match(line):
            yield found.group(1), found.group(2) or ""


def _programs() -> Iterator[Check]:
    for program, use in PROGRAMS.items():
        where = shutil.which(program)
        yield Check(program, GOOD if where else LACKING, where or "没有", "" if where else f"{use}。")
    if shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, timeout=30, check=False)
        families = listed.stdout.decode(errors="replace")
        there = [font for font in FONTS if font.lower() in families.lower()]
        count = len({line for line in families.splitlines() if line.strip()})
        yield Check(
            "公文字体",
            GOOD if there else LACKING,
            "、".join(there) or f"没有国标字体，中文字体 {count} 种",
            "" if there else "公文在装有仿宋、小标宋的电脑上打开时照国标显示；本机打印前请先装这些字体。",
        )


def _home(home: Path) -> Iterator[Check]:
    if not home.is_dir():
        yield Check("产出目录", LACKING, f"{home} 还不存在", "第一次 gouji run 时建立。")
        return
    writable = os.access(home, os.W_OK)
    yield Check(
        "产出目录", GOOD if writable else BAD, str(home.resolve()), "" if writable else "不可写：请改权限或 --home。"
    )
    free = shutil.disk_usage(home).free
    enough = free >= LEAST_FREE_BYTES
    yield Check(
        "磁盘余量", GOOD if enough else BAD, f"{free / 1e9:,.1f} GB", "" if enough else "请腾出 2 GB 以上再运行。"
    )
    run = lock_words(home)
    yield Check("正在运行", GOOD, run or "没有", "请等它结束再开始另一次。" if run else "")
    published = latest(home)
    yield Check("现行版本", GOOD if published else LACKING, published["version"] if published else "还没有发布过")
    if (desk := home / "desk.db").is_file():
        yield Check("办公台", *_whole(desk))


def _whole(database: Path) -> tuple[str, str, str]:
    try:
        con = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
        try:
            [(told,)] = con.execute("PRAGMA quick_check(1)").fetchall()
        finally:
            con.close()
    except sqlite3.Error as error:
        told = str(error)
    return (GOOD, "完好", "") if told == "ok" else (BAD, told, "请运行 gouji verify --repair。")
