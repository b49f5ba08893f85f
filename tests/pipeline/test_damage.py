"""Whatever file of a home is damaged, the next run publishes the same bytes; the whole matrix: bench/damage.py."""

import shutil
from pathlib import Path

import pytest

from gouji.demo.district import write_district
from gouji.desk.office_settings import set_setting
from gouji.desk.store import Desk
from gouji.publish.restore_files import restore_files
from gouji.publish.verify_home import verify_home
from gouji.publish.versions import latest
from gouji.publish.wholeness import damage_of
from tests.standin.damage import copy_home, damage, published_bytes

SELECTION = (
    (("parquet", "flipped"), ("runs", "cut"), ("archive", "a folder"), ("desk", "emptied")),
    (("manifest", "cut"), ("log", "cut"), ("inbox index", "flipped"), ("desk copy", "cut")),
    (("readings, notes", "cut"), ("proof", "a folder"), ("pointer", "emptied")),
    (("warehouse", "cut"), ("readings, cells", "emptied"), ("log", "deleted"), ("desk", "a folder")),
)


@pytest.fixture(scope="module")
def district(run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(inbox, home) of a small published district."""
    inbox, home = tmp_path_factory.mktemp("inbox"), tmp_path_factory.mktemp("home")
    write_district(inbox, agencies=12, years=1, seed=4)
    set_setting(Desk(home), "张三", "phone", "010-00000000")
    run(inbox, home)
    assert verify_home(home) == []
    return inbox, home


@pytest.mark.parametrize("damages", SELECTION)
def test_the_next_run_heals(district, run, tmp_path: Path, damages: tuple[tuple[str, str], ...]) -> None:
    inbox, home = district
    expected = published_bytes(home)
    copy = copy_home(home, tmp_path / "home")
    for kind, how in damages:
        damage(copy, kind, how)
    assert len(verify_home(copy)) >= len(damages) - 1  # of what only saves time nothing need be said
    run(inbox, copy)
    assert published_bytes(copy) == expected
    assert [p for p in verify_home(copy) if "runs.jsonl" not in p.problem] == []


def test_repair_makes_the_files_of_any_version_again(district, tmp_path: Path) -> None:
    """From the version's own database, byte for byte; where that is damaged too, nothing is put in their place."""
    _, home = district
    expected = published_bytes(home)
    copy = copy_home(home, tmp_path / "home")
    version = copy / "public" / str((latest(copy) or {})["version"])
    (copy / "public" / "latest.json").unlink()  # as far as anybody knows it is an older one
    harmed = sorted(
        [next(version.glob("cells/*.parquet")), *(version / "csv").iterdir(), min(version.glob("papers/*/*.docx"))]
    )
    for path in harmed:
        path.write_bytes(b"x")
    database = copy / "warehouse" / f"{version.name}.duckdb"
    whole = database.read_bytes()
    database.chmod(0o600)
    database.write_bytes(whole[: len(whole) // 2])
    assert restore_files(copy) == []
    assert sorted(damage_of(version, None)) == harmed
    database.write_bytes(whole)
    assert sorted(restore_files(copy)) == harmed
    shutil.copyfile(home / "public" / "latest.json", copy / "public" / "latest.json")
    assert published_bytes(copy) == expected
