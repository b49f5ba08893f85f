"""Formats that depend on the value of a cell: they are followed where they can hide a figure, and told."""

import struct

import pytest

from gouji.core.model import BLANK, UNREADABLE
from tests.parse import office as o
from tests.parse import writers as w
from tests.parse.drawn_sheets import ods_with
from tests.parse.reading import read, values

NAME = "applications.new.total"

PALE_FONT = '<font><color rgb="FFFFFFFF"/></font>'
CONDITIONS = {
    "zero in white": (0, 'type="cellIs" operator="equal"', "<formula>0</formula>", PALE_FONT, BLANK),
    "zero in white, as a formula": (0, 'type="expression"', "<formula>REF=0</formula>", PALE_FONT, BLANK),
    "not met": (47, 'type="cellIs" operator="equal"', "<formula>0</formula>", PALE_FONT, "47"),
    "between": (47, 'type="cellIs" operator="between"', "<formula>1</formula><formula>50</formula>", PALE_FONT, BLANK),
    "white on red": (
        47, 'type="cellIs" operator="greaterThan"', "<formula>40</formula>",
        f'{PALE_FONT}<fill><patternFill><bgColor rgb="FFFF0000"/></patternFill></fill>', "47",
    ),
    "struck": (47, 'type="cellIs" operator="lessThan"', "<formula>50</formula>", "<font><strike/></font>", BLANK),
    "number format": (
        0, 'type="cellIs" operator="equal"', "<formula>0</formula>", '<numFmt numFmtId="164" formatCode=";;;"/>', BLANK,
    ),
    "not evaluated": (47, 'type="expression"', "<formula>SUM(A1:A9)&gt;3</formula>", PALE_FONT, UNREADABLE),
    "of no matter": (47, 'type="duplicateValues"', "", '<font><color rgb="FFFF0000"/></font>', "47"),
    "bars only": (47, 'type="dataBar"', '<dataBar showValue="0"/>', "", BLANK),
}  # fmt: skip


@pytest.mark.parametrize("kind", list(CONDITIONS))
def test_conditional_formats(kind: str) -> None:
    value, rule, formula, change, seen = CONDITIONS[kind]
    figures = w.numbered() | {NAME: str(value)}
    rows = o.report_rows(figures)
    row, column = w.places(rows)[NAME]
    place = f"{o.letters(column)}{row}"
    condition = (
        f'<conditionalFormatting sqref="{place}"><cfRule {rule} dxfId="0" priority="1">'
        f"{formula.replace('REF', place)}</cfRule></conditionalFormatting></worksheet>"
    )
    sheet = o.sheet_xml(rows).replace("</worksheet>", condition)
    styles = f'<styleSheet xmlns="{o.S}"><cellXfs><xf/><xf/></cellXfs><dxfs><dxf>{change}</dxf></dxfs></styleSheet>'
    found = values(read(o.xlsx({"Sheet1": sheet}, parts={"xl/styles.xml": styles})))
    assert found == figures | {NAME: seen}


PALE_STYLE = (
    '<style:style style:name="pale" style:family="table-cell"><style:text-properties fo:color="#ffffff"/></style:style>'
)


@pytest.mark.parametrize(
    ("value", "asked", "seen"),
    [(0, "cell-content()=0", BLANK), (47, "cell-content()=0", "47"), (47, "cell-content-is-between(1,50)", BLANK),
     (47, "is-true-formula([.A1]&gt;3)", UNREADABLE)],
)  # fmt: skip
def test_conditional_styles_of_ods(value: int, asked: str, seen: str) -> None:
    styles = (
        f'{PALE_STYLE}<style:style style:name="ce9" style:family="table-cell">'
        f'<style:map style:condition="{asked}" style:apply-style-name="pale"/></style:style>'
    )
    assert values(read(ods_with(str(value), "", styles, style="ce9")))[NAME] == seen


@pytest.mark.parametrize(
    ("value", "asked", "seen"), [(0, "=0", BLANK), (47, "&gt;50", "47"), (47, "unique", UNREADABLE)]
)
def test_conditional_formats_of_ods(value: int, asked: str, seen: str) -> None:
    row, column = w.places(o.report_rows(w.numbered()))[NAME]
    place = f"表.{o.letters(column)}{row}"
    behind = (
        f'<calcext:conditional-formats xmlns:calcext="urn:x"><calcext:conditional-format calcext:target-range-address="{place}:{place}">'
        f'<calcext:condition calcext:apply-style-name="pale" calcext:value="{asked}"/></calcext:conditional-format>'
        "</calcext:conditional-formats>"
    )
    assert values(read(ods_with(str(value), "", PALE_STYLE, behind)))[NAME] == seen


def test_conditional_formats_of_xls_are_told() -> None:
    records = o.record(0x1B0, struct.pack("<HHHHHHHHHHH", 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0))
    report = read(o.xls({"Sheet1": o.report_rows(w.numbered())}, records))
    assert [text for text in report.warnings if "条件格式未核对" in text]


def test_conditional_formats_of_excel_2003_are_told() -> None:
    plain = o.excel_2003({"Sheet1": o.report_rows(w.numbered())}).decode()
    said = '<ConditionalFormatting xmlns="urn:schemas-microsoft-com:office:excel"><Range>R9C9</Range></ConditionalFormatting>'
    report = read(plain.replace("</Worksheet>", f"{said}</Worksheet>").encode())
    assert [text for text in report.warnings if "条件格式未核对" in text]
    assert not [text for text in read(plain.encode()).warnings if "条件格式未核对" in text]
