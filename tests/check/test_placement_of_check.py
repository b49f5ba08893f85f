"""The yearly run and a check before publishing place the same documents the same way."""

from datetime import date
from pathlib import Path

import pytest

from gouji.check.check_files import Checked, check_files
from gouji.collect.inbox import archive_batch
from gouji.collect.inbox_files import find_files
from gouji.core.registry import Registry
from gouji.core.registry_file import load_registry
from gouji.core.settings import today
from gouji.load.placement import Placement, place_reports
from gouji.read.stage import merge, stage_documents
from tests.parse import office as o
from tests.parse import writers as w

pytestmark = pytest.mark.slow

LAST = today().year - 1
ROWS = """code,name,kind,first_year,district_code,district_name
990701101000,云溪镇,镇,,990701,青石县
990701102000,白塔街道,街道,,990701,青石县
990701103000,赤岩镇,镇,{first},990701,青石县
990702101000,云溪镇,镇,,990702,碧湖区
"""
CLOUD, PAGODA, ROCK = "990701101000", "990701102000", "990701103000"


def report(agency: str = "", year: int | None = LAST, published: date | None = None, figures: bool = True) -> bytes:
    """A report that says as much of itself as is given."""
    title = f"{agency}{f'{year}年' if year else ''}政府信息公开工作年度报告"
    tables = {code: w.pipe_table(rows) for code, rows in w.printed(w.zeros()).items()} if figures else {}
    body = w.text(tables, title=title).replace("2024年，", f"{year}年，" if year else "")
    return (body + (f"\n发布日期：{published.isoformat()}\n" if published else "")).encode()


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("given")
    documents = {
        # two versions: the date counts, not the name
        "版本/z.txt": report("青石县云溪镇人民政府", published=date(LAST + 1, 1, 5)),
        "版本/a.txt": report("青石县云溪镇人民政府", published=date(LAST + 1, 3, 1)),
        "版本/zz.txt": report("青石县云溪镇人民政府", published=date(LAST + 1, 4, 1), figures=False),
        # a name that stands in the registry twice, and one of neither
        "近名/一.txt": report("云溪镇人民政府", LAST - 1),
        "近名/二.txt": report("碧湖区云溪镇人民政府", LAST - 1),
        "近名/三.txt": report("丁山县云溪镇人民政府", LAST - 1),
        # no agency and no year in the text: by the folder and the name of the file
        f"{LAST - 2}/白塔街道.txt": report("", None),
        # an agency that is not registered; a year that is not owed; no year at all
        "别处/一.txt": report("墨河乡人民政府"),
        "别处/二.txt": report("青石县赤岩镇人民政府", LAST - 8),
        "别处/三.txt": report("青石县赤岩镇人民政府", None),
        # members of an archive, with and without a name of their own
        "各年.zip": o.zipped({
            f"{LAST - 3}/白塔街道.txt": report("", None), "乙.txt": report("青石县白塔街道办事处", LAST - 4),
        }),
    }  # fmt: skip
    for name, content in documents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    path = tmp_path_factory.mktemp("registry") / "registry.csv"
    path.write_text(ROWS.format(first=LAST - 3), encoding="utf-8")
    return load_registry(path)


@pytest.fixture(scope="module")
def run(inbox: Path, registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Placement]:
    home = tmp_path_factory.mktemp("home")
    items = archive_batch(find_files(inbox), inbox, home)
    staged = merge(items, list(stage_documents(home, home / "staged", items)))
    placed = place_reports(staged.found, registry, LAST, LAST)
    names = [f"{f.source}/{f.member}" if f.member else f.source for f in staged.found]
    return dict(zip(names, placed, strict=True))


@pytest.fixture(scope="module")
def checked(inbox: Path, registry: Registry) -> dict[str, Checked]:
    answers, problems = check_files([inbox], registry=registry)
    assert problems == []
    return {Path(answer.source).relative_to(inbox).as_posix(): answer for answer in answers}


def test_the_documents_are_as_awkward_as_they_are_meant_to_be(run: dict[str, Placement]) -> None:
    where = {name: (p.agency_code, p.report_year, p.status) for name, p in run.items()}
    assert where == {
        "版本/z.txt": (CLOUD, LAST, "superseded"),
        "版本/a.txt": (CLOUD, LAST, "current"),
        "版本/zz.txt": (CLOUD, LAST, "superseded"),
        "近名/一.txt": (None, LAST - 1, "unknown_agency"),
        "近名/二.txt": ("990702101000", LAST - 1, "current"),
        "近名/三.txt": (None, LAST - 1, "unknown_agency"),
        f"{LAST - 2}/白塔街道.txt": (PAGODA, LAST - 2, "current"),
        "别处/一.txt": (None, LAST, "unknown_agency"),
        "别处/二.txt": (ROCK, LAST - 8, "year_not_expected"),
        "别处/三.txt": (ROCK, None, "unknown_year"),
        f"各年.zip/{LAST - 3}/白塔街道.txt": (PAGODA, LAST - 3, "current"),
        "各年.zip/乙.txt": (PAGODA, LAST - 4, "current"),
    }


def test_what_the_run_places_is_checked_as_that(run: dict[str, Placement], checked: dict[str, Checked]) -> None:
    assert run.keys() == checked.keys()
    for name, place in run.items():
        answer = checked[name]
        if place.status in ("current", "superseded"):
            assert (answer.agency_code, answer.report_year) == (place.agency_code, place.report_year), name
            assert bool(answer.superseded) == (not place.is_current), name


def test_what_the_run_places_nowhere_is_checked_all_the_same_and_told(
    run: dict[str, Placement], checked: dict[str, Checked]
) -> None:
    nowhere = {name: place for name, place in run.items() if place.status not in ("current", "superseded")}
    for name, place in nowhere.items():
        answer = checked[name]
        assert not answer.superseded
        told = (place.problem or "").partition("（")[0]  # in January the year at hand is not owed, but may be drafted
        assert told
        assert any(warning.startswith(told) for warning in answer.warnings), name
        assert answer.agency_code == place.agency_code or (answer.agency_code or "").startswith("unregistered-")
        assert answer.report_year == place.report_year  # None: a year nobody wrote is not this year
    assert len({checked[name].agency_code for name in nowhere}) == 4  # one name, one agency; three others and 赤岩镇


def test_names_of_folders_above_what_was_given_tell_nothing(tmp_path: Path, registry: Registry) -> None:
    folder = tmp_path / f"白塔街道{LAST - 4}"
    folder.mkdir()
    (folder / "报告.txt").write_bytes(report("", None))
    for given in (folder, folder / "报告.txt"):
        ((answer,), _) = check_files([given], registry=registry)
        assert ((answer.agency_code or "")[:12], answer.report_year) == ("unregistered", None)
