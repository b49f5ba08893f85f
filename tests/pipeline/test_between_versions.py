"""One version after another: what changed, what was waived, and that nothing changes by itself."""

import csv
import json
import shutil
from datetime import date

import duckdb
import pytest
from click.testing import CliRunner

from gouji.cli.main import cli
from gouji.demo.district import write_district


def gouji(*arguments: object):
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def changes(home) -> dict[str, int]:
    with duckdb.connect(str((home / "warehouse/gouji.duckdb").resolve()), read_only=True) as con:
        return dict(con.sql("SELECT change, count(*) FROM finding_changes GROUP BY 1").fetchall())


@pytest.fixture(scope="module")
def inbox(tmp_path_factory):
    """A small district with findings, and its wrong pages."""
    inbox = tmp_path_factory.mktemp("small")
    write_district(inbox, agencies=12, years=2, seed=4)
    return inbox


@pytest.fixture(scope="module")
def first_version(inbox, run, tmp_path_factory):
    """(home, summary) of a first run, to be copied and gone on from."""
    home = tmp_path_factory.mktemp("first")
    return home, run(inbox, home)


@pytest.fixture
def first(first_version, tmp_path):
    """Summary of the first version; its home is `tmp_path / "home"`."""
    home, summary = first_version
    shutil.copytree(home, tmp_path / "home", symlinks=True)
    return summary


def test_versions_are_compared_and_a_rerun_changes_nothing(inbox, first, run, tmp_path):
    home, box = tmp_path / "home", tmp_path / "inbox"
    shutil.copytree(inbox, box)
    truth = json.loads((box / "truth.json").read_text(encoding="utf-8"))
    owed = {f["agency_code"] for f in truth["findings"] if f["rule"] == "report_missing"}
    found = [f for f in truth["findings"] if f["outcome"] == "fail" and f["agency_code"] not in owed]
    place = next(
        (f["agency_code"], f["report_year"]) for f in found if f["rule"] not in ("report_missing", "cell_blank")
    )
    page = next(
        box / d["path"] for d in truth["documents"] if (d["agency_code"], d["report_year"]) == place and d["current"]
    )

    assert first["changes"] == {}
    again = run(box, home)
    assert (again["state"], again["version"], changes(home)) == ("unchanged", first["version"], {})

    kept = page.read_bytes()
    page.unlink()
    second = run(box, home)
    assert second["version"] != first["version"]
    assert second["changes"]["resolved"] >= 1
    assert second["changes"]["new"] >= 1  # report_missing
    assert second["changes"] == changes(home)
    rerun = run(box, home)
    assert (rerun["state"], rerun["version"], rerun["changes"]) == ("unchanged", second["version"], second["changes"])

    notes = (home / "public" / second["version"] / "release_notes.md").read_text(encoding="utf-8")
    assert f"与上一版 {first['version']} 相比" in notes
    assert "新增 0 份，不再有 1 份" in notes
    assert "- 不再有：" in notes
    assert f"新出现 new：{second['changes']['new']} 条" in notes
    assert "（report_missing） | 1 | 0 |" in notes

    page.write_bytes(kept)
    third = run(box, home)  # the first inputs again, after another version: not the first version again
    assert third["version"] not in (first["version"], second["version"])
    assert third["changes"]["new"] == second["changes"]["resolved"]
    assert third["changes"]["resolved"] == second["changes"]["new"]

    (answer,) = json.loads(gouji("diff", "--home", home, "--json").stdout)
    assert (answer["old"], answer["new"]) == (second["version"], third["version"])
    count = {change: sum(row["change"] == change for row in answer["changes"]) for change in third["changes"]}
    assert count == third["changes"]
    (same,) = json.loads(gouji("diff", first["version"], third["version"], "--home", home, "--json").stdout)
    assert {row["change"] for row in same["changes"]} == {"open"}
    assert "已解决" in gouji("diff", "--home", home).stdout
    assert gouji("diff", "no-such-version", "--home", home).exit_code == 2


def test_a_waiver_is_written_survives_reruns_and_lapses(inbox, first, run, tmp_path):
    home = tmp_path / "home"
    with duckdb.connect(str((home / "warehouse/gouji.duckdb").resolve()), read_only=True) as con:
        finding, points = con.sql(
            "SELECT finding_id, points FROM findings WHERE outcome = 'fail' AND points > 0 AND len(cells) > 0"
            " ORDER BY finding_id LIMIT 1"
        ).fetchall()[0]
    assert gouji("waive", "zzzz", "--reason", "并案", "--who", "区办", "--home", home).exit_code == 2
    done = gouji("waive", finding[:10], "--reason", "并案", "--who", "区办", "--home", home)
    assert done.exit_code == 0, done.output
    for more in ((), ("--until", "2020-12-31")):  # twice; in the past
        again = gouji("waive", finding[:10], "--reason", "并案", "--who", "区办", "--home", home, *more)
        assert again.exit_code == 2
        assert ("已经过去" if more else "已在 waivers.csv:2 豁免（区办：并案）") in again.stderr

    second = run(inbox, home)
    assert (second["waived"], second["waiver_problems"]) == (1, [])
    assert second["version"] != first["version"]
    assert second["changes"] == {"open": second["findings_of_all_years"]}
    notes = (home / "public" / second["version"] / "release_notes.md").read_text(encoding="utf-8")
    assert "无 → 有效，涉及发现 1 条（区办：并案）" in notes
    assert run(inbox, home)["state"] == "unchanged"
    with duckdb.connect(str((home / "warehouse/gouji.duckdb").resolve()), read_only=True) as con:
        assert con.sql(f"SELECT waived, points FROM findings WHERE finding_id = '{finding}'").fetchall() == [(True, 0)]
    assert points > 0

    file = home / "waivers" / "waivers.csv"
    rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    file.write_text(file.read_text(encoding="utf-8").replace(rows[0]["figures"], "0123456789ab"), encoding="utf-8")
    third = run(inbox, home, as_of=date(2026, 11, 24))
    assert third["waived"] == 0
    assert "准予以后数字有变" in third["waiver_problems"][0]
    notes = (home / "public" / third["version"] / "release_notes.md").read_text(encoding="utf-8")
    assert "有效 → 数字已变" in notes
    listed = json.loads(gouji("waivers", "--home", home, "--json").stdout)
    assert [row["state"] for row in listed] == ["lapsed"]
    assert "数字已变" in gouji("waivers", "--home", home).stdout


def test_commands_of_history_need_a_published_version(tmp_path):
    for command in (("diff",), ("waivers",), ("waive", "abcd", "--reason", "因", "--who", "谁")):
        result = gouji(*command, "--home", tmp_path)
        assert result.exit_code == 2
        assert "gouji run" in result.stderr
