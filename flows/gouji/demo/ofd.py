"""OFD documents (GB/T 33190), byte for byte repeatable, in the manners of different producers.

Lengths come in points from the upper left corner of the page and are written in millimetres.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import count, groupby

from .package import packed
from .page_surface import HEIGHT, LEFT, WIDTH, PageStyle, width_of

MILLIMETRES = 25.4 / 72
SPACE = "http://www.ofdspec.org/2016"
RISE = 0.86  # of its size: from the top of a character to its line
# A page that is read with the head to one side: what is drawn upright, turned by the matrix of every object.
_TURNED = {0: "1 0 0 1 0 0", 1: "0 1 -1 0 {high} 0", 2: "-1 0 0 -1 {wide} {high}", 3: "0 -1 1 0 0 {wide}"}


@dataclass
class Ofd:
    """Pages of objects; the last page is the one written to.

    `letters`: how text is written: "runs" (a text object a line, its steps run-length coded), "steps" (each step
    written out), "each" (a text object a character), "natural" (no steps), "scaled" (in lengths of its own, with a
    matrix). `shared`: the same furniture on every page as a template.
    """

    style: PageStyle = field(default_factory=PageStyle)
    letters: str = "runs"
    shared: bool = False
    title: str = ""
    pages: list[list[str]] = field(default_factory=lambda: [[]])
    notes: list[tuple[str, float, float, str]] = field(default_factory=list)  # (kind, x, y, text) on the first page
    _marks: Iterator[int] = field(default_factory=lambda: count(100))

    def text(self, x: float, y: float, text: str, size: float) -> None:
        """`y`: the top of the line."""
        self.pages[-1] += self._text(x, y, text, size)

    def _text(self, x: float, y: float, text: str, size: float) -> list[str]:
        if not text:
            return []
        if self.letters == "each":
            found, at = [], x
            for char in text:
                found.append(self._line(at, y, char, size))
                at += width_of(char, size)
            return found
        return [self._line(x, y, text, size)]

    def _line(self, x: float, y: float, text: str, size: float) -> str:
        scale = 2.0 if self.letters == "scaled" else 1.0
        steps = [_number(width_of(char, size) / scale) for char in text[:-1]]
        delta = "" if self.letters == "natural" or not steps else f' DeltaX="{self._steps(steps)}"'
        high, wide = _number(size), _number(width_of(text, size))
        code = f'<ofd:TextCode X="0" Y="{_number(RISE * size / scale)}"{delta}>{escape(text)}</ofd:TextCode>'
        own = f"{scale:g} 0 0 {scale:g} 0 0" if scale != 1 else ""
        boundary, matrix = self._placed(x, y, wide, high, own)
        return (
            f'<ofd:TextObject ID="{next(self._marks)}" Boundary="{boundary}"{matrix} Font="2"'
            f' Size="{_number(size / scale)}">{code}</ofd:TextObject>'
        )

    def _steps(self, steps: list[str]) -> str:
        if self.letters != "runs":
            return " ".join(steps)
        runs = [(step, len(list(same))) for step, same in groupby(steps)]
        return " ".join(f"g {times} {step}" if times > 2 else " ".join([step] * times) for step, times in runs)

    def _placed(self, x: float, y: float, wide: str, high: str, own: str = "") -> tuple[str, str]:
        """(boundary, matrix attribute) of an object at x, y."""
        if not self.style.sideways:
            return f"{_number(x)} {_number(y)} {wide} {high}", f' CTM="{own}"' if own else ""
        turn = _TURNED[self.style.sideways].format(high=_number(HEIGHT), wide=_number(WIDTH)).split()
        a, b, c, d, e, f = map(float, turn)
        px, py = float(_number(x)), float(_number(y))
        matrix = f"{a:g} {b:g} {c:g} {d:g} {a * px + c * py + e:.3f} {b * px + d * py + f:.3f}"
        return f"0 0 {_number(HEIGHT)} {_number(WIDTH)}", f' CTM="{matrix}"'

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        kind = self.style.rules
        if kind == "thin":
            self._path(x0, y0, max(x1 - x0, 0.5), max(y1 - y0, 0.5), closed=True, filled=True)
        elif kind == "dotted":
            for k in range(int(max(x1 - x0, y1 - y0) // 4) + 1):
                dx, dy = (4.0 * k, 0.0) if x1 > x0 else (0.0, 4.0 * k)
                self._path(x0 + dx, y0 + dy, 2 if x1 > x0 else 0, 0 if x1 > x0 else 2)
        else:
            self._path(x0, y0, x1 - x0, y1 - y0)
            if kind == "double":
                dx, dy = (0.0, 1.5) if x1 > x0 else (1.5, 0.0)
                self._path(x0 + dx, y0 + dy, x1 - x0, y1 - y0)

    def box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self._path(x0, y0, x1 - x0, y1 - y0, closed=True)

    def _path(
        self, x: float, y: float, wide: float, high: float, *, closed: bool = False, filled: bool = False
    ) -> None:
        w, h = _number(wide), _number(high)
        data = f"M 0 0 L {w} 0 L {w} {h} L 0 {h} C" if closed else f"M 0 0 L {w} {h}"
        boundary, matrix = self._placed(x, y, w, h)
        drawn = ' Stroke="false" Fill="true"' if filled else ""
        self.pages[-1].append(
            f'<ofd:PathObject ID="{next(self._marks)}" Boundary="{boundary}"{matrix} LineWidth="0.18"{drawn}>'
            f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def new_page(self) -> None:
        self.pages.append([])

    def bytes(self) -> bytes:
        parts = {
            "OFD.xml": _part(
                "OFD",
                f"<ofd:DocBody><ofd:DocInfo><ofd:DocID>0</ofd:DocID><ofd:Title>{escape(self.title)}</ofd:Title></ofd:DocInfo>"
                "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>",
                ' Version="1.0" DocType="OFD"',
            ),
            "Doc_0/PublicRes.xml": _part(
                "Res",
                '<ofd:Fonts><ofd:Font ID="2" FontName="宋体" FamilyName="宋体"/></ofd:Fonts>',
                ' BaseLoc="Res"',
            ),
        }
        listed, used = [], ""
        template = self._text(LEFT, 40, self.style.running, 9) if self.shared else []
        if template:
            parts["Doc_0/Tpls/Tpl_0/Content.xml"] = _page(template)
            used = '<ofd:Template TemplateID="3" ZOrder="Background"/>'
        for number, objects in enumerate(self.pages):
            drawn = [*objects, *self._furniture(number + 1)]
            parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = _page(drawn, used)
            listed.append(f'<ofd:Page ID="{10 + number}" BaseLoc="Pages/Page_{number}/Content.xml"/>')
        notes = "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>" if self.notes else ""
        if self.notes:
            parts |= self._annotations()
        wide, high = (HEIGHT, WIDTH) if self.style.sideways % 2 else (WIDTH, HEIGHT)
        parts["Doc_0/Document.xml"] = _part(
            "Document",
            f"<ofd:CommonData><ofd:MaxUnitID>99999</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 {_number(wide)} {_number(high)}"
            "</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
            + ('<ofd:TemplatePage ID="3" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template else "")
            + f"</ofd:CommonData><ofd:Pages>{''.join(listed)}</ofd:Pages>{notes}",
        )
        return packed(parts)

    def _annotations(self) -> dict[str, str]:
        shown = "".join(
            f'<ofd:Annot ID="{next(self._marks)}" Type="{kind}"><ofd:Appearance Boundary="{_number(x)} {_number(y)} 60 10">'
            + "".join(self._text(0, 0, text, 10))
            + "</ofd:Appearance></ofd:Annot>"
            for kind, x, y, text in self.notes
        )
        listed = '<ofd:Page PageID="10"><ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page>'
        return {
            "Doc_0/Annots/Annotations.xml": _part("Annotations", listed),
            "Doc_0/Annots/Page_0/Annotation.xml": _part("PageAnnot", shown),
        }

    def _furniture(self, number: int) -> list[str]:
        """The running header and page number of a page."""
        found = self._text(LEFT, 40, self.style.running, 9) if not self.shared else []
        if self.style.page_number:
            found += self._text(WIDTH / 2 - 10, 800, self.style.page_number.format(number, len(self.pages)), 9)
        return found


def _page(objects: list[str], before: str = "") -> str:
    layer = f'<ofd:Layer ID="9" Type="Body">{"".join(objects)}</ofd:Layer>'
    return _part("Page", f"{before}<ofd:Content>{layer}</ofd:Content>")


def _part(name: str, inner: str, attributes: str = "") -> str:
    return f'<ofd:{name} xmlns:ofd="{SPACE}"{attributes}>{inner}</ofd:{name}>'


def _number(points: float) -> str:
    return f"{points * MILLIMETRES:.4g}" if points else "0"
