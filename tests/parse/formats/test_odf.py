"""OpenDocument: every cell, and what a document says elsewhere than in its running text."""

import pytest

from gouji.core.model import BLANK, REPORTED, UNREADABLE, Report, UnreadableDocument
from gouji.parse import format_registry
from gouji.parse.files.macros import NOTE
from gouji.parse.formats import word_rows
from gouji.parse.reports import parse
from tests.parse import office as o
from tests.parse import writers as w

FORMS = ("2021", "2019")


def tables(form: str = "2021") -> dict[str, str]:
    return {code: o.odf_table(rows) for code, rows in w.printed(w.numbered(form), form).items()}


def as_odt(body: str, **more: str) -> bytes:
    return o.odf("text", body, **more)


def as_ods(figures: dict[str, str], form: str = "2021") -> bytes:
    return o.odf("spreadsheet", o.odf_table(o.report_rows(figures, form)))


def expect_numbered(data: bytes, form: str = "2021") -> Report:
    (report,) = parse(data)
    assert {c.cell: str(c.value) if c.state == REPORTED else None for c in report.cells} == w.numbered(form)
    assert report.warnings == []
    assert (report.agency, report.report_year, len(report.sections)) == (w.AGENCY, 2024, 6)
    return report


@pytest.mark.parametrize("form", FORMS)
def test_every_cell_of_a_text_in_its_place(form: str) -> None:
    report = expect_numbered(as_odt(o.odt_body(tables(form))), form)
    assert report.media_type == format_registry.ODT
    cells = {c.cell: c for c in report.cells}
    for index, rows in enumerate(w.printed(w.numbered(form), form).values(), 1):
        for name, (row, column) in w.places(rows).items():
            assert (cells[name].table, cells[name].row, cells[name].column) == (index, row, column), name


@pytest.mark.parametrize("form", FORMS)
def test_every_cell_of_a_spreadsheet(form: str) -> None:
    assert expect_numbered(as_ods(w.numbered(form), form), form).media_type == format_registry.ODS


def test_lists_sections_and_frames() -> None:
    listed = o.odt_body(tables()).replace("<text:p>", "<text:list><text:list-item><text:p>")
    listed = listed.replace("</text:p>", "</text:p></text:list-item></text:list>")
    expect_numbered(as_odt(f"<text:section>{listed}</text:section>"))
    frame = "<text:p><draw:frame><draw:text-box>{}</draw:text-box></draw:frame></text:p>"
    expect_numbered(as_odt(o.odt_body({code: frame.format(table) for code, table in tables().items()})))
    expect_numbered(as_odt(o.odf_table([[w.Td("框")]]).replace("<text:p>框</text:p>", o.odt_body(tables()))))


def test_deleted_text_notes_and_spaces() -> None:
    body = o.odt_body(tables()).replace(
        ">101<", ">1<text:span>0</text:span><text:note><text:p>9</text:p></text:note>1<"
    )
    deleted = "<text:tracked-changes><text:p>行政许可 7</text:p></text:tracked-changes>"
    expect_numbered(as_odt(deleted + body))
    report = parse(as_odt(o.odt_body(tables()).replace(">101<", "> 10<text:s/>1<")))[0]
    assert next((c.state, c.raw) for c in report.cells if c.cell == w.names()[1]) == (UNREADABLE, "10 1")


@pytest.mark.parametrize(
    ("formula", "raw"),
    [
        ('table:formula="of:=SUM([.A1:.B2])">', "of:=SUM([.A1:.B2])"),
        ('table:formula="of:=1/0" office:value-type="string"><text:p>#DIV/0!</text:p>', "#DIV/0!"),
    ],
)
def test_formulas_without_result_and_errors(formula: str, raw: str) -> None:
    name = "applications.new.total"
    text = w.numbered()[name]
    sheet = o.odf_table(o.report_rows(w.numbered()))
    value = f'office:value-type="float" office:value="{text}"><text:p>{text}</text:p>'
    assert value in sheet
    (report,) = parse(o.odf("spreadsheet", sheet.replace(value, formula)))
    assert next((c.state, c.raw) for c in report.cells if c.cell == name) == (UNREADABLE, raw)


def test_hidden_rows_are_not_read_and_told() -> None:
    hidden = (
        '<table:table-row table:visibility="collapse"><table:table-cell office:value-type="string"><text:p>行政许可'
    )
    hidden += (
        '</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="7"/></table:table-row>'
    )
    sheet = o.odf_table(o.report_rows(w.numbered())).replace("<table:table-row>", f"{hidden}<table:table-row>", 1)
    (report,) = parse(o.odf("spreadsheet", sheet))
    assert {c.cell: str(c.value) for c in report.cells} == w.numbered()
    assert ["隐藏的行（1）" in warning for warning in report.warnings] == [True]


def test_blanks_stay_blank() -> None:
    empty = set(w.names()[::7])
    figures = {name: "" if name in empty else text for name, text in w.numbered().items()}
    texts = {code: o.odf_table(rows) for code, rows in w.printed(figures).items()}
    for data in (as_odt(o.odt_body(texts)), as_ods(figures)):
        assert {c.cell for c in parse(data)[0].cells if c.state == BLANK} == empty


def test_what_would_do_harm_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableDocument, match="已加密"):
        parse(as_odt("", **{"META-INF__manifest.xml": "<m><encryption-data/></m>"}))
    many = (
        '<table:table><table:table-row table:number-rows-repeated="900000"><table:table-cell office:value-type="float" '
    )
    many += 'office:value="1" table:number-columns-repeated="16000"/></table:table-row></table:table>'
    with pytest.raises(UnreadableDocument, match="上限"):
        parse(o.odf("spreadsheet", many))
    monkeypatch.setattr(word_rows, "MAX_CELLS", 5_000)
    repeated = many.replace("/></table:table-row>", "><text:p>1</text:p></table:table-cell></table:table-row>")
    with pytest.raises(UnreadableDocument, match="单元格超过"):
        parse(as_odt(repeated))
    with pytest.raises(UnreadableDocument, match="不是完整的 OpenDocument"):
        parse(o.zipped({"mimetype": format_registry.ODT, "META-INF/manifest.xml": "<x/>"}))


def test_macros_are_said() -> None:
    assert parse(as_odt(o.odt_body(tables()), **{"Basic__script-lc.xml": "<x/>"}))[0].warnings == [NOTE]
