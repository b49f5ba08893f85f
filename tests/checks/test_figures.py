"""The view `figures`: one row a cell of a current report, and what is in doubt with what it should be.

The town has five requests of natural persons, all granted, but prints 9 as its total of 三（七）: the only repair is 5.
Its first version had seven. The district's own report has the same five and is no agency's.
"""

from decimal import Decimal

import duckdb
import pytest

from gouji.check.run import build_rollups
from gouji.load.wide_views import create_wide_views
from tests.checks.district import add_agency, add_report, empty_district, expect_report, judge

HANDLED = "applications.handled_total.total"
FIVE = {
    f"applications.{row}.{column}": 5
    for row in ("new", "granted", "handled_total")
    for column in ("natural_person", "total")
}


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    con = empty_district()
    add_agency(con, "town", name="云溪镇")
    add_agency(con, "own", kind="district", peer_group="区县", name="澜溪区")
    for code in ("town", "own"):
        expect_report(con, code, 2023)
    add_report(con, "town", 2023, cells={"applications.new.total": 7}, current=False)
    add_report(con, "town", 2023, cells=FIVE | {HANDLED: 9, "disclosure.fees.amount": "blank"}, version=2)
    add_report(con, "own", 2023, cells=FIVE)
    judge(con)
    build_rollups(con)
    create_wide_views(con)
    return con


def test_a_figure_has_its_names_and_what_it_should_be(con: duckdb.DuckDBPyConnection) -> None:
    frame = con.sql(f"FROM figures WHERE agency_code = 'town' AND cell = '{HANDLED}'")
    [row] = frame.to_arrow_table().to_pylist()
    assert row["position"] > 0
    del row["position"], row["raw"], row["district_code"], row["division_code"]
    assert row == {
        "agency_code": "town",
        "agency_name": "云溪镇",
        "kind": "镇",
        "peer_group": "镇乡",
        "is_own_report": False,
        "report_year": 2023,
        "form": "2021",
        "report_id": "town-2023-2",
        "cell": HANDLED,
        "table_code": "applications",
        "row_code": "handled_total",
        "column_code": "total",
        "table_label": "收到和处理政府信息公开申请情况",
        "row_label": "三、本年度办理结果 （七）总计",
        "column_label": "总计",
        "table_label_en": "Requests for information received and handled",
        "row_label_en": "Handled in all",
        "column_label_en": "Total",
        "unit": "件",
        "is_total": True,
        "value": Decimal(9),
        "state": "reported",
        "doubtful": True,
        "likeliest": Decimal(5),
    }


def test_every_cell_of_a_current_report_stands_once_and_a_blank_is_not_in_doubt(
    con: duckdb.DuckDBPyConnection,
) -> None:
    counts = con.sql("SELECT report_id, count(*), count(DISTINCT cell) FROM figures GROUP BY ALL ORDER BY ALL")
    cells = con.sql("SELECT count(*) FROM cells WHERE report_id = 'town-2023-2'").fetchall()[0][0]
    assert counts.fetchall() == [("own-2023-1", cells, cells), ("town-2023-2", cells, cells)]
    assert con.sql("SELECT agency_code, cell FROM figures WHERE doubtful").fetchall() == [("town", HANDLED)]
    blank = "SELECT value, state, doubtful, unit FROM figures WHERE cell = 'disclosure.fees.amount'"
    assert con.sql(f"{blank} AND agency_code = 'town'").fetchall() == [(None, "blank", False, "万元")]


def test_the_districts_own_report_is_left_out_of_a_sum(con: duckdb.DuckDBPyConnection) -> None:
    received = "SELECT sum(value) FROM figures WHERE cell = 'applications.new.total'"
    assert con.sql(received).fetchall() == [(10,)]
    assert con.sql(f"{received} AND NOT is_own_report").fetchall() == [(5,)]


def test_a_wide_view_has_whose_it_is_and_whether_one_of_its_figures_is_in_doubt(
    con: duckdb.DuckDBPyConnection,
) -> None:
    keys = "SELECT agency_code, kind, peer_group, form, doubtful"
    town, own = ("town", "镇", "镇乡", "2021"), ("own", "district", "区县", "2021")
    assert con.sql(f"{keys} FROM applications ORDER BY ALL").fetchall() == [(*own, False), (*town, True)]
    assert con.sql(f"{keys} FROM disputes ORDER BY ALL").fetchall() == [(*own, False), (*town, False)]
