"""A run on top of the last version gives what building everything anew gives, to the byte."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from gouji.demo.district import write_district
from gouji.publish import parts

AGENCIES = 125  # three districts


@pytest.fixture(scope="module", autouse=True)
def a_nation_begins_at_three_districts() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "MAX_AGENCIES_WHOLE", AGENCIES // 2)
        patch.setattr(parts, "MAX_AGENCIES", AGENCIES // 2)
        yield


@pytest.fixture(scope="module")
def nation(run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(inbox, home) of a first version."""
    inbox, home = tmp_path_factory.mktemp("nation"), tmp_path_factory.mktemp("nation-home")
    write_district(inbox, agencies=AGENCIES, years=1, seed=9, pages=True)
    assert run(inbox, home)["agencies_checked"] > AGENCIES
    return inbox, home


def both_ways(run, inbox: Path, home: Path, tmp_path: Path) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Summary and manifest of the run on top, and the manifest of one that builds everything anew."""
    anew = tmp_path / "anew"
    shutil.copytree(home, anew, symlinks=True)
    summary = run(inbox, home)
    again = run(inbox, anew, rebuild=True)
    assert again["agencies_checked"] > AGENCIES
    manifests = (
        json.loads((place / "public" / each["version"] / "manifest.json").read_text(encoding="utf-8"))
        for place, each in ((home, summary), (anew, again))
    )
    return summary, *manifests


def taken_over(home: Path, version: str, before: str) -> set[str]:
    """The files of a version that are those of the version before, on the disk too."""
    folder, last = home / "public" / version, home / "public" / before
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    return {name for name in files if (last / name).is_file() and (last / name).samefile(folder / name)}


def copy_to_last_year(inbox: Path, pages: list[Path]) -> None:
    """A report of the year before for one that promises something: of last year's promises something became."""
    truth = json.loads((inbox / "truth.json").read_text(encoding="utf-8"))
    promising = {row["agency_code"] for row in truth["promises"]}
    of_path = {row["path"]: row["agency_code"] for row in truth["documents"] if row["agency_code"] in promising}
    page = next(page for page in pages if page.relative_to(inbox).as_posix() in of_path)
    owing = [
        line.replace(",2025,", ",2024,") if line.startswith(of_path[page.relative_to(inbox).as_posix()]) else line
        for line in (inbox / "registry.csv").read_text(encoding="utf-8").splitlines()
    ]
    (inbox / "registry.csv").write_text("\n".join(owing) + "\n", encoding="utf-8")
    (inbox / "2024").mkdir()
    (inbox / "2024" / page.name).write_bytes(page.read_bytes().replace(b"2025", b"2024").replace(b"2026", b"2025"))


def test_changed_reports(nation, run, tmp_path: Path) -> None:
    inbox, home = nation
    pages = sorted((inbox / "2025" / "990101").glob("*.html"))
    changed, gone = pages[2], pages[5]
    text = changed.read_bytes()
    changed.write_bytes(text.replace("政府信息".encode(), "政府信息公开".encode(), 3))
    gone.unlink()
    copy_to_last_year(inbox, pages[8:])
    (inbox / "来历不明.txt").write_text("这里没有年度报告。", encoding="utf-8")
    summary, ours, theirs = both_ways(run, inbox, home, tmp_path)
    assert ours == theirs
    assert 0 < summary["agencies_checked"] < AGENCIES / 2
    assert summary["missing"] > 0
    kept = taken_over(home, summary["version"], ours["previous"])
    assert {"cells/2025-990102.parquet", "figures/2025-990103.parquet", "applications/2025-990102.parquet"} <= kept
    assert {"csv/applications/990102.csv", "csv/district_reported_sums/990103.csv"} <= kept
    assert not {
        name
        for name in kept
        if "990101" in name and name.startswith(("cells", "figures", "reports", "csv/applications"))
    }
    with duckdb.connect(str((home / "warehouse" / "gouji.duckdb").resolve()), read_only=True) as con:
        assert con.sql("SELECT count(DISTINCT agency_code) FROM scores").fetchall()[0][0] > AGENCIES
        assert con.sql("SELECT count(*) FROM promises WHERE next_report_id IS NOT NULL").fetchall()[0][0] > 0


def test_nothing_but_a_waiver_and_a_line_of_the_registry(nation, run, tmp_path: Path) -> None:
    inbox, home = nation
    with duckdb.connect(str((home / "warehouse" / "gouji.duckdb").resolve()), read_only=True) as con:
        rule, code, year = con.sql(
            "SELECT rule, agency_code, report_year FROM findings WHERE outcome = 'fail' AND points > 0"
            " ORDER BY agency_code DESC, rule LIMIT 1"
        ).fetchall()[0]
    (home / "waivers").mkdir()
    (home / "waivers" / "w.csv").write_text(
        f"rule,agency,year,cells,reason,who\n{rule},{code},{year},,虚构的理由,某某\n", encoding="utf-8"
    )
    registry = inbox / "registry.csv"
    lines = registry.read_text(encoding="utf-8-sig").splitlines()
    registry.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    summary, ours, theirs = both_ways(run, inbox, home, tmp_path)
    assert ours == theirs
    assert 0 < summary["agencies_checked"] < AGENCIES / 2
    assert summary["waived"] == 1


def test_nothing_changed(nation, run) -> None:
    inbox, home = nation
    summary = run(inbox, home)
    assert summary["state"] == "unchanged"
    assert summary["agencies_checked"] == 1 or summary["agencies_checked"] < AGENCIES / 2
