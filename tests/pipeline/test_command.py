"""The `gouji` command as a user meets it: shapes, exit codes, messages."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from gouji.cli.main import cli
from gouji.cli.terminal.summary import print_summary
from gouji.core.forms import load_forms

SHARED = Path(__file__).resolve().parents[3] / "shared" / "reports"
COMMANDS = ("run", "parse", "check", "status", "serve", "archive", "waive", "waivers", "diff", "papers", "demo")


def gouji(*arguments: object):
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def page(district) -> Path:
    """A faultless page of the newest form."""
    faulty = {(f["agency_code"], f["report_year"]) for f in district.truth["faults"]}
    broken = {(f["agency_code"], f["report_year"]) for f in district.truth["findings"]}
    return next(
        district.inbox / d["path"]
        for d in district.truth["documents"]
        if d["layout"] == "clean_html" and (d["agency_code"], d["report_year"]) not in faulty | broken
    )


@pytest.fixture(scope="module")
def wrong_page(district) -> Path:
    """A page with a planted row total."""
    fault = next(f for f in district.truth["faults"] if f["fault"] == "row_total")
    return district.inbox / fault["path"]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_examples(command):
    result = gouji(command, "--help")
    assert result.exit_code == 0
    assert f"gouji {command}" in result.output.split("Examples", 1)[1]


def test_parse_prints_every_cell_with_its_place(page):
    result = gouji("parse", page, "--json")
    assert result.exit_code == 0
    (report,) = json.loads(result.stdout)
    assert report["schema"] == 1
    assert (report["source"], report["error"]) == (str(page), None)
    assert report["explanations"] == []
    assert report["facts"]
    for fact in report["facts"]:
        assert {"kind", "channel", "field", "value", "unit", "section", "text"} <= set(fact)
        assert fact["text"] in "".join(section["text"] for section in report["sections"])
    assert {"document", "media_type", "agency", "report_year", "form", "published_on", "cells", "sections",
            "statements", "warnings"} <= set(report)  # fmt: skip
    statutory = [cell.cell for cell in load_forms()["2021"].cells if not cell.optional]
    named = [cell["cell"] for cell in report["cells"]]
    assert set(named) - {c for c in named if ".other_undivided." in c} <= set(statutory)
    for cell in report["cells"]:
        assert set(cell) == {"cell", "value", "state", "raw", "where"}
        assert set(cell["where"]) == {"page", "table", "row", "column", "attachment"}
        assert (cell["value"] is None) == (cell["state"] != "reported")
    assert {section["number"] for section in report["sections"]} == {1, 2, 3, 4, 5, 6}


@pytest.mark.skipif(not SHARED.exists(), reason="the real samples are not in the project")
def test_parse_of_a_real_report():
    (report,) = json.loads(gouji("parse", SHARED / "henghe_2025.txt", "--json").stdout)
    values = {cell["cell"]: cell["value"] for cell in report["cells"]}
    assert len(values) == 200
    assert {cell: value for cell, value in values.items() if value} == {"disclosure.licensing.decisions": 134}
    assert (report["report_year"], report["form"]) == (2025, "2021")


@pytest.mark.skipif(not SHARED.exists(), reason="the real samples are not in the project")
def test_a_real_district_with_one_report(run, tmp_path):
    from gouji.core.registry_file import find_registry

    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name in ("henghe_2025.txt", "shanghai_bgt_2019.html"):
        (inbox / name).write_bytes((SHARED / name).read_bytes())
    summary = run(inbox, tmp_path / "home", registry=find_registry("wanzhou"), year=2025)
    assert (summary["expected"], summary["reported"], summary["missing"]) == (52, 1, 51)
    assert [row["status"] for row in summary["trouble"]] == ["unknown_agency"]


def found_in(answer: dict) -> list[dict]:
    return [finding for fault in answer["faults"] for finding in fault["findings"]]


def test_check_of_a_faultless_page(page):
    result = gouji("check", page, "--json")
    assert result.exit_code == 0, result.output
    (answer,) = json.loads(result.stdout)
    assert (answer["schema"], answer["source"], answer["error"]) == (1, str(page), None)
    assert answer["checked_with"] == []
    assert answer["faults"] == []
    assert (answer["score"], answer["points_lost"]) == (100, 0)


def test_check_names_the_wrong_cells_and_exits_with_1(wrong_page):
    result = gouji("check", wrong_page, "--json")
    assert result.exit_code == 1
    (answer,) = json.loads(result.stdout)
    fault = next(f for f in answer["faults"] if any(g["rule"] == "row_total" for g in f["findings"]))
    assert {"fault", "dimension", "severity", "outcome", "points", "findings", "repairs", "explanation"} <= set(fault)
    assert fault["title"].startswith("应更正 1 处")
    assert answer["points_lost"] == sum(f["points"] for f in answer["faults"]) == 100 - answer["score"]
    finding = next(f for f in fault["findings"] if f["rule"] == "row_total")
    assert set(finding) == {"rule", "outcome", "cells", "reported", "expected", "message", "waived"}
    assert any(cell.endswith(".total") for cell in finding["cells"])
    told = gouji("check", wrong_page)
    assert told.exit_code == 1
    assert finding["message"] in told.output


def test_check_proposes_what_to_change_and_marks_it_in_the_table(district, wrong_page):
    fault = next(f for f in district.truth["faults"] if f["fault"] == "row_total")
    faults = json.loads(gouji("check", wrong_page, "--json").stdout)[0]["faults"]
    (repair,) = (repair for each in faults for repair in each["repairs"])
    assert {"class", "cells", "clears", "why"} <= set(repair)
    assert repair["class"] == "unique"
    assert "row_total" in repair["clears"]
    assert [cell["cell"] for cell in repair["cells"]] == fault["cells"]
    (cell,) = repair["cells"]
    told = gouji("check", wrong_page).output
    assert repair["why"] in told
    assert f"▲{cell['reported']}→{cell['proposed']}" in told


def test_check_of_a_folder_or_an_archive_finds_last_year_among_the_files(district, tmp_path):
    there = {(d["agency_code"], d["report_year"]) for d in district.truth["documents"]}
    fault = next(  # of an organ that was there the year before: of a merger only a registry knows
        f for f in district.truth["faults"]
        if f["fault"] == "carried_chain" and not f["explained"] and (f["agency_code"], f["report_year"] - 1) in there
    )  # fmt: skip
    folder = tmp_path / "各年"
    folder.mkdir()
    for document in district.truth["documents"]:
        if document["agency_code"] == fault["agency_code"] and document["current"]:
            (folder / Path(document["path"]).name).write_bytes((district.inbox / document["path"]).read_bytes())
    archive = shutil.make_archive(str(tmp_path / "各年"), "zip", folder)
    for given in (folder, archive):
        result = gouji("check", given, "--json")
        assert result.exit_code == 1
        rules = {(a["report_year"], f["rule"]) for a in json.loads(result.stdout) for f in found_in(a)}
        assert (fault["report_year"], "carried_chain") in rules
    told = gouji("check", folder).output
    assert "不能判断哪一年有误" in told
    assert "共 3 份报告" in told
    empty = tmp_path / "空"
    empty.mkdir()
    assert gouji("check", empty).exit_code == 2


def test_check_with_last_year_finds_a_broken_chain(district):
    fault = next(f for f in district.truth["faults"] if f["fault"] == "carried_chain")
    last = next(
        d["path"]
        for d in district.truth["documents"]
        if d["agency_code"] == fault["agency_code"] and d["report_year"] == fault["report_year"] - 1 and d["current"]
    )
    (alone,) = json.loads(gouji("check", district.inbox / fault["path"], "--json").stdout)
    assert "carried_chain" not in {f["rule"] for f in found_in(alone)}
    result = gouji("check", district.inbox / fault["path"], "--last-year", district.inbox / last, "--json")
    (answer,) = json.loads(result.stdout)
    assert "carried_chain" in {f["rule"] for f in found_in(answer)}
    assert answer["checked_with"] == [fault["report_year"] - 1]


def test_check_with_a_registry_knows_a_text_copied_from_a_neighbour(district):
    fault = next(f for f in district.truth["faults"] if f["fault"] == "wrong_agency")
    path, registry = district.inbox / fault["path"], district.inbox / "registry.csv"
    alone, told = (
        {f["rule"] for f in found_in(json.loads(gouji("check", path, "--json", *more).stdout)[0])}
        for more in ((), ("--registry", registry))
    )
    assert "wrong_agency" not in alone
    assert "wrong_agency" in told


def test_check_of_several_files_answers_with_a_list(page, wrong_page):
    answers = json.loads(gouji("check", page, wrong_page, "--json").stdout)
    assert len(answers) == 2


def test_of_two_reports_of_one_agency_and_year_the_last_is_checked_and_the_other_not_called_clean(page, tmp_path):
    copy = tmp_path / "again.html"
    copy.write_bytes(page.read_bytes() + b"<!-- again -->")
    told = gouji("check", page, copy).output
    assert "这一份未检查" in told
    assert told.count("没有发现问题") == 2  # of the last one, and in the count: one
    assert "1 份没有发现问题" in told


def test_papers_writes_what_the_run_wrote(published, tmp_path):
    done = gouji("papers", tmp_path / "文书", "--home", published.home)
    assert done.exit_code == 0, done.output
    folders = tmp_path / "文书" / "papers", published.home / "public" / published.summary["version"] / "papers"
    ours, theirs = (
        {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in folders
    )
    assert any(name.endswith(".docx") for name in ours)
    assert ours == theirs
    nothing = gouji("papers", tmp_path / "文书", "--home", published.home, "--district", "000000")
    assert nothing.exit_code == 2
    assert "没有这些区县" in nothing.stderr
    assert gouji("papers", tmp_path / "x", "--home", tmp_path).exit_code == 2


def test_unreadable_input_exits_with_2_and_says_what_to_do(tmp_path):
    empty = tmp_path / "空.html"
    empty.write_bytes(b"")
    for command in ("parse", "check"):
        result = gouji(command, empty)
        assert result.exit_code == 2
        assert "文件为空" in result.stderr
        assert "空.html" in result.stderr
        (unread,) = json.loads(gouji(command, empty, "--json").stdout)
        assert (unread["schema"], unread["source"], unread["agency"]) == (1, str(empty), None)
        assert "文件为空" in unread["error"]


def test_run_without_a_registry_says_where_to_put_one(tmp_path):
    result = gouji("run", "--inbox", tmp_path)
    assert result.exit_code == 2
    assert "wanzhou" in result.stderr
    assert "--registry" in result.stderr


def test_a_broken_registry_is_told_row_by_row(tmp_path):
    (tmp_path / "registry.csv").write_text(
        "code,name,kind\n990101100000,甲镇,镇\n990101100000,乙镇,镇\n,丙镇,镇\n990101102000,丁村,村\n", encoding="utf-8"
    )
    result = gouji("run", "--inbox", tmp_path, "--home", tmp_path / "home")
    assert result.exit_code == 2
    for words in ("第 3 行", "重复", "第 4 行", "不能为空", "第 5 行", "村"):
        assert words in result.stderr


def test_status_of_nothing_and_of_a_published_version(tmp_path, published):
    nothing = gouji("status", "--home", tmp_path)
    assert nothing.exit_code == 2
    assert "gouji run" in nothing.stderr
    (answer,) = json.loads(gouji("status", "--home", published.home, "--json").stdout)
    assert answer["report_year"] == published.summary["report_year"]
    assert {row["status"] for row in answer["agencies"]} == {"reported", "late", "missing"}
    assert answer["due"]["next_run"]
    assert not answer["due"]["is_served"]
    [own] = answer["due"]["own_reports"]
    told = gouji("status", "--home", published.home).stdout
    assert "缺报" in told
    assert answer["due"]["next_run"][:16].replace("T", " ") in told
    assert f"{own['agency']} {own['report_year']} 年度本级报告" in told


def test_after_a_run_the_next_step_stands_first_below_the_tables(published, capsys):
    summary = published.summary | {"seconds": published.summary["seconds"] | {"prefect": 8.0}}
    print_summary(summary, Path("其他 目录"))
    below = capsys.readouterr().out.split("稳健区间：")[-1].splitlines()[1:]
    assert below[:2] == ["下一步", "  gouji dashboard --home '其他 目录'"]
    print_summary(summary, Path("data"))
    assert "\n  gouji dashboard\n" in capsys.readouterr().out


def test_demo_refuses_a_folder_that_is_not_empty(tmp_path):
    (tmp_path / "something").write_text("x")
    result = gouji("demo", tmp_path)
    assert result.exit_code == 2
    assert "不是空的" in result.stderr
    assert gouji("demo", tmp_path / "new", "--agencies", "2", "--years", "1").exit_code == 0
    assert (tmp_path / "new" / "truth.json").exists()


def test_a_clerks_commands_do_without_what_is_slow_to_load_and_print_plain_text_in_a_pipe(page):
    script = (
        "import sys; from gouji.cli.main import main\ntry: main()\n"
        "finally: print({'prefect', 'polars', 'fastapi', 'cv2'} & sys.modules.keys(), file=sys.stderr)"
    )
    for command in ("parse", "check"):
        done = subprocess.run(
            [sys.executable, "-c", script, command, str(page)], capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        assert done.stderr.strip().splitlines()[-1] == "set()"
        assert "\x1b" not in done.stdout
