"""OpenDocument text: a cell says what the page shows, whatever else the file holds for it."""

from collections.abc import Callable, Mapping

import pytest

from gouji.core.model import BLANK, UNREADABLE
from gouji.parse.document import Grid
from gouji.parse.formats.odt import read_flat_odt
from gouji.parse.reports import parse
from tests.parse import office as o
from tests.parse import writers as w
from tests.parse.reading import values

Inner = Callable[[str], str]

SPACES = {
    "office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style",
    "fo": "xsl-fo-compatible", "form": "form", "loext": "loext", "field": "field",
}  # fmt: skip
DECLARED = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{s}:1.0"' for n, s in SPACES.items())


def style(name: str, properties: str, parent: str = "", family: str = "text") -> str:
    base = f' style:parent-style-name="{parent}"' if parent else ""
    return f'<style:style style:name="{name}" style:family="{family}"{base}>{properties}</style:style>'


def text(name: str, attributes: str, parent: str = "") -> str:
    return style(name, f"<style:text-properties {attributes}/>", parent)


def cell(name: str, colour: str) -> str:
    return style(name, f'<style:table-cell-properties fo:background-color="{colour}"/>', family="table-cell")


STRUCK = 'style:text-line-through-style="solid" style:text-line-through-type="{}"'
STYLES = "".join(
    [
        '<style:default-style style:family="paragraph"><style:text-properties fo:font-size="10.5pt"/></style:default-style>',
        text("Hidden", 'text:display="none"'),
        text("HiddenToo", 'fo:font-size="9pt"', "Hidden"),
        text("Seen", 'text:display="true"', "HiddenToo"),
        text("Struck", STRUCK.format("single")),
        text("StruckTwice", STRUCK.format("double")),
        text("NotStruck", 'style:text-line-through-style="none" style:text-line-through-type="none"', "Struck"),
        text("White", 'fo:color="#ffffff"'),
        text("NearlyWhite", 'fo:color="#fdfdfd"'),
        text("Automatic", 'style:use-window-font-color="true"', "White"),
        text("Blue", 'fo:color="#1f3864"'),
        text("OnYellow", 'fo:color="#ffff00" fo:background-color="#ffff00"'),
        text("WhiteOnBlue", 'fo:color="#ffffff" fo:background-color="#1f3864"'),
        text("Speck", 'fo:font-size="1pt"'),
        text("Super", 'style:text-position="super 58%"'),
        text("Sub", 'style:text-position="sub 58%"'),
        text("Up", 'style:text-position="33% 66%"'),
        text("Level", 'style:text-position="-10% 100%"'),
        style("HiddenLine", '<style:text-properties text:display="none"/>', family="paragraph"),
        style("HiddenLineToo", "<style:paragraph-properties/>", "HiddenLine", "paragraph"),
        style("OnBlue", '<style:paragraph-properties fo:background-color="#1f3864"/>', family="paragraph"),
        cell("BlueCell", "#1f3864"),
        cell("ClearCell", "transparent"),
        style("BlueRow", '<style:table-row-properties fo:background-color="#1f3864"/>', family="table-row"),
        style("BlueBox", '<style:graphic-properties draw:fill="solid" draw:fill-color="#1f3864"/>', family="graphic"),
        style("GradientBox", '<style:graphic-properties draw:fill="gradient"/>', family="graphic"),
        style("HiddenTable", '<style:table-properties table:display="false"/>', family="table"),
    ]
)  # fmt: skip
CHANGES = (
    '<text:tracked-changes><text:changed-region text:id="d1"><text:deletion/></text:changed-region>'
    '<text:changed-region text:id="i1"><text:insertion/></text:changed-region></text:tracked-changes>'
)
FORMS = (
    '<office:forms><form:form><form:text form:id="c1" form:current-value="{0}" form:value="9"/>'
    '<form:listbox form:id="c2"><form:option form:label="9" form:selected="true"/>'
    '<form:option form:label="{0}" form:current-selected="true"/></form:listbox>'
    '<form:combobox form:id="c3" form:value="{0}"/><form:button form:id="c4" form:label="9"/></form:form></office:forms>'
)


def span(name: str, inner: str) -> str:
    return f'<text:span text:style-name="{name}">{inner}</text:span>'


def before(name: str, inner: str = "9") -> Inner:
    """Text of a style, then the figure."""
    return lambda t: span(name, inner) + t


def changed(mark: str, inner: str) -> str:
    return f'<text:change-start text:change-id="{mark}"/>{inner}<text:change-end text:change-id="{mark}"/>'


def drop_down(chosen: int, inner: str | None = None) -> Inner:
    def made(t: str) -> str:
        labels = "".join(
            f'<text:label text:value="{each}"{CHOSEN if at == chosen else ""}/>'
            for at, each in enumerate(("0", t, "7"))
        )
        return f"<text:drop-down>{labels}{t if inner is None else inner}</text:drop-down>"

    return made


CHOSEN = ' text:current-selected="true"'


def mark(kind: str, *params: tuple[str, str]) -> str:
    said = "".join(f'<field:param field:name="{name}" field:value="{value}"/>' for name, value in params)
    return f'<field:fieldmark field:type="vnd.oasis.opendocument.field.{kind}">{said}</field:fieldmark>'


def marked_list(t: str) -> str:
    entries = [("Dropdown_ListEntry", each) for each in ("0", t)]
    return mark("FORMDROPDOWN", *entries, ("Dropdown_Selected", "1"))


SHOWN: Mapping[str, Inner] = {
    "hidden": before("Hidden"),
    "hidden by a style's base": before("HiddenToo"),
    "a style that shows again": lambda t: span("Seen", t) + span("Hidden", "9"),
    "shown within hidden": lambda t: span("Hidden", f"9{span('Seen', t)}9"),
    "struck": before("Struck"),
    "struck twice": before("StruckTwice"),
    "struck, then not": lambda t: span("Struck", "9") + span("NotStruck", t),
    "white": before("White"),
    "nearly white": before("NearlyWhite"),
    "white, then automatic": lambda t: span("White", "9") + span("Automatic", t),
    "in the colour of its ground": before("OnYellow"),
    "white on blue is seen": lambda t: span("WhiteOnBlue", t),
    "one point": before("Speck"),
    "a raised mark": lambda t: t + span("Super", "1"),
    "a lowered mark": lambda t: t + span("Sub", "2"),
    "raised by a share": lambda t: t + span("Up", "3"),
    "levelled by a point is no mark": lambda t: t[:1] + span("Level", t[1:]),
    "raised as a whole": lambda t: span("Super", t),
    "deleted in its place": lambda t: changed("d1", "9") + changed("i1", t),
    "a note": lambda t: f"{t}<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>9</text:p></text:note-body></text:note>",
    "a comment": lambda t: f"{t}<office:annotation><text:p>9</text:p></office:annotation>",
    "hidden text of a field": lambda t: f'<text:hidden-text text:is-hidden="true">9</text:hidden-text>{t}',
    "text of a field that is shown": lambda t: f'<text:hidden-text text:is-hidden="false">{t}</text:hidden-text>',
    "a variable that is not shown": lambda t: f'<text:variable-set text:display="none">9</text:variable-set>{t}',
    "a drop-down": drop_down(1),
    "a drop-down with a stale text": drop_down(1, "9"),
    "a drop-down that marks none": drop_down(-1),
    "a text field": lambda t: f"<text:text-input>{t}</text:text-input>",
    "a drop-down out of Word": marked_list,
    "a text field out of Word": lambda t: f"<field:fieldmark-start/><field:fieldmark-separator/>{t}<field:fieldmark-end/>",
    "a list control": lambda t: f'<loext:content-control><loext:list-item loext:value="9"/>{t}</loext:content-control>',
}  # fmt: skip


def fodt(body: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document{DECLARED} office:mimetype='
        f'"application/vnd.oasis.opendocument.text"><office:styles>{STYLES}</office:styles><office:body>'
        f"<office:text>{CHANGES}{body}</office:text></office:body></office:document>"
    ).encode()


def odt(body: str) -> bytes:
    """Packed, its named styles in a part of their own."""
    sheet = f"<office:document-styles{DECLARED}><office:styles>{STYLES}</office:styles></office:document-styles>"
    content = (
        f"<office:document-content{DECLARED}><office:body><office:text>{CHANGES}{body}</office:text></office:body>"
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    return o.zipped({"mimetype": kind, "content.xml": content, "styles.xml": sheet})


def body(inner: Inner) -> str:
    made = {}
    for code, rows in w.printed(w.numbered()).items():
        table = o.odf_table(rows)
        for text_ in sorted({td.text for row in rows for td in row if td.text}, key=len, reverse=True):
            table = table.replace(f"<text:p>{text_}</text:p>", f"<text:p >{inner(text_)}</text:p>")
        made[code] = table
    return o.odt_body(made)


@pytest.mark.parametrize("packed", [False, True], ids=["flat", "packed"])
@pytest.mark.parametrize("kind", SHOWN)
def test_odt(kind: str, packed: bool) -> None:
    (report,) = parse((odt if packed else fodt)(body(SHOWN[kind])))
    assert values(report) == w.numbered()


def one_cell(content: str, more: str = "", row: str = "", before_table: str = "") -> str:
    """What the first cell of a table says; `content` is paragraphs."""
    cells = (
        f"<table:table-cell {more}>{content}</table:table-cell><table:table-cell><text:p>2</text:p></table:table-cell>"
    )
    made = f"{before_table}<table:table><table:table-row {row}>{cells}</table:table-row></table:table>"
    return next(block for block in read_flat_odt(fodt(made)).blocks if isinstance(block, Grid)).rows[0][0].text


def p(inner: str, name: str = "") -> str:
    return f'<text:p text:style-name="{name}">{inner}</text:p>'


BLUE_CELL, BLUE_ROW = 'table:style-name="BlueCell"', 'table:style-name="BlueRow"'


def test_text_on_the_ground_of_its_cell_row_or_paragraph() -> None:
    both = span("Blue", "9") + span("White", "47")
    assert one_cell(p(both), BLUE_CELL) == "47"
    assert one_cell(p(both), row=BLUE_ROW) == "47"
    assert one_cell(p(both, "OnBlue")) == "47"
    assert one_cell(p(span("White", "9") + span("Blue", "47")), 'table:style-name="ClearCell"') == "47"


def test_styles_of_paragraphs_hide() -> None:
    assert one_cell(p("9", "HiddenLineToo") + p("47")) == "47"
    assert one_cell(p(f"9{span('Seen', '47')}", "HiddenLine")) == "47"


def test_paragraphs_whose_end_was_deleted_are_one() -> None:
    opened, closed = '<text:change-start text:change-id="d1"/>', '<text:change-end text:change-id="d1"/>'
    assert one_cell(p(f"4{opened}9") + p(f"9{closed}7")) == "47"
    assert one_cell(p(f"47{opened}9") + p(f"9{closed}")) == "47"


def test_a_deletion_without_end_hides_nothing() -> None:
    assert one_cell(p('<text:change-start text:change-id="d1"/>47')) == "47"


def test_hidden_sections_paragraphs_and_tables() -> None:
    hidden = '<text:section text:display="none"><text:p>一</text:p></text:section>'
    hidden += '<text:section text:display="condition" text:is-hidden="true"><text:p>二</text:p></text:section>'
    hidden += '<text:p><text:hidden-paragraph text:is-hidden="true"/>三</text:p>'
    table = '<table:table table:style-name="{}"><table:table-row><table:table-cell><text:p>四</text:p></table:table-cell></table:table-row></table:table>'
    assert read_flat_odt(fodt(hidden + table.format("HiddenTable") + "<text:p>五</text:p>")).blocks == ["五"]
    shown = '<text:p><text:hidden-paragraph text:is-hidden="false"/>三</text:p>'
    assert read_flat_odt(fodt(shown)).blocks == ["三"]
    assert len(read_flat_odt(fodt(table.format(""))).blocks) == 1


@pytest.mark.parametrize(("name", "seen"), [("BlueBox", ["白字"]), ("GradientBox", ["白字"]), ("", [])])
def test_white_text_in_a_box(name: str, seen: list[str]) -> None:
    box = f"<draw:text-box>{p(span('White', '白字'))}</draw:text-box>"
    assert read_flat_odt(fodt(p(f'<draw:frame draw:style-name="{name}">{box}</draw:frame>'))).blocks == seen


@pytest.mark.parametrize("control", ["c1", "c2", "c3"])
def test_controls_of_forms_show_their_value(control: str) -> None:
    shown = p(f'<draw:control draw:control="{control}"/>')
    assert one_cell(shown, before_table=FORMS.format("47")) == "47"
    assert one_cell(p('<draw:control draw:control="c4"/>'), before_table=FORMS.format("47")) == ""


@pytest.mark.parametrize(("checked", "seen"), [("true", "☑"), ("false", "☐")])
def test_a_check_box_out_of_word(checked: str, seen: str) -> None:
    assert one_cell(p(mark("FORMCHECKBOX", ("Checkbox_Checked", checked)))) == seen


@pytest.mark.parametrize(
    ("inner", "state"),
    [
        ("<text:placeholder>&lt;填数&gt;</text:placeholder>", BLANK),
        ('<loext:content-control loext:showing-place-holder="true">选择一项</loext:content-control>', BLANK),
        (mark("FORMDROPDOWN", ("Dropdown_ListEntry", "0"), ("Dropdown_Selected", "4")), UNREADABLE),
    ],
    ids=["a prompt", "the prompt of a control", "a choice that is not in the list"],
)
def test_what_is_no_figure(inner: str, state: str) -> None:
    name = w.names()[1]
    (report,) = parse(fodt(body(lambda t: inner if t == w.numbered()[name] else t)))
    assert values(report)[name] == state
