"""Which agency and year a report counts for, which version counts, what is owed."""

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from gouji.core.model import FoundReport
from gouji.core.registry import Registry
from gouji.core.registry_file import load_registry
from gouji.load.expected import expected_rows, focus_year
from gouji.load.placement import Origin, Placement, place_reports

ROWS = """code,name,kind,first_year,last_year
500101101000,甲镇,镇,2023,
500101102000,乙水街道,街道,,
500101000000,人民政府,district,,
"""
A, B, GOVERNMENT = "500101101000", "500101102000", "500101000000"


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    path = tmp_path_factory.mktemp("registry") / "registry.csv"
    path.write_text(ROWS, encoding="utf-8")
    return load_registry(path)


def found(
    source: str,
    agency: str | None = "甲镇",
    year: int | None = 2025,
    published: date | None = None,
    cells: int = 200,
    title: str | None = None,
) -> FoundReport:
    return FoundReport(source, source, title, agency, year, published, cells)


def place(registry: Registry, *reports: FoundReport) -> dict[str, Placement]:
    placed = place_reports(list(reports), registry, 2025, 2025)
    assert [p.report_id for p in placed] == [r.report_id for r in reports]  # one each, in the order given
    return {p.report_id: p for p in placed}


def test_one_report_is_current(registry: Registry) -> None:
    assert place(registry, found("a")) == {"a": Placement("a", A, 2025, 1, True, "current", None)}


def test_the_one_published_last_counts_in_whatever_order_they_came(registry: Registry) -> None:
    reports = (
        found("z", published=date(2026, 1, 5)), found("a", published=date(2026, 3, 1)), found("undated"),
    )  # fmt: skip
    for order in permutations(reports):
        placed = place(registry, *order)
        assert {name: (p.version, p.is_current, p.status) for name, p in placed.items()} == {
            "undated": (1, False, "superseded"), "z": (2, False, "superseded"), "a": (3, True, "current"),
        }  # fmt: skip
        assert "3 份" in (placed["z"].problem or "")
        assert "「a」" in (placed["z"].problem or "")


def test_without_dates_the_last_name_counts(registry: Registry) -> None:
    placed = place(registry, found("b.html"), found("a.html"))
    assert placed["b.html"].is_current
    assert not placed["a.html"].is_current


def test_a_page_without_tables_never_replaces_one_with_them(registry: Registry) -> None:
    placed = place(
        registry, found("whole", published=date(2026, 1, 5)), found("broken", published=date(2026, 3, 1), cells=0)
    )
    assert placed["whole"].is_current
    assert placed["broken"].status == "superseded"


def test_years_and_agencies_do_not_mix(registry: Registry) -> None:
    placed = place(registry, found("a25"), found("a24", year=2024), found("b25", agency="乙水街道"))
    assert all(p.is_current and p.version == 1 for p in placed.values())


@pytest.mark.parametrize(
    ("report", "code", "status", "words"),
    [
        (found("x", agency="别处镇"), None, "unknown_agency", "别处镇"),
        (found("x", agency=None), None, "unknown_agency", "登记表"),
        (found("x", year=None), A, "unknown_year", "报告年度"),
        (found("x", year=2022), A, "year_not_expected", "2023—2025"),
        (found("x", year=2026), A, "year_not_expected", "2026"),
    ],
)
def test_what_cannot_be_placed_keeps_its_reason(
    registry: Registry, report: FoundReport, code: str | None, status: str, words: str
) -> None:
    placed = place(registry, report, found("good"))["x"]
    assert (placed.agency_code, placed.version, placed.is_current, placed.status) == (code, None, False, status)
    assert words in (placed.problem or "")
    assert "请" in (placed.problem or "") or "补充" in (placed.problem or "")


def test_the_file_s_name_tells_what_the_text_does_not(registry: Registry) -> None:
    for source in ("2025/乙水街道.html", "2025\\乙水街道.html", "万州区乙水街道办事处.txt", "乙水街道"):
        assert place(registry, found(source, agency=None))[source].agency_code == B
    assert place(registry, found("乙水街道.html"))["乙水街道.html"].agency_code == A  # the text goes first


def test_owed_and_due(registry: Registry) -> None:
    rows = expected_rows(registry, 2025, 2025, date(2026, 2, 1))
    assert [(r["agency_code"], r["report_year"], r["deadline"], r["is_due"]) for r in rows] == [
        (A, 2023, date(2024, 1, 31), True),
        (A, 2024, date(2025, 1, 31), True),
        (A, 2025, date(2026, 1, 31), True),
        (B, 2025, date(2026, 1, 31), True),
        (GOVERNMENT, 2025, date(2026, 3, 31), False),
    ]
    on_the_day = expected_rows(registry, 2025, 2025, date(2026, 1, 31))
    assert not on_the_day[-2]["is_due"]  # the last day is still in time


@pytest.mark.parametrize(
    ("as_of", "years", "focus"),
    [
        (date(2026, 1, 10), [], 2025),  # January: nothing yet
        (date(2026, 1, 10), [2024, 2023], 2025),  # the deadlines of 2025 still run
        (date(2026, 3, 31), [2024], 2025),  # the district's own is still open
        (date(2026, 4, 1), [2024, 2023], 2024),  # over, and only older ones came in
        (date(2026, 4, 1), [2024, 2025], 2025),
        (date(2026, 11, 1), [2026, 2027], 2025),  # a year that cannot be reported on yet
        (date(2026, 11, 1), [], 2025),
    ],
)
def test_the_year_in_focus(registry: Registry, as_of: date, years: list[int], focus: int) -> None:
    reports = [found(str(year), year=year) for year in years] + [found("none", year=None)]
    assert focus_year(registry, reports, as_of) == focus


def test_the_focus_is_not_after_the_last_year_anyone_owes(tmp_path: Path) -> None:
    path = tmp_path / "registry.csv"
    path.write_text(
        "code,name,kind,last_year\n500101101000,甲镇,镇,2022\n500101102000,乙镇,镇,2023\n", encoding="utf-8"
    )
    closed = load_registry(path)
    assert focus_year(closed, [], date(2026, 5, 1)) == 2023


def test_names_of_folders_and_the_source_tell_the_agency_where_the_document_does_not(registry: Registry) -> None:
    placed = place(
        registry,
        found("2025/甲镇/报告.docx", agency=None, year=None),
        found("2024/乙水街道.docx", agency=None, year=None),
    )
    assert [(p.agency_code, p.report_year) for p in placed.values()] == [(A, 2025), (B, 2024)]
    reports = [
        found("http://www.example.invalid/nb/1.html", agency=None, title=None),
        found("http://www.example.invalid/nb/2.html", agency="丙县丁镇"),
    ]
    origins = {report.report_id: Origin(A, date(2026, 1, 5)) for report in reports}
    nameless, other = place_reports(reports, registry, 2025, 2025, origins)
    assert nameless.agency_code == A
    assert (other.agency_code, other.status) == (None, "unknown_agency")  # it names another: not guessed


def test_what_an_address_shows_now_counts_whatever_date_it_bears(registry: Registry) -> None:
    reports = [found(str(n), published=day) for n, day in enumerate((date(2026, 1, 20), date(2026, 1, 13), None))]
    origins = {
        "0": Origin(A, date(2026, 1, 21), 1, in_force=False),
        "1": Origin(A, date(2026, 1, 25), 2),
        "2": Origin(A, date(2026, 1, 24), 1),
    }
    placed = {p.report_id: p for p in place_reports(reports, registry, 2025, 2025, origins)}
    assert {name: (p.version, p.is_current) for name, p in placed.items()} == {
        "0": (1, False), "2": (2, False), "1": (3, True),
    }  # fmt: skip


def test_without_a_first_year_earlier_reports_serve_for_comparison(registry: Registry) -> None:
    placed = place(registry, found("x", agency="乙水街道", year=2022), found("y", agency="乙水街道", year=2027))
    assert (placed["x"].agency_code, placed["x"].status) == (B, "current")
    assert placed["y"].status == "year_not_expected"


def test_who_speaks_in_the_text_is_asked_last(registry: Registry) -> None:
    """Behind the names of file and folders, and behind the agency it was collected for."""
    untitled = found("a", agency=None)._replace(speaker="甲镇")
    assert place(registry, untitled)["a"].agency_code == A
    (named,) = place_reports([untitled._replace(source="乙水街道/a.pdf")], registry, 2025, 2025)
    assert named.agency_code == B
    (collected,) = place_reports([untitled], registry, 2025, 2025, {"a": Origin(agency_code=B)})
    assert collected.agency_code == B
    stranger = place(registry, untitled._replace(speaker="丙乡"))["a"]
    assert (stranger.agency_code, stranger.status) == (None, "unknown_agency")
    assert "「丙乡」不在登记表中" in (stranger.problem or "")


def test_a_report_follows_renamings_and_ends_with_its_organ(tmp_path: Path) -> None:
    path = tmp_path / "registry.csv"
    names = ("甲委", "甲局", "乙镇", "丙镇", "丁镇")
    rows = [f"50010110{i}000,{name},{'镇' if name.endswith('镇') else '部门'}" for i, name in enumerate(names)]
    path.write_text("code,name,kind\n" + "\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "changes.csv").write_text(
        "from,to,kind,day\n甲委,甲局,renamed,2024-07-01\n乙镇,丁镇,merged,2024-07-01\n丙镇,丁镇,merged,2024-07-01\n",
        encoding="utf-8",
    )
    registry = load_registry(path)
    code = {agency.name: agency.code for agency in registry.agencies}

    def placed(name: str, year: int) -> Placement:
        return place(registry, found(f"{name}{year}", agency=name, title=None, year=year))[f"{name}{year}"]

    assert placed("甲委", 2024).agency_code == placed("甲局", 2024).agency_code == code["甲局"]
    assert placed("甲委", 2023).agency_code == placed("甲局", 2023).agency_code == code["甲委"]
    assert placed("乙镇", 2023).is_current
    late = placed("乙镇", 2024)
    assert (late.status, late.agency_code) == ("year_not_expected", code["乙镇"])
    assert "已于2024年7月1日合并，该年度由重庆市万州区丁镇人民政府报告" in (late.problem or "")
    early = placed("丁镇", 2023)
    assert early.status == "year_not_expected"
    assert "此前由重庆市万州区乙镇人民政府、重庆市万州区丙镇人民政府报告" in (early.problem or "")
    owed = [(r["agency_code"], r["report_year"]) for r in expected_rows(registry, 2024, 2024, date(2025, 2, 1))]
    assert owed == [(code["甲局"], 2024), (code["丁镇"], 2024)]
