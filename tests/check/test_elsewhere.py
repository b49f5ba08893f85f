"""Likeness across districts and with others' earlier years: copies found with their passages, templates not accused."""

import shutil
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

from gouji.check.elsewhere import fill_elsewhere
from gouji.check.run import build_views
from gouji.check.similarities import fill_similarities
from gouji.load.form_tables import load_forms_tables
from gouji.load.warehouse import attach, create_warehouse, insert_rows, open_warehouse

pytestmark = pytest.mark.slow

# Fictional wording: sentences of random words, so that nothing is shared by chance.
WORDS = [a + b for a in "山川河谷桥渡村寨田园林泉" for b in "清查登记走访核对张贴宣讲汇编更换翻修巡看"]
# Two cities of one province and one of another; the first city has four districts.
DISTRICTS = ["110101", "110102", "110103", "110104", "110201", "110202", "110301", "110401", "120101"]
AGENCIES = 6
EVERYTHING = "FROM similarities WHERE kind = 'elsewhere' ORDER BY ALL"


def prose(seed: str, sentences: int = 12) -> str:
    rng = Random(seed)
    return "".join("".join(rng.choices(WORDS, k=9)) + "。" for _ in range(sentences))


def warehouse(given: dict[tuple[str, int, int], str], path: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Every agency's section 一 of 2024 and 2025 in words of its own, but for those `given` by (district, agency, year)."""
    con = create_warehouse(path)
    load_forms_tables(con)
    build_views(con)
    insert_rows(con, "districts", [(code, f"示例{code}区") for code in DISTRICTS])
    keys = [(d, n, y) for d in DISTRICTS for n in range(AGENCIES) for y in (2024, 2025)]
    names = {(d, n): f"示例{d}第{n}镇" for d, n, _ in keys}
    insert_rows(
        con,
        "agencies",
        [(f"{d}{n:03}", d, name, name, "镇乡", "镇乡", False, [], [], True) for (d, n), name in names.items()],
    )
    insert_rows(con, "reports", [
        (f"{d}{n}-{y}", f"{d}{n}-{y}", 1, f"{d}{n:03}", y, "2021", None, names[d, n], None, 1, True, "current", None, [], [])
        for d, n, y in keys
    ])  # fmt: skip
    insert_rows(con, "sections", [
        (f"{d}{n}-{y}", f"{d}{n:03}", y, 1, "一、总体情况", given.get((d, n, y), prose(f"{d}{n}{y}"))) for d, n, y in keys
    ])  # fmt: skip
    fill_similarities(con)
    fill_elsewhere(con)
    return con


def found(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], tuple[str, float]]:
    """(scope, containment) of section 一 by the two reports."""
    rows = con.sql(
        "SELECT report_id, other_report_id, scope, containment FROM similarities WHERE kind = 'elsewhere' AND section = 1"
    )
    return {(mine, other): (scope, share) for mine, other, scope, share in rows.fetchall()}


SOURCE = ("110101", 0, 2025)
SOURCE_ID = "1101010-2025"


@pytest.mark.parametrize(("district", "scope"), [("110102", "city"), ("110201", "province"), ("120101", "nation")])
def test_a_copy_is_found_wherever_it_was_taken_from(district: str, scope: str) -> None:
    con = warehouse({(district, 3, 2025): prose("1101010" + "2025")})
    copy = f"{district}3-2025"
    assert found(con) == {(copy, SOURCE_ID): (scope, 1.0), (SOURCE_ID, copy): (scope, 1.0)}


def test_a_copy_of_half_is_told_with_its_passage_and_share() -> None:
    half = prose("1101010" + "2025", 6) + prose("own words", 6)
    con = warehouse({("120101", 3, 2025): half})
    (_, share) = found(con)["1201013-2025", SOURCE_ID]
    assert 0.3 < share < 0.7
    rows = con.sql(
        "SELECT passages, other_passages FROM similarities WHERE report_id = '1201013-2025' AND kind = 'elsewhere'"
        " AND section = 1"
    ).fetchall()
    assert rows == [([prose("1101010" + "2025", 6)], [prose("1101010" + "2025", 6)])]


def test_anothers_earlier_year_is_found_of_ones_own_district_too_and_only_from_the_later_side() -> None:
    con = warehouse(
        {("110101", 4, 2025): prose("110101" + "5" + "2024"), ("120101", 1, 2025): prose("110201" + "0" + "2024")}
    )
    assert found(con) == {
        ("1101014-2025", "1101015-2024"): ("district", 1.0),
        ("1201011-2025", "1102010-2024"): ("nation", 1.0),
    }


def test_ones_own_last_year_and_a_copy_within_the_district_are_not_told_twice() -> None:
    con = warehouse(
        {("110101", 1, 2025): prose("110101" + "1" + "2024"), ("110101", 2, 2025): prose("110101" + "3" + "2025")}
    )
    assert found(con) == {}
    kinds = con.sql("SELECT DISTINCT kind, scope FROM similarities ORDER BY ALL").fetchall()
    assert kinds == [("last_year", "own"), ("peer", "district")]


@pytest.mark.parametrize(
    "places",
    [
        [
            ("110101", 0),
            ("110101", 1),
            ("110102", 0),
            ("110103", 0),
            ("110103", 1),
        ],  # five agencies of three districts of a city
        [("110101", 0), ("110201", 0), ("110201", 1), ("110301", 0), ("110401", 0)],  # of cities of a province
        [(d, n) for d in ("110101", "110102", "110201", "120101") for n in (0, 1, 2)][
            :11
        ],  # eleven, handed down by nobody
    ],
)
def test_a_template_that_was_handed_down_is_nobodys_copy(places: list[tuple[str, int]]) -> None:
    con = warehouse({(d, n, 2025): prose("template") + prose(f"{d}{n}", 2) for d, n in places})
    assert found(con) == {}


def test_what_four_share_is_not_taken_for_a_template() -> None:
    con = warehouse({(d, 0, 2025): prose("template") for d in ("110101", "110102", "110103", "120101")})
    assert len(found(con)) == 12


def test_words_that_an_agency_keeps_for_years_do_not_become_common() -> None:
    kept: dict[Any, str] = {("110101", 0, y): prose("kept") for y in (2024, 2025)}
    con = warehouse(kept | {("120101", 3, 2025): prose("kept")})
    assert set(found(con)) == {
        ("1201013-2025", SOURCE_ID),
        (SOURCE_ID, "1201013-2025"),
        ("1201013-2025", "1101010-2024"),
    }


def test_filling_again_gives_the_same() -> None:
    con = warehouse({("120101", 3, 2025): prose("1101010" + "2025")})
    before = con.sql("FROM similarities ORDER BY ALL").fetchall()
    fill_elsewhere(con)
    assert con.sql("FROM similarities ORDER BY ALL").fetchall() == before


def test_what_a_few_districts_change_is_found_as_if_all_were_compared(tmp_path: Path) -> None:
    """Of two districts the reports change: a copy is made, one is taken back, and a template comes into being."""
    template = prose("handed down")
    before = {("110201", 3, 2025): prose("1101010" + "2025"), ("120101", 1, 2025): prose("1103012" + "2025")}
    before |= {("110401", 2, 2025): prose("1102021" + "2025")}
    before |= {(district, 4, 2025): template for district in ("110101", "110102", "110301", "110401")}
    after = {key: text for key, text in before.items() if key[0] != "120101"} | {
        ("120101", 2, 2025): prose("1101030" + "2025")
    }
    after |= {("110201", n, 2025): template for n in (4, 5)}
    last, build, anew = tmp_path / "last.duckdb", tmp_path / "build.duckdb", tmp_path / "anew.duckdb"
    warehouse(before, last).close()
    warehouse(after, anew).close()
    shutil.copyfile(last, build)
    changed = tmp_path / "changed.duckdb"
    with duckdb.connect(str(changed)) as con:
        con.execute(
            "CREATE TABLE agencies AS SELECT d || '00' || n AS agency_code"
            " FROM unnest(['110201', '120101']) d(d), range(6) n(n)"
        )
    with open_warehouse(build) as con:
        attach(con, anew, "anew")
        con.execute(f"ATTACH '{changed}' AS part (READ_ONLY)")
        for schema, table in (("main", "sections"), ("main", "similarities"), ("internal", "prose_sketches")):
            con.execute(f"DELETE FROM {schema}.{table} WHERE agency_code IN (FROM part.agencies)")
            con.execute(
                f"INSERT INTO {schema}.{table} FROM anew.{schema}.{table} WHERE agency_code IN (FROM part.agencies)"
            )
        con.execute("DELETE FROM similarities WHERE kind = 'elsewhere' AND agency_code IN (FROM part.agencies)")
        con.execute("DETACH part; DETACH anew")
        fill_elsewhere(con, last, changed)
        ours = con.execute(EVERYTHING).fetchall()
    with open_warehouse(anew) as con:
        assert ours == con.execute(EVERYTHING).fetchall()
        assert len(found(con)) > 2
    with open_warehouse(last) as con:
        assert ours != con.execute(EVERYTHING).fetchall()
