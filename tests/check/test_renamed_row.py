"""A row over the years: known by its code, not by its label (data/forms/2021.toml, `was`)."""

from pathlib import Path

import pytest

from tests.checks.district import add_agency, add_report, empty_district

FORM = """
extends = "2021"
code = "2030"
name = "2030 年格式"
basis = "某办函〔2030〕1号"
first_year = 2030

[[tables]]
code = "applications"
rows = [{ %s }]
"""


@pytest.mark.parametrize(
    ("row", "in_chain"),
    [
        ('code = "carried_in", label = "二、上年未办结"', True),
        ('code = "brought_over", was = "carried_in", label = "二、上年未办结"', True),
        ('code = "carried_out", label = "四、转下年办理"', True),
        ('code = "left_over", was = "carried_out", label = "四、转下年办理"', False),
    ],
)
def test_last_years_figure_is_found_by_its_code(
    row: str, in_chain: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "2030.toml").write_text(FORM % row, encoding="utf-8")
    monkeypatch.setenv("GOUJI_FORMS", str(tmp_path))
    con = empty_district()
    add_agency(con, "1001")
    add_report(con, "1001", 2029, cells={"applications.carried_out.total": 4})
    add_report(con, "1001", 2030, form="2030")
    found = con.execute(
        "SELECT outcome FROM broken_identities WHERE report_year = 2030 AND rule = 'carried_chain'"
    ).fetchall()
    assert found == [("fail",)] * in_chain
