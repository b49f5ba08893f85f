"""The store: what is acknowledged stays, what is looked at too late is refused, what is damaged is told and healed."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gouji.desk.database import database_path, open_database
from gouji.desk.errors import DeskConflict, DeskDamaged, DeskError
from gouji.desk.events import Change, chain_problem, state_of
from gouji.desk.healing import desk_end, desk_problems, export_lines, heal_desk, import_events
from gouji.desk.journal import journal_path
from gouji.desk.store import Desk
from tests.desk.desks import a_desk
from tests.standin.damage import DAMAGES

THINGS = st.tuples(st.sampled_from(["甲", "乙"]), st.sampled_from(["1", "2", "3"]))
VALUES = st.none() | st.fixed_dictionaries({"x": st.integers(-9, 9), "字": st.text(max_size=4)})


def filled(home: Path) -> Desk:
    desk = a_desk(home)
    for number in range(6):
        desk.write("张三", [Change("case", f"99{number % 4}", {"n": number})], f"第{number}次")
    return desk


def test_a_desk_that_nobody_wrote_to_is_empty_and_has_no_file(tmp_path):
    desk = Desk(tmp_path / "new")
    assert (desk.entry("case", "1"), desk.entries("case"), desk.events(), desk_end(tmp_path)) == (None, [], [], None)
    assert not (tmp_path / "new").exists()
    assert desk_problems(tmp_path) == []


def test_the_state_is_what_the_last_event_says(tmp_path):
    desk = a_desk(tmp_path)
    (first,) = desk.write("张三", [Change("case", "a", {"n": 1})], "立案")
    desk.write("李四", [Change("case", "a", {"n": 2}), Change("case", "b", {"n": 1})])
    desk.write("李四", [Change("case", "b", None)])
    assert [(e.subject, e.value, e.who, e.seq) for e in desk.entries("case")] == [("a", {"n": 2}, "李四", 2)]
    assert [(e.before, e.after) for e in desk.events(subject="a")] == [(None, {"n": 1}), ({"n": 1}, {"n": 2})]
    assert (first.at, first.note) == ("2026-02-03T04:00:00.000+00:00", "立案")
    assert desk.write("李四", [Change("case", "a", {"n": 2})]) == []  # changes nothing, says nothing


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(THINGS, VALUES), max_size=6))
def test_replaying_the_events_gives_the_state(tmp_path_factory, steps):
    desk = a_desk(tmp_path_factory.mktemp("desk"))
    for (kind, subject), value in steps:
        desk.write("某", [Change(kind, subject, value)])
    events = desk.events()
    assert chain_problem(events) is None
    kept = {(e.kind, e.subject): e for kind in ("甲", "乙") for e in desk.entries(kind)}
    assert state_of(events) == kept
    assert {key: entry.value for key, entry in kept.items()} == {k: v for k, v in dict(steps).items() if v is not None}
    assert desk_problems(desk.home) == []


def test_a_form_made_from_an_old_state_is_refused_with_what_changed(tmp_path):
    desk = a_desk(tmp_path)
    (event,) = desk.write("张三", [Change("case", "a", {"n": 1}, seen=0)])
    desk.write("李四", [Change("case", "a", {"n": 2}, seen=event.seq)])
    with pytest.raises(DeskConflict, match="李四 于 2026-02-03 04:00") as refused:
        desk.write("张三", [Change("case", "b", {"n": 9}), Change("case", "a", {"n": 3}, seen=event.seq)])
    assert [each.after for each in refused.value.events] == [{"n": 2}]
    assert desk.entry("case", "b") is None  # all or none
    with pytest.raises(DeskConflict):
        desk.write("张三", [Change("case", "a", {"n": 3}, seen=0)])


@pytest.mark.parametrize(
    ("who", "change"),
    [
        (" ", Change("case", "a", {})),
        ("张三", Change("case", "", {})),
        ("张三", Change("case", "a" * 501, {})),
        ("张三", Change("case", "a", {"x": float("nan")})),
        ("张三", Change("case", "a", {"x": "\ud800"})),
        ("张三", Change("case", "a", {"x": object()})),
        ("张三", Change("case", "a", {"x": (1,)})),
        ("张三", Change("case", "a", {"x": "长" * 400_000})),
    ],
)
def test_what_cannot_be_kept_is_refused(tmp_path, who, change):
    desk = a_desk(tmp_path)
    with pytest.raises(DeskError):
        desk.write(who, [change])
    assert desk.events() == []


def test_events_cannot_be_changed_or_removed(tmp_path):
    filled(tmp_path)
    with open_database(database_path(tmp_path)) as con:
        for statement in (
            "UPDATE events SET who = '别人'",
            "DELETE FROM events",
            "REPLACE INTO events SELECT * FROM events",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="never"):
                con.execute(statement)


def test_writers_at_once_lose_nothing(tmp_path):
    def write(name: str) -> None:
        desk = Desk(tmp_path)
        for number in range(12):
            desk.write(name, [Change("case", f"{name}{number}", {"n": number})])

    writers = [threading.Thread(target=write, args=(name,)) for name in "甲乙丙"]
    code = (
        "from pathlib import Path; from gouji.desk.store import Desk; from gouji.desk.events import Change\n"
        "for n in range(12): Desk(Path(sys.argv[1])).write('丁', [Change('case', f'丁{n}', {'n': n})])"
    )
    other = subprocess.Popen([sys.executable, "-c", f"import sys; {code}", str(tmp_path)])
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert other.wait() == 0
    desk = Desk(tmp_path)
    assert len(desk.entries("case")) == len(desk.events()) == 48
    assert desk_problems(tmp_path) == []


def test_a_writer_killed_at_any_moment_loses_nothing_it_acknowledged(tmp_path):
    code = """
import sys
from pathlib import Path
from gouji.desk.store import Desk
from gouji.desk.events import Change
desk, n = Desk(Path(sys.argv[1])), 0
while True:
    n += 1
    desk.write('某', [Change('case', str(n), {'n': n})])
    print(n, flush=True)
"""
    for most in (3, 8):
        home = tmp_path / str(most)
        writer = subprocess.Popen([sys.executable, "-c", code, str(home)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        told = [int(writer.stdout.readline()) for _ in range(most)]
        os.kill(writer.pid, signal.SIGKILL)
        told += [int(line) for line in writer.stdout.read().split()]
        writer.wait()
        desk = Desk(home)
        desk.write("某", [Change("case", "后来", {"n": 0})])  # and the next writer goes on
        assert {str(n) for n in told} <= {entry.subject for entry in desk.entries("case")}
        assert desk_problems(home) == []


@pytest.mark.parametrize("name", ["desk.db", "desk.jsonl"])
@pytest.mark.parametrize("how", [how for how in DAMAGES if how != "flipped"])
def test_either_file_is_made_whole_from_the_other(tmp_path, name, how):
    desk = filled(tmp_path)
    events, end = desk.events(), desk_end(tmp_path)
    assert heal_desk(tmp_path, end) is False
    DAMAGES[how](tmp_path / name)
    assert desk_problems(tmp_path, end)
    assert heal_desk(tmp_path, end) is True
    assert desk_problems(tmp_path, end) == []
    assert desk.events() == events
    assert len(desk.entries("case")) == 4
    desk.write("张三", [Change("case", "x", {"n": 1})])
    assert desk_problems(tmp_path, end) == []


@pytest.mark.parametrize("name", ["desk.db", "desk.jsonl"])
def test_a_flipped_bit_is_healed_or_says_nothing_else(tmp_path, name):
    desk = filled(tmp_path)
    events, entries, whole = desk.events(), desk.entries("case"), (tmp_path / name).read_bytes()
    places = [place for place, byte in enumerate(whole) if byte][:: len(whole) // 400]
    told = 0
    for place in places[:16]:
        (tmp_path / name).write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        told += heal_desk(tmp_path)
        assert desk_problems(tmp_path) == []
        assert (desk.events(), desk.entries("case")) == (events, entries)
    assert told >= (1 if name == "desk.db" else len(places[:16]))


def test_both_files_damaged_are_restored_from_a_backup_only(tmp_path):
    desk = filled(tmp_path)
    backup, end = export_lines(tmp_path), desk_end(tmp_path)
    for name in ("desk.db", "desk.jsonl"):
        DAMAGES["cut"](tmp_path / name)
    with pytest.raises(DeskDamaged, match="gouji desk import"):
        heal_desk(tmp_path, end)
    with pytest.raises(DeskError, match="--replace"):
        import_events(tmp_path, backup)
    assert import_events(tmp_path, backup, replace=True) == 6
    assert desk_problems(tmp_path, end) == []
    assert len(desk.events()) == 6
    assert len(list((tmp_path / "set-aside").iterdir())) >= 1


def test_a_desk_put_back_from_before_the_last_version_is_told(tmp_path):
    desk = filled(tmp_path)
    for name in ("desk.db", "desk.jsonl"):
        shutil.copy(tmp_path / name, tmp_path / f"old-{name}")
    desk.write("张三", [Change("case", "new", {"n": 1})])
    end = desk_end(tmp_path)
    for name in ("desk.db", "desk.jsonl"):
        shutil.copy(tmp_path / f"old-{name}", tmp_path / name)
    assert "缺少最近发布的版本所依据的记录" in desk_problems(tmp_path, end)[0]
    with pytest.raises(DeskDamaged):
        heal_desk(tmp_path, end)


def test_a_backup_goes_on_from_what_is_there_and_nowhere_else(tmp_path):
    desk = filled(tmp_path / "a")
    assert import_events(tmp_path / "b", export_lines(tmp_path / "a")) == 6
    desk.write("张三", [Change("case", "new", {"n": 1})])
    assert import_events(tmp_path / "b", export_lines(tmp_path / "a")) == 1
    assert Desk(tmp_path / "b").events() == desk.events()
    lines = export_lines(tmp_path / "a")
    for wrong in (
        lines[1:],
        [*lines[:2], *lines[3:]],
        [lines[0].replace("张三".encode(), b"x"), *lines[1:]],
        [b"{}\n"],
    ):
        with pytest.raises(DeskError, match=r"未导入"):
            import_events(tmp_path / "c", wrong)
    assert not database_path(tmp_path / "c").exists()
    Desk(tmp_path / "b").write("李四", [Change("case", "other", {"n": 1})])
    with pytest.raises(DeskError, match="不是同一份"):
        import_events(tmp_path / "b", lines)


def test_a_cached_state_that_is_wrong_is_made_again(tmp_path):
    desk = filled(tmp_path)
    with open_database(database_path(tmp_path)) as con:
        con.execute("UPDATE entries SET value = '{\"n\":99}'")
    assert "现状表" in desk_problems(tmp_path)[0]
    assert heal_desk(tmp_path) is True
    assert [entry.value["n"] for entry in desk.entries("case")] == [4, 5, 2, 3]
    assert not (tmp_path / "set-aside").exists()


def test_a_lost_database_is_said_before_anything_is_written(tmp_path):
    desk = filled(tmp_path)
    database_path(tmp_path).unlink()
    for use in (lambda: desk.entries("case"), lambda: desk.write("张三", [Change("case", "a", {})])):
        with pytest.raises(DeskDamaged, match="--repair"):
            use()
    assert journal_path(tmp_path).exists()
    assert not database_path(tmp_path).exists()
