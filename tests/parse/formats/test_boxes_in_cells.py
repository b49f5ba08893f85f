"""A text box in a cell: alone it says the cell's figure; over a figure it leaves two, and none is guessed."""

from collections.abc import Callable

import pytest

from gouji.core.model import UNREADABLE, Report
from gouji.parse.reports import parse
from tests.parse import office as o
from tests.parse import rtf_writer as r
from tests.parse import shown_docx as docx
from tests.parse import writers as w
from tests.parse.formats import test_shown_odt as odt
from tests.parse.reading import values

NAME = w.names()[1]
FIGURE = w.numbered()[NAME]
Inner = Callable[[str], str]


def in_docx(text: str) -> str:
    content = f"<w:txbxContent>{o.p(o.run(text))}</w:txbxContent>"
    fill = "<wps:spPr><a:solidFill><a:srgbClr val='FFFFFF'/></a:solidFill></wps:spPr>"
    return f"<w:r><w:drawing><a:graphic><wps:wsp>{fill}<wps:txbx>{content}</wps:txbx></wps:wsp></a:graphic></w:drawing></w:r>"


def in_rtf(text: str) -> str:
    return f"{{\\shp{{\\*\\shpinst{{\\shptxt \\pard\\plain {text}\\par}}}}}}"


def in_odt(text: str) -> str:
    return f"<draw:frame><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>"


def report(kind: str, own: str) -> Report:
    """With a box that says the figure, in a cell that says `own`."""

    def made(plain: Inner, box: Inner) -> Inner:
        return lambda t: plain(own) + box(t) if t == FIGURE else plain(t)

    if kind == "docx":
        return parse(docx.docx(o.docx_body(docx.tables(made(o.one_run, in_docx)))))[0]
    if kind == "rtf":
        return parse(r.as_rtf(made(str, in_rtf)))[0]
    return parse(odt.fodt(odt.body(made(str, in_odt))))[0]


@pytest.mark.parametrize("kind", ["docx", "rtf", "odt"])
def test_a_figure_in_a_box_is_that_of_its_cell(kind: str) -> None:
    assert values(report(kind, "")) == w.numbered()


@pytest.mark.parametrize("own", ["9", "947", "1"])
@pytest.mark.parametrize("kind", ["docx", "rtf", "odt"])
def test_a_box_over_a_figure_leaves_two(kind: str, own: str) -> None:
    assert values(report(kind, own)) == w.numbered() | {NAME: UNREADABLE}
