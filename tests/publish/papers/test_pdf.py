"""`gouji papers --pdf`: a PDF beside each file where LibreOffice is there; a message that says what to do where not.

The stand-in for LibreOffice writes what it was asked to; the real one is tried where it is installed (docs/papers.md).
"""

import os
import stat
from pathlib import Path

import pytest

from gouji.publish.papers.pdf import NoPdf, office_suite, write_pdf

CONVERTS = """#!/bin/sh
while [ $# -gt 0 ]; do
  case "$1" in
    --outdir) folder="$2"; shift 2;;
    --convert-to) shift 2;;
    -*) echo "$1" >> "$LOG"; shift;;
    *) name=$(basename "$1"); printf '%%PDF' > "$folder/${name%.*}.pdf"; echo "$name" >> "$LOG"; shift;;
  esac
done
"""


@pytest.fixture
def papers(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "文书" / "通知"
    folder.mkdir(parents=True)
    files = [
        tmp_path / "文书" / "通报.docx",
        tmp_path / "文书" / "工作簿.xlsx",
        tmp_path / "文书" / "汇总表.html",
        folder / "甲.docx",
    ]
    for file in files:
        file.write_bytes(b"PK")
    return files


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """A program of the name of LibreOffice, first and alone in the path; returns where it writes what it was asked."""
    program = folder / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(script, encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}/bin{os.pathsep}/usr/bin")
    monkeypatch.setenv("LOG", str(folder / "log"))
    return folder / "log"


def test_each_word_and_excel_file_has_a_pdf_beside_it(
    papers: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = stand_in(tmp_path, monkeypatch, CONVERTS)
    made = write_pdf(papers)
    assert sorted(file.relative_to(tmp_path).as_posix() for file in made) == [
        "文书/工作簿.pdf", "文书/通报.pdf", "文书/通知/甲.pdf",
    ]  # fmt: skip
    assert all(file.is_file() for file in made)
    asked = log.read_text(encoding="utf-8").split("\n")
    assert [
        line for line in asked if line.startswith("-env:UserInstallation=file://")
    ]  # not the profile of whoever works
    assert "汇总表.html" not in asked


def test_without_libreoffice_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoPdf, match="请安装 LibreOffice"):
        office_suite()


@pytest.mark.parametrize(
    ("script", "told"), [("#!/bin/sh\nexit 3\n", "转换时出错"), ("#!/bin/sh\nexit 0\n", "没有转成")]
)
def test_what_was_not_converted_is_named(
    papers: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, told: str
) -> None:
    stand_in(tmp_path, monkeypatch, script)
    with pytest.raises(NoPdf, match=told):
        write_pdf(papers)
