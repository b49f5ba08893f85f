"""What is in doubt is not published over a good version: the clock, the year, the registry."""

import json
from datetime import date
from pathlib import Path

import pytest

from gouji.core.errors import InDoubt, NotPublished
from gouji.core.settings import Settings
from gouji.load.build import Loaded
from gouji.load.warehouse import create_warehouse
from gouji.publish.doubts import check_clock, check_doubts

AGENCY = "INSERT INTO agencies BY NAME SELECT {code} AS agency_code, 'd1' AS district_code, {name} AS name, {name} AS full_name, '镇' AS kind, '镇' AS peer_group, false AS rule_making_power, [] AS former_names, [] AS short_names, true AS registered"  # fmt: skip


def settings(home: Path, **options) -> Settings:
    return Settings(home, home / "registry.csv", home, options.pop("as_of", date(2026, 2, 1)), **options)


def publish(home: Path, version: str) -> None:
    (home / "public").mkdir(parents=True)
    pointer = {"version": version, "manifest": f"{version}/manifest.json", "manifest_sha256": "0" * 64}
    (home / "public" / "latest.json").write_text(json.dumps(pointer))


def test_after_somebody_went_back_a_run_publishes_only_what_somebody_looked_at(tmp_path):
    publish(tmp_path, "2026-02-01-0123456789ab")
    (tmp_path / "warehouse").mkdir()
    towns = [("1", "甲镇")]
    last = warehouse(tmp_path / "warehouse" / "2026-02-01-0123456789ab.duckdb", towns, ("current",))
    pointer = json.loads((tmp_path / "public" / "latest.json").read_text())
    pointer |= {
        "published_at": "2026-02-02T01:00:00+00:00",
        "restored": {"instead_of": "2026-02-02-ba9876543210", "who": "张三", "reason": "名单有误"},
    }
    (tmp_path / "public" / "latest.json").write_text(json.dumps(pointer))
    with pytest.raises(
        InDoubt, match=r"张三 于 2026-02-02 09:00 恢复了 2026-02-01-\S+，撤下了 2026-02-02-\S+（名单有误）.*--force"
    ) as told:
        check_doubts(last, loaded(last), settings(tmp_path))
    assert told.value.confirmed_by == "force"  # the page 运行 asks for it
    check_doubts(last, loaded(last), settings(tmp_path), is_new=False)  # nothing is put in its place
    check_doubts(last, loaded(last), settings(tmp_path, force=True))


def warehouse(path: Path, agencies: list[tuple[str, str]], statuses: tuple[str, ...] = (), owed: int = 1) -> Path:
    with create_warehouse(path) as con:
        con.execute("INSERT INTO districts BY NAME SELECT 'd1' AS district_code, '澜溪区' AS name")
        for code, name in agencies:
            con.execute(AGENCY.format(code=f"'{code}'", name=f"'{name}'"))
        columns = {row[0] for row in con.sql("DESCRIBE expected_reports").fetchall()}
        assert {"agency_code", "report_year"} <= columns
        con.execute("CREATE OR REPLACE TABLE expected_reports AS SELECT 2025 AS report_year FROM range(?)", [owed])
        con.execute("CREATE OR REPLACE TABLE reports AS SELECT unnest(?::VARCHAR[]) AS status", [list(statuses)])
    return path


def loaded(database: Path) -> Loaded:
    return Loaded(2025, 1, 1, database, 1)


def test_a_slow_clock_is_refused_unless_the_day_was_asked_for(tmp_path):
    check_clock(settings(tmp_path))
    publish(tmp_path, "2026-02-01-0123456789ab")
    check_clock(settings(tmp_path))
    with pytest.raises(NotPublished, match=r"2024-12-28.*2026-02-01.*--as-of"):
        check_clock(settings(tmp_path, as_of=date(2024, 12, 28)))
    check_clock(settings(tmp_path, as_of=date(2024, 12, 28), day_is_given=True))


def test_a_year_with_nobody_owing_and_a_registry_of_others_are_refused(tmp_path):
    good = warehouse(tmp_path / "good.duckdb", [("1", "甲镇")], ("current", "superseded", "unknown_agency"))
    check_doubts(good, loaded(good), settings(tmp_path))
    bad = warehouse(tmp_path / "bad.duckdb", [("1", "甲镇")], ("current", "unknown_agency", "unknown_agency"), owed=0)
    with pytest.raises(NotPublished, match=r"2025 年度没有一个机关应报.*3 份报告中只有 1 份.*--force"):
        check_doubts(bad, loaded(bad), settings(tmp_path))
    check_doubts(bad, loaded(bad), settings(tmp_path, force=True))


def test_a_registry_that_lost_most_of_its_agencies_is_refused(tmp_path):
    publish(tmp_path, "2026-02-01-0123456789ab")
    (tmp_path / "warehouse").mkdir()
    towns = [(str(i), f"第{i}镇") for i in range(5)]
    warehouse(tmp_path / "warehouse" / "2026-02-01-0123456789ab.duckdb", towns)
    some = warehouse(tmp_path / "some.duckdb", [*towns[:3], *((f"9{i}", "新镇") for i in range(40))])
    check_doubts(some, loaded(some), settings(tmp_path))
    # The names slipped by a row: every code is there, and hardly a name beside its own.
    slipped = [(code, towns[(i + 1) % 5][1]) for i, (code, _) in enumerate(towns)]
    other = warehouse(tmp_path / "other.duckdb", slipped)
    with pytest.raises(NotPublished, match=r"5 个机关.*只剩 0 个"):
        check_doubts(other, loaded(other), settings(tmp_path))
