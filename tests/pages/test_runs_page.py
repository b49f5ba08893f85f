"""运行: what keeps a run from starting is said with the way out, a request is kept with who made it, and an earlier version
is switched back to."""

import html
import json
import re
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from gouji.collect.log import Log
from gouji.core.settings import TIME_ZONE
from gouji.core.wording import chinese_date
from gouji.desk.store import Desk
from gouji.publish.due import what_is_due
from gouji.publish.lock import run_lock
from gouji.publish.manifest import MANIFEST
from gouji.publish.run_folders import run_folders
from gouji.publish.run_request import list_requests, waiting_request
from gouji.publish.runs import record_end, record_start
from gouji.publish.versions import latest
from tests.pages.small_home import pages_of, write_home

START, END, DAY = datetime(2026, 2, 1, 6, tzinfo=UTC), datetime(2026, 2, 1, 7, tzinfo=UTC), date(2026, 2, 1)
REGISTRY = "code,name,kind\n990101000000,甲区,区县政府\n990101001000,甲镇,镇\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Two versions, the second current."""
    for version, previous in (("v1", None), ("v2", "v1")):
        write_home(tmp_path, {}, version)
        manifest = {"version": version, "previous": previous, "as_of": "2026-02-01", "report_year": 2025, "tables": [],
                    "papers": [], "files": []}  # fmt: skip
        (tmp_path / "public" / version / MANIFEST).write_text(json.dumps(manifest))
    Log(tmp_path)
    (tmp_path / "archive").mkdir(exist_ok=True)
    return tmp_path


def send(pages: TestClient, **fields: str):
    token = html.unescape(re.search(r'name="csrf" value="([^"]+)"', pages.get("/settings").text)[1])
    return pages.post("/runs", data={"csrf": token, **fields})


def test_without_a_registry_nothing_starts_and_the_page_says_so(tmp_path: Path) -> None:
    pages = pages_of(tmp_path)
    text = pages.get("/runs").text
    assert "还没有登记表" in text
    assert "开始发布" not in text
    assert "还没有登记表" in send(pages, do="start").text
    assert list_requests(tmp_path) == []


def test_a_request_is_kept_with_who_made_it_and_why_it_did_not_begin(tmp_path: Path) -> None:
    registry = tmp_path / "registry.csv"
    registry.write_text(REGISTRY, encoding="utf-8")
    pages = pages_of(tmp_path)
    assert "开始发布" in pages.get("/runs").text
    registry.write_text("code,name,kind\n1,,镇\n", encoding="utf-8")  # as somebody saves it at this moment
    assert "已开始" in send(pages, do="start").text
    [request] = list_requests(tmp_path)
    until = time.monotonic() + 60
    while waiting_request(tmp_path) and time.monotonic() < until:
        time.sleep(0.1)
    text = pages.get("/runs").text
    assert request.who in text
    assert "没有开始" in text
    assert "registry.csv" in text
    assert [event.kind for event in Desk(tmp_path).events()] == ["run"]


def test_only_one_run_at_a_time(tmp_path: Path) -> None:
    (tmp_path / "registry.csv").write_text(REGISTRY, encoding="utf-8")
    pages = pages_of(tmp_path)
    with run_lock(tmp_path, "20260201T060000-7"):
        record_start(tmp_path, "20260201T060000-7", START, DAY)
        text = pages.get("/runs").text
        assert "正在发布" in text
        assert "data-poll" in text
        assert "开始发布" not in text
        assert "已有一次发布正在进行" in send(pages, do="start").text
    assert list_requests(tmp_path) == []
    assert "中断" in pages.get("/runs").text


def test_what_a_run_stopped_for_is_asked(tmp_path: Path) -> None:
    (tmp_path / "registry.csv").write_text(REGISTRY, encoding="utf-8")
    record_start(tmp_path, "a", START, DAY)
    message = "未发布：8 份报告中只有 1 份属于登记表中的机关。 核对后仍要发布，加 --force。 Not published: check this."
    record_end(tmp_path, "a", END, "failed", message=message, confirmed_by="force")
    text = pages_of(tmp_path).get("/runs").text
    assert "要您确认" in text
    assert 'name="force" value="yes"' in text
    assert "--force" not in text.split("要您确认")[1].split("</section>")[0]
    record_start(tmp_path, "b", END, DAY)
    record_end(tmp_path, "b", END, "published", version="v9", documents=3, reports=2)
    text = pages_of(tmp_path).get("/runs").text
    assert "要您确认" not in text
    assert "3 份文件，2 份报告" in text


def test_an_earlier_version_is_restored_and_the_desk_knows_who_did_it(home: Path) -> None:
    pages = pages_of(home)
    page = pages.get("/runs", params={"version": "v1"}).text
    assert "这是第一个版本" in page
    assert "恢复这一版" in page
    assert "恢复这一版" not in pages.get("/runs", params={"version": "v2"}).text
    answer = send(pages, do="restore", version="v1", reason="登记表有误")
    assert "已恢复 v1" in answer.text
    assert latest(home)["version"] == "v1"
    assert (home / "warehouse" / "gouji.duckdb").resolve().name == "v1.duckdb"
    [event] = Desk(home).events("restore")
    assert event.after == {"version": "v1", "instead_of": "v2", "reason": "登记表有误"}
    assert "版本 v1" in pages.get("/overview").text
    assert "恢复了 v1，撤下了 v2（登记表有误）" in pages.get("/runs").text
    send(pages, do="restore", version="v2")  # the newest is back: nothing is taken away
    assert "撤下了" not in pages.get("/runs").text


@pytest.mark.parametrize("version", ["../v1", "v3", ""])
def test_no_other_version_is_switched_to(home: Path, version: str) -> None:
    assert send(pages_of(home), do="restore", version=version).status_code == 409
    assert latest(home)["version"] == "v2"
    assert pages_of(home).get("/runs", params={"version": version}).status_code == 200


def test_a_damaged_version_is_not_restored(home: Path) -> None:
    (home / "public" / "v1" / MANIFEST).write_text("{")
    answer = send(pages_of(home), do="restore", version="v1")
    assert answer.status_code == 409
    assert latest(home)["version"] == "v2"


def test_a_run_from_the_page_is_over_what_the_last_run_was_over(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("GOUJI_INBOX", raising=False)
    home, other = tmp_path / "home", tmp_path / "收件"
    other.mkdir()
    assert run_folders(home) == (home.resolve() / "inbox", None)
    (other / "名单.csv").write_text(REGISTRY, encoding="utf-8")
    record_start(home, "a", START, DAY, inbox=str(other), registry=str(other / "名单.csv"))
    assert run_folders(home) == (other, other / "名单.csv")
    (home / "registry.csv").write_text(REGISTRY, encoding="utf-8")  # the office keeps its own from now on
    assert run_folders(home) == (other, home.resolve() / "registry.csv")


def test_what_is_due_next_and_that_nobody_will_start_it(tmp_path: Path) -> None:
    (tmp_path / "registry.csv").write_text(REGISTRY, encoding="utf-8")
    text = pages_of(tmp_path).get("/runs").text
    due = what_is_due(tmp_path, datetime.now(UTC))
    assert f"<b>{due.next_run.astimezone(TIME_ZONE):%Y-%m-%d %H:%M}</b>" in text
    assert "定时服务没有在运行" in text
    assert (
        f"{due.own_reports[0].report_year} 年度本级报告：还没有，期限 {chinese_date(due.own_reports[0].deadline)}"
        in text
    )
    assert all(line in text for line in due.schedule)
