"""The empty warehouse is made once, kept beside the bytecode, and made again when it does not fit or is not whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gouji.check import new_warehouse as module
from gouji.check.new_warehouse import new_warehouse
from gouji.check.rules import RuleError, read_rules
from gouji.check.run import check_columns


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where it is kept in these tests: never the one that all others use."""
    monkeypatch.setattr(module, "cache_from_source", lambda _source: str(tmp_path / "new_warehouse.pyc"))
    module._empty.cache_clear()
    yield tmp_path
    module._empty.cache_clear()


def made(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """A list that grows with each warehouse that is made from its statements."""
    times: list[bool] = []
    build = module.build_views

    def counted(con: object, *, for_reading: bool) -> None:
        times.append(for_reading)
        build(con, for_reading=for_reading)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "build_views", counted)
    return times


def tables() -> int:
    module._empty.cache_clear()  # as another process
    with new_warehouse(for_reading=False) as con:
        (count,) = con.execute("SELECT count(*) FROM forms").fetchall()[0]
    return int(count)


def test_the_second_process_makes_none(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    times = made(monkeypatch)
    assert tables() == tables() > 0
    assert times == [False]
    assert [file.name.rpartition("-")[0] for file in folder.iterdir()] == ["empty-checking"]


@pytest.mark.parametrize("harm", ["cut", "a bit", "empty", "folder"])
def test_one_that_is_not_whole_is_made_again(harm: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    count = tables()
    (kept,) = folder.iterdir()
    data = kept.read_bytes()
    if harm == "folder":
        kept.unlink()
        kept.mkdir()
    else:
        middle = len(data) // 2
        flipped = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
        kept.write_bytes({"cut": data[:-100], "a bit": flipped, "empty": b""}[harm])
    times = made(monkeypatch)
    assert tables() == tables() == count
    assert times == [False]
    assert kept.is_file()


def test_an_edit_makes_another_and_leaves_one(monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "sources" / "view.sql"
    source.parent.mkdir()
    source.write_text("SELECT 1", encoding="utf-8")
    monkeypatch.setattr(module, "_SOURCES", [*module._SOURCES, source.parent])
    times = made(monkeypatch)
    tables()
    source.write_text("SELECT 22", encoding="utf-8")
    tables()
    assert times == [False, False]
    assert len([file for file in folder.iterdir() if file.is_file()]) == 1


def test_where_nothing_may_be_written_it_is_made_each_time(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(module, "write_whole", refused)
    times = made(monkeypatch)
    assert tables() == tables() > 0
    assert times == [False, False]
    assert not list(folder.iterdir())


def test_forms_of_an_office_are_not_kept(monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path) -> None:
    more = tmp_path / "more"
    more.mkdir()
    monkeypatch.setenv("GOUJI_FORMS", str(more))
    tables()
    assert list(folder.iterdir()) == [more]


def test_a_run_s_is_made_only_where_every_check_has_the_columns_of_a_finding(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    seen: list[str] = []

    def look(con: object, rule: object) -> None:
        seen.append(rule.id)  # type: ignore[attr-defined]
        check_columns(con, rule)  # type: ignore[arg-type]
        if len(seen) == len(read_rules()):
            raise RuleError("sql/checks/x.sql")

    monkeypatch.setattr(module, "check_columns", look)
    with pytest.raises(RuleError, match=r"x\.sql"):
        new_warehouse()
    assert seen == [rule.id for rule in read_rules()]
    assert not list(folder.iterdir())
