"""The sums of the statistics table of 2014 to 2018 in the warehouse; later forms ask nothing of it."""

from gouji.core.forms import load_forms
from tests.checks.district import add_agency, add_report, empty_district


def test_a_nested_total_that_is_not_its_parts_is_a_broken_identity() -> None:
    con = empty_district()
    add_agency(con, "1001")
    changed = {"statistics.received.count": 7, "statistics.received_online.count": 6, "statistics.staff.count": 0}
    add_report(con, "1001", 2016, form="2014", cells=changed, sections=())
    found = con.execute("SELECT rule, outcome, left_range, right_range FROM broken_identities").fetchall()
    assert found == [("nested_total", "fail", "7", "6")]


def test_no_section_or_table_of_another_form_is_missed() -> None:
    con = empty_district()
    add_agency(con, "1001")
    add_report(con, "1001", 2016, form="2014", sections=())
    assert con.execute("SELECT count(*) FROM report_tables").fetchall() == [(0,)]
    assert con.execute("SELECT count(*) FROM form_sections WHERE form = '2014'").fetchall() == [(0,)]
    ends = {form.code: form.last_year for form in load_forms().values()}
    assert ends["2014"] == 2018
