"""Files that a page gives away."""

import io
from datetime import date
from decimal import Decimal

from python_calamine import CalamineWorkbook

from gouji_web.core.files import attachment, workbook
from gouji_web.core.listing import Column


def test_a_name_that_is_hostile_or_chinese_is_one_header() -> None:
    header = attachment(b"", '../催报函"\r\nX-Evil: 1').headers["content-disposition"]
    assert header == "attachment; filename*=UTF-8''-%E5%82%AC%E6%8A%A5%E5%87%BD--X-Evil-%201"


def test_numbers_stay_numbers_and_text_that_looks_like_a_formula_stays_text() -> None:
    columns = [Column("name", "单位"), Column("value", "数", "number"), Column("day", "日期")]
    rows = [
        {"name": "=1+1", "value": Decimal("2.50"), "day": date(2026, 1, 31)},
        {"name": "http://甲.example", "value": None, "day": None},
    ]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(workbook({"甲/乙[1]": (columns, rows)}))).get_sheet_by_index(0)
    assert sheet.name == "甲-乙-1-"
    assert sheet.to_python() == [
        ["单位", "数", "日期"],
        ["=1+1", 2.5, date(2026, 1, 31)],
        ["http://甲.example", "", ""],
    ]
