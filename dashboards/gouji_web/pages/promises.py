"""承诺事项, a view of 数据: what a district's agencies promise most, by matter, and what became of it."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from gouji_web.core.files import XLSX, attachment, workbook
from gouji_web.core.listing import Column
from gouji_web.core.promises import last_years, matters_of, of_matter
from gouji_web.core.selection import Looked, Selection

router = APIRouter()

_COLUMNS = (
    Column("agency", "单位"), Column("peer_group", "组别"), Column("problem", "上年说的问题"), Column("measure", "上年的改进措施"),
    Column("became", "今年"), Column("answer", "今年报告里的做法"), Column("promised_again", "今年再提的措施"), Column("matters", "事项"),
)  # fmt: skip


def view(request: Request, selection: Selection) -> dict[str, Any]:
    """What agencies promise, by matter; `matter` of the address: whose measures are listed."""
    matters = matters_of(selection)
    matter = next((row for row in matters if row["matter"] == request.query_params.get("matter")), None)
    return {
        "matters": matters,
        "matter": matter,
        "most": max((row["agencies"] for row in matters), default=0),
        "measures": of_matter(selection, matter["matter"]) if matter else [],
    }


@router.get("/figures/promises.xlsx")
def as_workbook(selection: Looked) -> Response:
    """Last year's measures of all agencies with what this year's reports say of each, one a row."""
    book = workbook({"承诺": (_COLUMNS, last_years(selection))})
    return attachment(book, f"{selection.district_name}{selection.year}年度承诺对照.xlsx", XLSX)
