"""RTF: a cell says what the page shows, whatever else the file holds for it."""

from collections.abc import Callable, Mapping

import pytest

from gouji.core.model import UNREADABLE
from gouji.parse.document import Grid
from gouji.parse.formats.rtf import read_rtf
from gouji.parse.reports import parse
from tests.parse import rtf_writer as r
from tests.parse import writers as w
from tests.parse.reading import values

Inner = Callable[[str], str]


def before(words: str, text: str = "9") -> Inner:
    """Text of these words, then the figure."""
    return lambda t: f"{{{words} {text}}}{t}"


def field(instruction: str, result: str) -> str:
    return f"{{\\field{{\\*\\fldinst {instruction}}}{{\\fldrslt {result}}}}}"


def form_field(words: str, entries: tuple[str, ...] = (), result: str = "", name: str = "FORMDROPDOWN") -> str:
    listed = "".join(f"{{\\*\\ffl {entry}}}" for entry in entries)
    return field(f"{{ {name} {{\\*\\formfield{{{words}{listed}}}}}}}", result)


def drop_down(words: str, result: str = "") -> Inner:
    return lambda t: form_field(f"\\fftype2\\ffhaslistbox{words}", ("0", t, "7"), result)


MERGED = field("MERGEFIELD n", "94")

SHOWN: Mapping[str, Inner] = {
    "hidden": before("\\v"),
    "hidden, then shown again": lambda t: f"{{\\v 9\\v0 {t}}}",
    "hidden, then plain": lambda t: f"\\v 9\\plain {t}",
    "hidden by style, as its words are in the run": lambda t: f"{{\\cs15\\v 9}}{t}",
    "hidden by style alone": lambda t: f"{{\\cs15 9}}{t}",
    "hidden by a style's base": lambda t: f"{{\\cs16 9}}{t}",
    "a style that shows again": lambda t: f"{{\\cs17 {t}}}",
    "hidden style, shown directly": lambda t: f"{{\\cs15 9\\v0 {t}}}",
    "hidden by the style of paragraphs": lambda t: f"\\s18 9\\v0 {t}",
    "struck by style alone": lambda t: f"{{\\cs19 9}}{t}",
    "white by style alone": lambda t: f"{{\\cs20 9}}{t}",
    "hidden on the web only": lambda t: f"{{\\webhidden {t}}}",
    "deleted": before("\\deleted"),
    "moved away": before("\\mvf"),
    "inserted": lambda t: f"{{\\deleted 9}}{{\\revised {t}}}",
    "struck": before("\\strike"),
    "struck, then not": lambda t: f"\\strike 9\\strike0 {t}",
    "struck twice": before("\\striked1"),
    "struck, then plain": lambda t: f"\\strike 9\\plain {t}",
    "white": before(f"\\cf{r.WHITE}"),
    "nearly white": before(f"\\cf{r.NEARLY_WHITE}"),
    "white, then black": lambda t: f"\\cf{r.WHITE} 9\\cf{r.BLACK} {t}",
    "white, then automatic": lambda t: f"\\cf{r.WHITE} 9\\cf0 {t}",
    "in the colour of its highlight": before(f"\\cf{r.YELLOW}\\highlight{r.YELLOW}"),
    "in the colour of its shading": before(f"\\cf{r.BLUE}\\chcbpat{r.BLUE}"),
    "black on solid black": before(f"\\cf{r.BLACK}\\chshdng10000"),
    "white on blue is seen": lambda t: f"{{\\cf{r.WHITE}\\chcbpat{r.BLUE} {t}}}",
    "one point": before("\\fs2"),
    "one point, then more": lambda t: f"\\fs2 9\\fs21 {t}",
    "a raised mark": lambda t: f"{t}{{\\super 1}}",
    "a lowered mark": lambda t: f"{t}{{\\sub 2}}",
    "raised by half-points": lambda t: f"{t}{{\\up6\\fs14 3}}",
    "lowered by half-points": lambda t: f"{t}{{\\dn6 3}}",
    "levelled by a point is no mark": lambda t: f"{t[:1]}{{\\dn2 {t[1:]}}}",
    "raised, then not": lambda t: f"{{\\super\\nosupersub {t}}}",
    "raised as a whole": lambda t: f"{{\\super {t}}}",
    "a field in an instruction": lambda t: field(f"IF {MERGED} = 1", t),
    "two deep in an instruction": lambda t: field(f"IF {field(f'= {MERGED} + 1', '95')} = 1", t),
    "a field in a result": lambda t: field("IF 1 = 1", field("MERGEFIELD n", t)),
    "a drop-down": drop_down("\\ffres1"),
    "a drop-down by default": drop_down("\\ffres25\\ffdefres1"),
    "a drop-down changed": drop_down("\\ffdefres2\\ffres1"),
    "a drop-down with a stale result": drop_down("\\ffres1", "9"),
    "a drop-down of escaped entries": lambda t: form_field("\\fftype2\\ffres0", ("".join(f"\\'{byte:02x}" for byte in t.encode("gb18030")),)),
    "a text field": lambda t: form_field("\\fftype0{\\*\\ffdeftext 9}", (), t, "FORMTEXT"),
    "a note": lambda t: f"{t}{{\\super \\chftn}}{{\\footnote \\chftn 9}}",
    "a comment": lambda t: f"{t}{{\\*\\annotation 9}}",
}  # fmt: skip


@pytest.mark.parametrize("kind", SHOWN)
def test_rtf(kind: str) -> None:
    (report,) = parse(r.as_rtf(SHOWN[kind]))
    assert values(report) == w.numbered()


def one_cell(content: str, definition: str = "", paragraph: str = "") -> str:
    """What the first cell of a table says."""
    row = f"\\trowd{definition}\\cellx900\\cellx1800\\pard\\plain\\intbl{paragraph} {content}\\cell 2\\cell\\row\\pard"
    return next(block for block in read_rtf(r.rtf(row)).blocks if isinstance(block, Grid)).rows[0][0].text


@pytest.mark.parametrize(
    ("words", "colour", "seen"),
    [
        (f"cbpat{r.BLUE}", r.WHITE, "947"),
        (f"cbpat{r.BLUE}", r.BLUE, "47"),
        (f"cbpat{r.WHITE}", r.WHITE, "47"),
        (f"cbpat{r.YELLOW}", r.YELLOW, "47"),
    ],
)
def test_text_on_the_ground_of_its_cell_or_paragraph(words: str, colour: int, seen: str) -> None:
    text = f"{{\\cf{colour} 9}}47"
    assert one_cell(text, definition=f"\\cl{words}") == seen
    assert one_cell(text, paragraph=f"\\{words}") == seen


def test_patterns_of_black() -> None:
    assert one_cell(f"{{\\cf{r.BLACK} 9}}{{\\cf{r.WHITE} 47}}", definition="\\clshdng10000") == "47"
    assert one_cell(f"{{\\cf{r.BLACK} 9}}{{\\cf{r.WHITE} 47}}", paragraph="\\shading10000") == "47"


def test_each_cell_has_its_own_ground() -> None:
    row = f"\\trowd\\clcbpat{r.BLUE}\\cellx900\\cellx1800\\pard\\intbl\\cf{r.WHITE} 1\\cell 2\\cell\\row\\pard"
    grid = next(block for block in read_rtf(r.rtf(row)).blocks if isinstance(block, Grid))
    assert [box.text for box in grid.rows[0]] == ["1", ""]


@pytest.mark.parametrize("gone", ["\\v", "\\deleted"])
def test_paragraphs_whose_mark_is_not_there_are_one(gone: str) -> None:
    assert one_cell(f"4{{{gone}\\par}}7") == "47"


def test_a_deleted_cell_is_not_there() -> None:
    row = "\\trowd\\cldel\\cellx900\\cellx1800\\pard\\intbl{\\deleted 1}\\cell 2\\cell\\row\\pard"
    grid = next(block for block in read_rtf(r.rtf(row)).blocks if isinstance(block, Grid))
    assert [box.text for box in grid.rows[0]] == ["2"]


@pytest.mark.parametrize(
    ("fill", "seen"),
    [("{\\sp{\\sn fillColor}{\\sv 6567967}}", True), ("", False), ("{\\sp{\\sn fFilled}{\\sv 0}}", False)],
)
def test_white_text_in_a_box(fill: str, seen: bool) -> None:
    box = f"{{\\shp{{\\*\\shpinst{fill}{{\\shptxt \\cf{r.WHITE} a\\par}}}}}}"
    assert read_rtf(r.rtf(f"{box}b\\par")).blocks == (["a", "b"] if seen else ["b"])


@pytest.mark.parametrize(
    ("words", "seen"), [("\\ffdefres1", "☑"), ("\\ffdefres1\\ffres0", "☐"), ("\\ffres25\\ffdefres1", "☑")]
)
def test_a_check_box_shows_its_state(words: str, seen: str) -> None:
    assert one_cell(form_field(f"\\fftype1{words}", name="FORMCHECKBOX")) == seen


@pytest.mark.parametrize(
    "content",
    [form_field("\\fftype2\\ffres4", ("0",)), field("{ EQ \\\\o\\\\ac(a,1)}", ""), field("=40+7", "{}")],
)
def test_what_is_not_told_is_unreadable(content: str) -> None:
    name = w.names()[1]
    (report,) = parse(r.as_rtf(lambda t: content if t == w.numbered()[name] else t))
    assert values(report)[name] == UNREADABLE
