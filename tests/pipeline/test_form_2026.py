"""A new form is one file: a form that extends that of 2021 is read, drawn, checked, rolled up and put into papers."""

import json
import os
import subprocess
import sys
from html import escape
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import duckdb
import pytest

from gouji.core.form_extends import extended
from gouji.core.form_file import read_form, read_toml
from gouji.core.form_layout import layout
from gouji.core.forms import Form, load_forms
from gouji.core.resources import resource
from tests.parse import writers as w
from tests.standin.prefect_server import start_server

FOLDER = Path(__file__).parent / "forms"
NEW = "applications.rejected_published"
OLD_FORM = load_forms()["2021"]
FORM = read_form(
    "2026.toml",
    extended("2026.toml", read_toml(resource("data", "forms", "2021.toml")), read_toml(FOLDER / "2026.toml")),
)
RIGHT, WRONG, OUTDATED = "云溪镇", "柳弦镇", "梨桨镇"
REGISTRY = (
    "code,name,kind,first_year,last_year,district_code,district_name\n"
    f"990101100000,{RIGHT},镇,2026,2026,990101,示例省云汀市澜溪区\n"
    f"990101101000,{WRONG},镇,2026,2026,990101,示例省云汀市澜溪区\n"
    f"990101102000,{OUTDATED},镇,2026,2026,990101,示例省云汀市澜溪区\n"
)


def figures(form: Form, new: int = 3) -> dict[str, int]:
    """Five requests of natural persons: two granted, `new` answered in the row that 2026 adds."""
    values = {cell.cell: 0 for cell in form.cells if not cell.optional}
    for column in ("natural_person", "total"):
        values[f"applications.new.{column}"] = values[f"applications.handled_total.{column}"] = 5
        values[f"applications.granted.{column}"] = 2
        row = NEW if form is FORM else "applications.rejected_repeat"
        values[f"{row}.{column}"] = new
    return values


def page(town: str, form: Form, values: dict[str, int]) -> str:
    agency = f"{town}人民政府"
    tables = {}
    for table in form.tables:
        lines = [
            "".join(
                f'<td rowspan="{slot.rowspan}" colspan="{slot.colspan}">'
                f"{values[slot.cell] if slot.cell else escape(slot.text)}</td>"
                for slot in line
            )
            for line in layout(table)
        ]
        tables[table.code] = "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"
    head = '<meta charset="utf-8"><meta name="PubDate" content="2027-01-20">'
    written = w.page(tables, title=f"{agency}2026年政府信息公开工作年度报告", head=head)
    return written.replace("2024年", "2026年")


def gouji(*arguments: object, status: int = 0) -> str:
    """The command in a process of its own, with the folder of the new form."""
    environment = os.environ | {"GOUJI_FORMS": str(FOLDER)}
    done = subprocess.run(
        [sys.executable, "-m", "gouji", *map(str, arguments)],
        env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    (folder / "registry.csv").write_text(REGISTRY, encoding="utf-8")
    (folder / "right.html").write_text(page(RIGHT, FORM, figures(FORM)), encoding="utf-8")
    (folder / "wrong.html").write_text(page(WRONG, FORM, figures(FORM, new=1)), encoding="utf-8")
    (folder / "outdated.html").write_text(page(OUTDATED, OLD_FORM, figures(OLD_FORM)), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def published(inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    start_server()
    home = tmp_path_factory.mktemp("home")
    gouji("run", "--inbox", inbox, "--home", home, "--year", 2026, "--registry", inbox / "registry.csv")
    return home


def query(home: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    (path,) = [p for p in (home / "warehouse").glob("*.duckdb") if p.name != "gouji.duckdb"]
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute(sql, values).fetchall()


def test_the_form_is_drawn_with_its_row_and_its_new_label() -> None:
    texts = [slot.text for line in layout(FORM.table("applications")) for slot in line]
    assert "6.告知查询方式即可获取" in texts
    assert "（一）全部公开" in texts
    assert "（一）予以公开" not in texts


def test_a_page_is_read_in_it(inbox: Path) -> None:
    (report,) = listed(json.loads(gouji("parse", inbox / "right.html", "--json")))
    assert (report["form"], report["report_year"]) == ("2026", 2026)
    assert {cell["cell"]: cell["value"] for cell in report["cells"]} == figures(FORM)
    assert report["warnings"] == []


def test_the_older_form_is_told_from_it_by_what_stands_there(inbox: Path) -> None:
    (report,) = listed(json.loads(gouji("parse", inbox / "outdated.html", "--json")))
    assert report["form"] == "2021"


def test_a_form_that_differs_by_one_row_is_told_by_that_row(tmp_path: Path) -> None:
    """Without the renamed row: all labels of 2021 stand in 2026 too, and only the row that 2026 adds is lacking."""
    label = "（一）全部公开"
    old = page(RIGHT, OLD_FORM, figures(OLD_FORM)).replace("（一）予以公开", label)
    new = page(RIGHT, FORM, figures(FORM))
    for name, text, form in (("old", old, "2021"), ("new", new, "2026")):
        path = tmp_path / f"{name}.html"
        path.write_text(text.replace(label, "（一）"), encoding="utf-8")
        (report,) = listed(json.loads(gouji("parse", path, "--json")))
        assert report["form"] == form, name


def test_its_sums_are_checked(inbox: Path) -> None:
    gouji("check", inbox / "right.html", "--json")
    told = gouji("check", inbox / "wrong.html", "--json", status=1)
    assert '"handled_total"' in told
    assert f"{NEW}.total" in told


def test_a_run_finds_the_broken_sum_and_the_outdated_form(published: Path) -> None:
    forms = dict(query(published, "SELECT a.name, r.form FROM reports r JOIN agencies a USING (agency_code)"))
    assert forms == {RIGHT: "2026", WRONG: "2026", OUTDATED: "2021"}
    found = query(
        published,
        "SELECT DISTINCT a.name, f.rule FROM findings f JOIN agencies a USING (agency_code)"
        " WHERE f.outcome = 'fail' AND f.rule IN ('handled_total', 'form_outdated')",
    )
    assert set(found) == {(WRONG, "handled_total"), (OUTDATED, "form_outdated")}
    ((message,),) = query(published, "SELECT message FROM findings WHERE rule = 'form_outdated' AND outcome = 'fail'")
    assert "某办函〔2026〕1号" in message


def test_its_cells_are_added_up(published: Path) -> None:
    ((value, form),) = query(
        published,
        "SELECT balanced_sum, form FROM district_balanced_sums WHERE peer_group = 'all' AND cell = ?",
        f"{NEW}.natural_person",
    )
    assert (value, form) == (3, "2026")
    ((column,),) = query(published, "SELECT max(rejected_published_total) FROM applications")
    assert column == 3


def test_papers_print_it(published: Path) -> None:
    papers = [path for path in (published / "public").rglob("*.docx") if "papers" in path.parts]
    texts = ["".join(_text(path)) for path in papers]
    assert any("6.告知查询方式即可获取" in text and "（一）全部公开" in text for text in texts)


def _text(path: Path) -> list[str]:
    with ZipFile(path) as archive:
        return [archive.read("word/document.xml").decode("utf-8")]


def listed(answer: Any) -> list[dict[str, Any]]:
    return answer if isinstance(answer, list) else [answer]
