"""Whatever file of a home is damaged, the next run publishes the same bytes; the whole matrix: bench/damage.py."""

from pathlib import Path

import pytest

from gouji.demo.district import write_district
from gouji.publish.verify_home import verify_home
from tests.standin.damage import copy_home, damage, published_bytes

SELECTION = (
    (("parquet", "flipped"), ("runs", "cut"), ("archive", "a folder")),
    (("manifest", "cut"), ("log", "cut"), ("inbox index", "flipped")),
    (("readings, notes", "cut"), ("proof", "a folder"), ("pointer", "emptied")),
    (("warehouse", "cut"), ("readings, cells", "emptied"), ("log", "deleted")),
)


@pytest.fixture(scope="module")
def district(run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(inbox, home) of a small published district."""
    inbox, home = tmp_path_factory.mktemp("inbox"), tmp_path_factory.mktemp("home")
    write_district(inbox, agencies=12, years=1, seed=4)
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
