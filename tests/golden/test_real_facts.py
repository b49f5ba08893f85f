"""Facts of a real report, listed by reading it; skipped where the report is not to be had. No sentence of it is quoted."""

from pathlib import Path

import pytest

from gouji.core.model import Fact
from gouji.parse.reports import parse

SEED = Path(__file__).parents[3] / "shared" / "reports" / "henghe_2025.txt"


@pytest.fixture(scope="module")
def facts() -> list[Fact]:
    if not SEED.exists():
        pytest.skip(f"{SEED} is not here")
    (report,) = parse(SEED.read_bytes(), SEED.name)
    return report.facts


def test_what_was_published_where_in_which_field(facts: list[Fact]) -> None:
    counted = [f for f in facts if f.kind == "disclosed" and f.value is not None]
    assert [(f.channel, f.field, f.value, f.unit) for f in counted] == [
        ("portal", "", 8, "条"),
        ("portal", "guide", 2, "条"),
        ("portal", "policy_documents", 1, "条"),
        ("portal", "institution", 2, "条"),
        ("portal", "budget", 2, "条"),
        ("portal", "annual_report", 1, "条"),
        ("portal", "grassroots+social_aid+elderly_care+health+subsidies", 95, "条"),
    ]
    total, *parts, apart = counted
    assert {part.part_of for part in parts} == {total.ordinal}
    assert total.parts == "add_up"
    assert apart.part_of is None


def test_guide_organ_corner_equipment_and_the_rest(facts: list[Fact]) -> None:
    there = {(f.kind, f.field, f.value) for f in facts}
    assert ("guide", "guide", 2026) in there
    assert {("equipment", "computer", None), ("equipment", "printer", None), ("corner", "", None)} <= there
    assert {("oversight", "appraisal", None), ("oversight", "inspection", None), ("training", "", None)} <= there
    assert ("system", "vetting", None) in there
    (organ,) = [f for f in facts if f.kind == "organ"]
    assert organ.field == "requests"
    assert organ.label in organ.text
    assert len(organ.label) == 8


def test_nothing_is_unplaced_and_everything_is_traced(facts: list[Fact]) -> None:
    text = SEED.read_text(encoding="utf-8")
    assert not [f for f in facts if "unknown" in (f.kind, f.field)]
    assert all(f.text in text for f in facts)
    assert [f.ordinal for f in facts] == list(range(1, len(facts) + 1))
