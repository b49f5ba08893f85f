"""Building in private, switching, and what a killed run leaves behind. Real files, real processes."""

import atexit
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest

from gouji.check.new_warehouse import new_warehouse
from gouji.core import disk
from gouji.core.digest import file_digest
from gouji.core.errors import NotPublished
from gouji.load.warehouse import insert_rows
from gouji.publish.build import BuildPaths, build_paths, clean_up, start_build
from gouji.publish.lock import active_run, run_lock
from gouji.publish.manifest import build_manifest, other_files, project_digests, version_name, write_manifest
from gouji.publish.parquet import write_parquet
from gouji.publish.versions import Published, latest, prune, publish, versions

NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)
MADE = "GOUJI_TESTS_MADE"  # in the environment: where builds are that have been made before
STEPS = ("public", "database", "latest", "link", "done")


def build(paths: BuildPaths, name: str) -> str:
    """A small finished build whose one district is `name`; returns its version."""
    made = _made(name)
    shutil.copyfile(made.database, paths.database)
    shutil.copytree(made.public, paths.public, dirs_exist_ok=True)
    return str(json.loads((paths.public / "manifest.json").read_text(encoding="utf-8"))["version"])


def _made(name: str) -> BuildPaths:
    """The build of that name, made once by the process that tests; those that it starts copy it too."""
    paths = build_paths(_made_before(), name)
    if not paths.folder.exists():
        paths.public.mkdir(parents=True)
        _make(paths, name)
    return paths


@cache
def _made_before() -> Path:
    if folder := os.environ.get(MADE):
        return Path(folder)
    temporary = TemporaryDirectory()
    atexit.register(temporary.cleanup)
    return Path(temporary.name)


def _make(paths: BuildPaths, name: str) -> None:
    inputs = [{"source": f"{name}.html", "sha256": name * 2}]
    version = version_name(date(2026, 2, 1), 2025, inputs, {"code": "1"})
    with new_warehouse(paths.database) as con:
        insert_rows(con, "districts", [("500101", name)])
        entries = write_parquet(con, paths.public)
    (paths.public / "通报.html").write_text(name, encoding="utf-8")
    others = other_files(paths.public, entries)
    write_manifest(
        paths.public,
        build_manifest(version, date(2026, 2, 1), 2025, [2025, 2024], entries, inputs, {"code": "1"}, others),
    )


def run(home: Path, name: str, run_id: str = "run") -> Published:
    with start_build(home, run_id) as paths:
        return publish(home, paths, build(paths, name), NOON)


def district(database: Path) -> str:
    with duckdb.connect(str(database.resolve()), read_only=True) as con:
        return con.execute("SELECT name FROM districts").fetchall()[0][0]


def public_district(home: Path) -> str:
    current = latest(home)
    assert current
    file = home / "public" / current["version"] / "districts.parquet"
    return duckdb.sql(f"SELECT name FROM '{file}'").fetchall()[0][0]


def python(code: str, *arguments: object) -> subprocess.CompletedProcess:
    """Run code in a process of its own, with this file's helpers at hand."""
    head = f"import os, sys; sys.path[:0] = {[str(Path(__file__).parent), *sys.path]!r}\n"
    head += "from pathlib import Path\nfrom test_versions import *\nhome = Path(sys.argv[1])\n"
    command = [sys.executable, "-c", head + code, *map(str, arguments)]
    env = os.environ | {MADE: str(_made_before())}
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)


def test_a_finished_build_is_published_and_pointed_at(tmp_path: Path) -> None:
    home = tmp_path / "数据 home"
    assert latest(home) is None
    done = run(home, "甲")
    assert (done.state, done.link, done.notes) == ("published", "symlink", [])
    link = home / "warehouse" / "gouji.duckdb"
    assert link.readlink() == Path(f"{done.version}.duckdb")  # relative: the folder can be moved
    assert sorted(p.name for p in (home / "warehouse").iterdir()) == [f"{done.version}.duckdb", "gouji.duckdb"]
    assert not link.stat().st_mode & 0o222
    current = latest(home)
    assert current is not None
    assert current.pop("log") == {"lines": 0, "head": "0" * 64}
    assert current.pop("database_sha256") == file_digest(home / "warehouse" / f"{done.version}.duckdb")
    assert current == {
        "version": done.version,
        "previous": None,
        "manifest": f"{done.version}/manifest.json",
        "manifest_sha256": done.manifest_sha256,
        "published_at": "2026-02-01T12:00:00+00:00",
    }
    manifest = json.loads((home / "public" / latest(home)["manifest"]).read_text(encoding="utf-8"))
    assert manifest["report_years"] == [2024, 2025]
    assert [file["path"] for file in manifest["files"]] == ["通报.html"]
    assert district(link) == public_district(home) == "甲"
    assert not (home / "work" / "run").exists()
    home.rename(tmp_path / "moved")
    assert district(tmp_path / "moved" / "warehouse" / "gouji.duckdb") == "甲"


def test_same_inputs_again_change_nothing(tmp_path: Path) -> None:
    first = run(tmp_path, "甲", "one")
    files = {p: (p.stat().st_mtime_ns, p.stat().st_ino) for p in tmp_path.rglob("*.*") if p.name != "lock"}
    again = run(tmp_path, "甲", "two")
    assert (again.state, again.version, again.manifest_sha256) == ("unchanged", first.version, first.manifest_sha256)
    assert {p: (p.stat().st_mtime_ns, p.stat().st_ino) for p in tmp_path.rglob("*.*") if p.name != "lock"} == files
    run(tmp_path, "乙")
    back = run(tmp_path, "甲")
    assert back.state == "unchanged"
    assert district(tmp_path / "warehouse" / "gouji.duckdb") == public_district(tmp_path) == "甲"


def test_a_version_with_other_content_is_never_rewritten(tmp_path: Path) -> None:
    done = run(tmp_path, "甲")

    def rebuild_otherwise() -> None:
        with start_build(tmp_path, "two") as paths:
            build(paths, "甲")
            manifest = paths.public / "manifest.json"
            manifest.write_bytes(manifest.read_bytes().replace(b"2024", b"2023"))
            publish(tmp_path, paths, done.version, NOON)

    with pytest.raises(NotPublished, match="从不改写"):
        rebuild_otherwise()
    assert district(tmp_path / "warehouse" / "gouji.duckdb") == public_district(tmp_path) == "甲"
    assert build_paths(tmp_path, "two").folder.exists()  # kept until the next run, to look at


def test_an_unfinished_or_open_build_is_refused(tmp_path: Path) -> None:
    with start_build(tmp_path, "run") as paths:
        with pytest.raises(NotPublished, match="尚未完成"):
            publish(tmp_path, paths, "x", NOON)
        version = build(paths, "甲")
        with pytest.raises(NotPublished, match="版本不是"):
            publish(tmp_path, paths, "x", NOON)
        con = duckdb.connect(str(paths.database))
        con.execute("INSERT INTO districts VALUES ('2', 'x')")
        with pytest.raises(NotPublished, match="尚未关闭"):
            publish(tmp_path, paths, version, NOON)
        con.close()
    assert latest(tmp_path) is None


@pytest.mark.parametrize("killed_at", STEPS)
def test_killed_at_any_step_a_whole_version_stands_and_the_next_run_completes(tmp_path: Path, killed_at: str) -> None:
    run(tmp_path, "甲", "first")
    code = """
with start_build(home, "second") as paths:
    publish(home, paths, build(paths, "乙"), NOON, lambda step: os._exit(9) if step == sys.argv[2] else None)
"""
    assert python(code, tmp_path, killed_at).returncode == 9
    link = tmp_path / "warehouse" / "gouji.duckdb"
    switched = STEPS.index(killed_at) > STEPS.index("latest")
    assert public_district(tmp_path) == ("乙" if switched else "甲")
    assert district(link) == ("乙" if killed_at == "done" else "甲")
    assert active_run(tmp_path) is None  # the lock went with its process
    assert (tmp_path / "work" / "second").exists()

    third = run(tmp_path, "乙", "third")
    assert third.version == latest(tmp_path)["version"]
    assert district(link) == public_district(tmp_path) == "乙"
    assert not any(p.is_dir() for p in (tmp_path / "work").iterdir())
    assert not list(tmp_path.rglob(".incoming-*"))


def test_a_link_left_behind_is_put_right_before_anything_is_built(tmp_path: Path) -> None:
    run(tmp_path, "甲")
    second = run(tmp_path, "乙")
    link = tmp_path / "warehouse" / "gouji.duckdb"
    old = next(p for p in (tmp_path / "warehouse").glob("2026*.duckdb") if p.stem != second.version)
    link.unlink()
    link.symlink_to(old.name)
    (tmp_path / "work" / "dead").mkdir()
    (tmp_path / "public" / ".incoming-latest.json").write_text("{")
    assert clean_up(tmp_path) == ["dead"]
    assert district(link) == "乙"
    assert not list(tmp_path.rglob(".incoming-*"))


def test_a_reader_keeps_the_version_it_opened(tmp_path: Path) -> None:
    run(tmp_path, "甲")
    link = tmp_path / "warehouse" / "gouji.duckdb"
    with duckdb.connect(str(link), read_only=True) as reader:
        run(tmp_path, "乙")
        assert reader.execute("SELECT name FROM districts").fetchall() == [("甲",)]
        assert district(link) == "乙"
        seen = python("print(duckdb.connect(sys.argv[1], read_only=True).sql('FROM districts').fetchall())", link)
        assert "乙" in seen.stdout
    assert public_district(tmp_path) == "乙"


def test_two_runs_at_once_are_refused(tmp_path: Path) -> None:
    with start_build(tmp_path, "one"):
        assert active_run(tmp_path) == "one"
        with pytest.raises(NotPublished, match="另一次运行（one"), start_build(tmp_path, "two"):
            pass
        other = python('start_build(home, "three").__enter__()', tmp_path)
        assert "另一次运行（one" in other.stderr
        assert "one" in python("print(active_run(home))", tmp_path).stdout
        assert build_paths(tmp_path, "one").public.exists()
        with start_build(tmp_path / "elsewhere", "four"):
            pass
    assert active_run(tmp_path) is None
    with start_build(tmp_path, "five"):
        pass


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where processes fork")
def test_an_orphan_of_a_killed_run_does_not_keep_the_lock(tmp_path: Path) -> None:
    code = """
with run_lock(home, "one"):
    child = os.fork()
    if child == 0:
        for stream in (0, 1, 2): os.close(stream)
        import time; time.sleep(30); os._exit(0)
    print(child, flush=True)
    os._exit(9)
"""
    orphan = int(python(code, tmp_path).stdout)
    try:
        with run_lock(tmp_path, "two"):
            assert active_run(tmp_path) == "two"
    finally:
        os.kill(orphan, 9)


def test_a_resumed_run_builds_anew(tmp_path: Path) -> None:
    def fail() -> None:
        with start_build(tmp_path, "run") as paths:
            build(paths, "甲")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with start_build(tmp_path, "run") as paths:
        assert not paths.database.exists()
        assert list(paths.public.iterdir()) == []


def test_prune_keeps_the_newest_and_always_the_current(tmp_path: Path) -> None:
    names = [run(tmp_path, name).version for name in "甲乙丙丁"]
    for age, version in enumerate(reversed(names)):
        os.utime(tmp_path / "public" / version / "manifest.json", (1e9 - age, 1e9 - age))
    assert versions(tmp_path) == names
    assert prune(tmp_path, 10) == []
    assert prune(tmp_path, 3) == names[:1]
    run(tmp_path, "乙")  # current again, though not the newest
    assert prune(tmp_path, 0) == names[2:]
    assert versions(tmp_path) == [names[1]]
    assert [p.stem for p in (tmp_path / "warehouse").glob("2026*.duckdb")] == [names[1]]
    assert district(tmp_path / "warehouse" / "gouji.duckdb") == public_district(tmp_path) == "乙"


def test_without_symlinks_a_hard_link_and_without_that_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("a required privilege is not held by the client")

    link = tmp_path / "warehouse" / "gouji.duckdb"
    monkeypatch.setattr(Path, "symlink_to", refuse)
    assert run(tmp_path, "甲").link == "hard link"
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    done = run(tmp_path, "乙")
    assert done.link == "copy"
    assert "副本" in done.notes[0]
    assert not link.is_symlink()
    assert district(link) == "乙"


def test_a_wal_left_beside_the_link_is_moved_aside(tmp_path: Path) -> None:
    run(tmp_path, "甲")
    (tmp_path / "warehouse" / "gouji.duckdb.wal").write_bytes(b"half a change of the old version")
    done = run(tmp_path, "乙")
    assert "已移至" in done.notes[0]
    assert district(tmp_path / "warehouse" / "gouji.duckdb") == "乙"


def test_the_version_is_named_by_its_inputs_in_any_order(tmp_path: Path) -> None:
    day, rows = date(2026, 2, 1), [{"source": "a", "sha256": "1"}, {"source": "b", "sha256": "2"}]
    name = version_name(day, 2025, rows, {"code": "1", "forms": "2"})
    assert name == version_name(day, 2025, rows[::-1], {"forms": "2", "code": "1"})
    assert name.startswith("2026-02-01-")
    assert len(name) == len("2026-02-01-") + 12
    others = [
        version_name(day, 2024, rows, {"code": "1", "forms": "2"}),
        version_name(day, 2025, rows[:1], {"code": "1", "forms": "2"}),
        version_name(day, 2025, rows, {"code": "2", "forms": "2"}),
    ]
    assert len({name, *others}) == 4
    registry = tmp_path / "district.csv"
    registry.write_text("code\n")
    digests = project_digests(registry=[registry])
    assert list(digests) == ["code", "forms", "libraries", "policy", "reader", "registry", "sql"]
    registry.write_text("code,name\n")
    assert project_digests(registry=[registry])["registry"] != digests["registry"]


def test_a_manifest_is_the_same_whatever_order_things_were_found_in(tmp_path: Path) -> None:
    rows = [{"source": "b", "sha256": "2"}, {"source": "a", "sha256": "1", "more": "not kept"}]
    tables = [{"name": "b", "files": []}, {"name": "a", "files": []}]
    digests = set()
    for turn in (1, -1):
        manifest = build_manifest(
            "v", date(2026, 2, 1), None, {2025, 2024}, tables[::turn], rows[::turn], {"b": "1", "a": "2"}
        )
        digests.add(write_manifest(tmp_path, manifest))
    assert len(digests) == 1


def test_a_file_in_use_is_waited_for_and_the_last_word_is_the_first(tmp_path):
    tries = []

    def step(free_at: int) -> None:
        tries.append(1)
        if len(tries) < free_at:
            raise PermissionError(13, "正被使用", str(tmp_path))

    disk.in_time(lambda: step(3), waits=(0, 0))
    assert len(tries) == 3
    tries.clear()
    with pytest.raises(PermissionError, match="正被使用"):
        disk.in_time(lambda: step(9), waits=(0, 0))
