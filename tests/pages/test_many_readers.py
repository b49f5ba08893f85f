"""Many readers and many districts: pages are made a few at a time, results are kept within bounds, long lists are paged."""

import asyncio
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from gouji_web.core import versions
from gouji_web.core.safety import MAX_PAGES_AT_ONCE, FewAtOnce
from gouji_web.core.versions import Versions
from gouji_web.pages.runs import MOST_OWN
from tests.pages.small_home import pages_of, write_home

PROVINCE = [f"{number:04}" for number in range(1, 802)]


def test_a_few_pages_are_made_at_once_and_slow_readers_keep_nobody_waiting() -> None:
    made: list[int] = []

    async def page(scope: dict[str, Any], _: Any, send: Any) -> None:
        made.append(1)
        await scope["may go on"].wait()
        await send({"type": "http.response.start"})
        await scope["has read"].wait()

    async def sent(_: dict[str, Any]) -> None:
        return None

    async def ask() -> None:
        app, go_on, read = FewAtOnce(page), asyncio.Event(), asyncio.Event()
        scope = {"type": "http", "method": "GET", "may go on": go_on, "has read": read}
        readers = [asyncio.create_task(app(scope, None, sent)) for _ in range(3 * MAX_PAGES_AT_ONCE)]
        await asyncio.sleep(0.05)
        assert len(made) == MAX_PAGES_AT_ONCE
        forms = [asyncio.create_task(app(scope | {"method": "POST"}, None, sent)) for _ in range(2)]
        await asyncio.sleep(0.05)
        assert len(made) == MAX_PAGES_AT_ONCE + 2  # who hands in files waits for no reader
        go_on.set()
        await asyncio.sleep(0.05)
        assert len(made) == 3 * MAX_PAGES_AT_ONCE + 2  # though nobody has read to the end
        read.set()
        await asyncio.gather(*readers, *forms)

    asyncio.run(ask())


def test_a_page_that_fails_gives_its_turn_back() -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError

    async def ask() -> None:
        app = FewAtOnce(broken)
        scope = {"type": "http", "method": "GET"}
        told = await asyncio.gather(
            *(app(scope, None, None) for _ in range(3 * MAX_PAGES_AT_ONCE)), return_exceptions=True
        )
        assert {type(each) for each in told} == {RuntimeError}

    asyncio.run(asyncio.wait_for(ask(), 5))


def test_what_many_ask_at_one_moment_is_looked_up_once_and_kept_within_bounds(tmp_path: Path, monkeypatch: Any) -> None:
    version = Versions(write_home(tmp_path, {})).current()
    assert version is not None
    asked: list[list[dict[str, Any]]] = []
    slow = "SELECT count(*) AS found FROM range(3_000_000) a(n), range(20) b(m) WHERE n % 7 = m"
    readers = [threading.Thread(target=lambda: asked.append(version.rows(slow))) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert len(asked) == 8
    assert len({id(rows) for rows in asked}) == 1
    monkeypatch.setattr(versions, "MAX_KEPT_VALUES", 1_000)
    for number in range(50):
        version.rows("SELECT n, n AS again FROM range(?) r(n)", number)
    assert 0 < version._kept_values <= 1_000
    assert version._kept_values == sum(1 + sum(map(len, rows)) for rows in version._kept.values())


def test_districts_are_searched_sorted_and_turned_over(tmp_path: Path) -> None:
    pages = pages_of(province(tmp_path))
    text = pages.get("/overview").text
    assert text.count("?district=") <= 520
    assert "801 条" in text
    assert "区0801" not in text
    assert "区0801" in pages.get("/overview?page=2").text
    assert "区0801" in pages.get("/overview?text=区0801").text
    hostile = pages.get("/overview?text=<script>alert(1)</script>").text
    assert "<script>alert(1)" not in hostile


def test_the_reports_of_many_districts_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "registry.csv").write_text(
        "code,name,kind\n" + "".join(f"99{code}000000,区{code},区县政府\n" for code in PROVINCE[: MOST_OWN + 1]),
        "utf-8",
    )
    text = pages_of(province(tmp_path)).get("/runs").text
    assert "801 个区县，已有 0 个，还没有 801 个" in text
    assert text.count("年度本级报告") == 1


def province(home: Path) -> Path:
    """Each of its districts has its own report to come, and a town that has not reported."""
    year, first = datetime.now(UTC).year - 1, PROVINCE[0]
    tables = {
        "districts": [{"district_code": first, "name": f"区{first}"}],
        "agencies": [{"agency_code": f"{first}-0", "district_code": first, "name": "本级", "kind": "district"},
                     {"agency_code": f"{first}-1", "district_code": first, "name": "甲镇", "kind": "镇"}],
        "rankings": [{"agency_code": f"{first}-1", "district_code": first, "report_year": year, "status": "missing"}],
        "expected_reports": [{"agency_code": f"{first}-0", "report_year": year, "deadline": date(year + 1, 3, 31)}],
    }  # fmt: skip
    home = write_home(home, tables)
    with duckdb.connect(str(home / "warehouse" / "v1.duckdb")) as con:
        for table in tables:
            columns = [name for name, *_ in con.execute(f"DESCRIBE {table}").fetchall()]
            codes = [
                f"replace({name}, '{first}', code) AS {name}"
                for name in ("district_code", "agency_code", "name")
                if name in columns
            ]
            con.execute(
                f"INSERT INTO {table} SELECT * REPLACE ({', '.join(codes)}) FROM {table}, (SELECT unnest(?) AS code)"
                .replace("SELECT * REPLACE", "SELECT * EXCLUDE (code) REPLACE"), [PROVINCE[1:]],
            )  # fmt: skip
    (home / "warehouse" / "gouji.duckdb").symlink_to("v1.duckdb")
    return home
