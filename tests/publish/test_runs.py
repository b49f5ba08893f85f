"""The record of runs."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gouji.core.errors import NotPublished
from gouji.core.settings import Settings
from gouji.load.warehouse import create_warehouse
from gouji.publish.lock import active_run, run_lock
from gouji.publish.notify import notified
from gouji.publish.recorded_run import recorded_run
from gouji.publish.runs import load_runs, read_runs, record_end, record_start
from gouji.publish.status import read_status

START, END, DAY = datetime(2026, 2, 1, 6, tzinfo=UTC), datetime(2026, 2, 1, 7, tzinfo=UTC), date(2026, 2, 1)


def states(home: Path) -> list[tuple[str, str]]:
    return [(run["run_id"], run["state"]) for run in read_runs(home)]


def test_runs_in_the_order_they_started(tmp_path: Path) -> None:
    assert read_runs(tmp_path) == []
    record_start(tmp_path, "a", START, DAY, 2025)
    record_end(tmp_path, "a", END, "published", version="2026-02-01-0", documents=3, reports=3, findings=7)
    record_start(tmp_path, "b", START, DAY)
    record_end(tmp_path, "b", END, "failed", message="登记表第 3 行：类别不明")
    first, second = read_runs(tmp_path)
    assert first == {
        "run_id": "a",
        "started_at": START,
        "ended_at": END,
        "state": "published",
        "version": "2026-02-01-0",
        "as_of": DAY,
        "report_year": 2025,
        "documents": 3,
        "reports": 3,
        "findings": 7,
        "message": None,
    }
    assert (second["state"], second["message"]) == ("failed", "登记表第 3 行：类别不明")


def test_a_killed_run_reads_as_interrupted_and_a_live_one_as_running(tmp_path: Path) -> None:
    code = """
import os, sys
from pathlib import Path
from gouji.publish.lock import active_run, run_lock
from gouji.publish.notify import notified
from gouji.publish.recorded_run import recorded_run
from gouji.publish.runs import record_start
from test_runs import *
home = Path(sys.argv[1])
with run_lock(home, "killed"):
    record_start(home, "killed", START, DAY)
    print(states(home), flush=True)
    os._exit(9)
"""
    head = f"import sys; sys.path[:0] = {[str(Path(__file__).parent), *sys.path]!r}\n"
    done = subprocess.run([sys.executable, "-c", head + code, tmp_path], capture_output=True, text=True, check=False)
    assert done.stdout == "[('killed', 'running')]\n", done.stderr
    [run] = read_runs(tmp_path)
    assert run["state"] == "failed"
    assert "中断" in run["message"]
    assert run["ended_at"] is None

    with run_lock(tmp_path, "killed"):  # resumed under its own id: one row
        record_start(tmp_path, "killed", END, DAY)
        assert states(tmp_path) == [("killed", "running")]
        record_end(tmp_path, "killed", END, "published", version="v")
        assert read_runs(tmp_path)[0]["started_at"] == START


def test_a_failed_run_started_again_is_not_failed_any_more(tmp_path: Path) -> None:
    record_start(tmp_path, "a", START, DAY)
    record_end(tmp_path, "a", END, "failed", message="磁盘已满")
    with run_lock(tmp_path, "a"):
        record_start(tmp_path, "a", END, DAY)
        assert [(run["state"], run["message"]) for run in read_runs(tmp_path)] == [("running", None)]


def test_a_line_cut_short_costs_only_itself(tmp_path: Path) -> None:
    record_start(tmp_path, "a", START, DAY)
    path = tmp_path / "warehouse" / "runs.jsonl"
    before = path.read_bytes()
    with path.open("ab") as file:
        file.write('{"run_id": "a", "ended_at": "2026-02-01T07:00:00+00:00", "sta万'.encode()[:-1])
    assert states(tmp_path) == [("a", "failed")]
    record_start(tmp_path, "b", START, DAY)
    record_end(tmp_path, "b", END, "unchanged")
    assert states(tmp_path) == [("a", "failed"), ("b", "unchanged")]
    assert path.read_bytes().startswith(before)


def test_the_table_of_runs_says_how_this_run_will_have_ended(tmp_path: Path) -> None:
    record_start(tmp_path, "a", START, DAY, 2025)
    with run_lock(tmp_path, "b"), create_warehouse() as con:
        record_start(tmp_path, "b", START, DAY, 2025)
        load_runs(con, tmp_path, state="published", version="v", ended_at=END)
        rows = con.sql("SELECT run_id, state, version, ended_at, as_of FROM runs").to_arrow_table().to_pylist()
    assert [(r["run_id"], r["state"], r["version"], r["as_of"]) for r in rows] == [
        ("a", "failed", None, DAY),
        ("b", "published", "v", DAY),
    ]
    assert rows[1]["ended_at"] == END


def test_what_the_record_does_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="没有这些项"):
        record_end(tmp_path, "a", END, "published", figures=3)
    with pytest.raises(ValueError, match="状态 running"):
        record_end(tmp_path, "a", END, "running")


def test_a_cancelled_run_says_so_and_is_told(tmp_path):
    heard = tmp_path / "heard"
    settings = Settings(tmp_path, tmp_path, tmp_path / "home", date(2026, 2, 1))
    with pytest.raises(KeyboardInterrupt), notified(f"cat > '{heard}'"), recorded_run(settings, []):
        raise KeyboardInterrupt
    assert "已取消" in read_runs(tmp_path / "home")[-1]["message"]
    assert "已取消" in json.loads(heard.read_text(encoding="utf-8"))["message"]


@pytest.mark.parametrize("odd", ["a?b", "a[1]", "a*"])
def test_a_home_that_duckdb_cannot_take_is_refused_before_anything(tmp_path, odd):
    settings = Settings(tmp_path, tmp_path, tmp_path / odd, date(2026, 2, 1))
    with pytest.raises(NotPublished, match="请换一个目录"), recorded_run(settings, []):
        raise AssertionError("started")
    assert not (tmp_path / odd).exists()


def test_status_of_a_home_that_cannot_be_written(tmp_path):
    settings = Settings(tmp_path, tmp_path, tmp_path / "home", date(2026, 2, 1))
    with pytest.raises(NotPublished), recorded_run(settings, []):
        raise NotPublished("没有网络")
    lock = tmp_path / "home" / "work" / "lock"
    lock.unlink()
    lock.mkdir()  # cannot be opened for writing, by root neither
    assert read_status(tmp_path / "home")["last_run"]["message"] == "没有网络"


def test_a_folder_in_the_place_of_the_lock_is_set_aside_with_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "work" / "lock").mkdir(parents=True)
    (tmp_path / "work" / "lock" / "note.txt").write_text("mine")
    with run_lock(tmp_path, "one"):
        assert active_run(tmp_path) == "one"
        with pytest.raises(NotPublished), run_lock(tmp_path, "two"):
            pass
    (kept,) = (tmp_path / "work" / "set-aside").glob("lock.*/note.txt")
    assert kept.read_text() == "mine"
