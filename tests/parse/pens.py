"""Pens that draw on a PDF or OFD page as few programs do: pale, see-through, hidden, cut off, over what stands there."""

from html import escape
from typing import Any, Protocol

from gouji.demo.ofd import RISE, Ofd, _number
from gouji.demo.page_surface import HEIGHT, PageStyle, width_of
from gouji.demo.pdf import Pdf

Colour = tuple[float, float, float]
BLACK: Colour = (0, 0, 0)
WHITE: Colour = (1, 1, 1)


class Pen(Protocol):
    """Lengths in points from the upper left corner; `how`: "", hidden, cut off, switched off, slanted."""

    def write(
        self, x: float, y: float, text: str, size: float, colour: Colour = BLACK, alpha: float = 1, how: str = ""
    ) -> None: ...
    def fill(self, x0: float, y0: float, x1: float, y1: float, colour: Colour, alpha: float = 1) -> None: ...
    def line(self, x0: float, y0: float, x1: float, y1: float) -> None: ...


class PdfPen(Pdf):
    """Opacities come in tenths."""

    def __init__(self, style: PageStyle | None = None) -> None:
        states = " ".join(f"/A{n} << /ca {n / 10} >>" for n in range(11))
        super().__init__(style or PageStyle(), states=states, layer_off=True)

    def write(
        self, x: float, y: float, text: str, size: float, colour: Colour = BLACK, alpha: float = 1, how: str = ""
    ) -> None:
        code = text.encode("utf-16-be").hex()
        before = "/OC /Off BDC " if how == "switched off" else "0 0 9 9 re W n " if how == "cut off" else ""
        matrix = "0.8 0.6 -0.6 0.8" if how == "slanted" else "1 0 0 1"
        self.pages[-1].append(
            f"q /A{round(10 * alpha)} gs {before}{_rgb(colour)} rg BT {'3 Tr ' if how == 'hidden' else ''}/F1 {size:g} Tf"
            f" {matrix} {x:.2f} {HEIGHT - y - 0.88 * size:.2f} Tm <{code}> Tj ET {'EMC ' if 'OC' in before else ''}Q"
        )

    def fill(self, x0: float, y0: float, x1: float, y1: float, colour: Colour, alpha: float = 1) -> None:
        box = f"{x0:.2f} {HEIGHT - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f}"
        self.pages[-1].append(f"q /A{round(10 * alpha)} gs {_rgb(colour)} rg {box} re f Q")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.pages[-1].append(f"q 0.7 w 1 0 0 RG {x0:.2f} {HEIGHT - y0:.2f} m {x1:.2f} {HEIGHT - y1:.2f} l S Q")

    def note(self, kind: str, x0: float, y0: float, x1: float, y1: float, more: str = "") -> None:
        a, b = HEIGHT - y1, HEIGHT - y0
        quad = f"{x0} {b} {x1} {b} {x0} {a} {x1} {a}"
        self.notes.append(f"<< /Type /Annot /Subtype /{kind} /Rect [{x0} {a} {x1} {b}] /QuadPoints [{quad}] {more}>>")


class OfdPen(Ofd):
    def __init__(self, style: PageStyle | None = None, **given: Any) -> None:
        super().__init__(style or PageStyle(), **given)

    def write(
        self, x: float, y: float, text: str, size: float, colour: Colour = BLACK, alpha: float = 1, how: str = ""
    ) -> None:
        steps = " ".join(_number(width_of(char, size)) for char in text[:-1])
        boundary, matrix = self._placed(x, y, _number(width_of(text, size)), _number(size))
        if how == "slanted":
            matrix = ' CTM="0.8 -0.6 0.6 0.8 0 0"'
        hidden = {"hidden": ' Fill="false"', "switched off": ' Visible="false"'}.get(how, "")
        clip = (
            '<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary="-50 -50 5 5"><ofd:AbbreviatedData>'
            "M 0 0 L 5 0 L 5 5 L 0 5 C</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>"
        )
        self.pages[-1].append(
            f'<ofd:TextObject ID="{next(self._marks)}" Boundary="{boundary}"{matrix} Font="2" Size="{_number(size)}"'
            f"{hidden}>"
            f"{_fill_colour(colour, alpha)}{clip if how == 'cut off' else ''}"
            f'<ofd:TextCode X="0" Y="{_number(RISE * size)}" DeltaX="{steps}">{escape(text)}</ofd:TextCode></ofd:TextObject>'
        )

    def fill(self, x0: float, y0: float, x1: float, y1: float, colour: Colour, alpha: float = 1) -> None:
        w, h = _number(x1 - x0), _number(y1 - y0)
        boundary, matrix = self._placed(x0, y0, w, h)
        self.pages[-1].append(
            f'<ofd:PathObject ID="{next(self._marks)}" Boundary="{boundary}"{matrix} Stroke="false" Fill="true">'
            f"{_fill_colour(colour, alpha)}<ofd:AbbreviatedData>M 0 0 L {w} 0 L {w} {h} L 0 {h} C</ofd:AbbreviatedData>"
            "</ofd:PathObject>"
        )

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self._path(x0, y0, x1 - x0, y1 - y0)


def _rgb(colour: Colour) -> str:
    return " ".join(f"{level:g}" for level in colour)


def _fill_colour(colour: Colour, alpha: float) -> str:
    levels = " ".join(str(round(255 * level)) for level in colour)
    return f'<ofd:FillColor Value="{levels}" Alpha="{round(255 * alpha)}"/>'
