"""A small PDF writer for tests: the printed tables as a word processor lays them out, byte for byte repeatable.

Chinese text uses a font that is named but not embedded (STSong-Light with the predefined UniGB-UCS2-H), so a reader
must take the characters from the encoding. Lengths in points, y from the top of the page.
"""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from writers import HEADINGS, PROSE, TITLE, Rows, Td, printed

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, TOP, BOTTOM = 72.0, 523.0, 90.0, 760.0
COLUMNS = {
    "disclosure": [150.0, 100, 100, 101],
    "applications": [22.0, 84, 135, 30, 30, 30, 30, 30, 30, 30],
    "disputes": [30.0] * 15,
}


@dataclass(frozen=True)
class Style:
    """How a report is laid out. `rules`: lines, pieces (each side of each cell), thin (filled rectangles), boxes
    (stroked rectangles), double, dotted, form (drawn in a form object), none."""

    rules: str = "lines"
    size: float = 10.0
    pad: float = 4.0  # above and below the text of a cell
    rows_a_page: int = 0  # of a table; 0: as many as fit
    repeat_header: int = 0  # rows of the header printed again on each page
    open_break: bool = False  # no rule where a table is cut by the end of a page
    turn: int = 0  # quarter turns: text drawn so, and the page turned back
    sideways: int = 0  # quarter turns of the text on a page that is not turned
    bold: bool = False  # each character twice
    page_number: str = "- {} -"
    running: str = ""  # header on each page
    figures_on: str = "middle"  # middle or top of the row
    shift: tuple[float, float] = (0.0, 0.0)  # origin of the page


def width_of(text: str, size: float) -> float:
    return sum(size / 2 if ord(c) < 128 else size for c in text)


def wrap(text: str, size: float, width: float) -> list[str]:
    lines = [""]
    for char in text:
        if char == "\n" or width_of(lines[-1] + char, size) > width:
            lines.append("")
        lines[-1] += char.strip("\n")
    return lines


@dataclass
class Pdf:
    """Pages of content; `page` is the one written to."""

    style: Style = field(default_factory=Style)
    pages: list[list[str]] = field(default_factory=lambda: [[]])
    typed: list[tuple[float, float, str]] = field(default_factory=list)  # notes typed onto the first page
    title: str = ""  # of the file's properties
    picture: bool = False  # over each page

    def text(self, x: float, y: float, text: str, size: float) -> None:
        """`y`: the top of the line."""
        if not text:
            return
        code = text.encode("utf-16-be").hex()
        for _ in range(2 if self.style.bold else 1):
            self.pages[-1].append(
                f"BT /F1 {size:g} Tf 1 0 0 1 {x:.2f} {HEIGHT - y - 0.88 * size:.2f} Tm <{code}> Tj ET"
            )
            x += 0.3

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        a, b = HEIGHT - y0, HEIGHT - y1
        kind = self.style.rules
        if kind == "thin":
            w, h = max(x1 - x0, 0.5), max(y1 - y0, 0.5)
            self.pages[-1].append(f"{x0:.2f} {a - h:.2f} {w:.2f} {h:.2f} re f")
        elif kind == "dotted":
            for k in range(int(max(x1 - x0, y1 - y0) // 4) + 1):
                dx, dy = (4 * k, 0) if x1 > x0 else (0, -4 * k)
                ex, ey = (2, 0) if x1 > x0 else (0, -2)
                self.pages[-1].append(f"{x0 + dx:.2f} {a + dy:.2f} m {x0 + dx + ex:.2f} {a + dy + ey:.2f} l S")
        else:
            self.pages[-1].append(f"0.5 w {x0:.2f} {a:.2f} m {x1:.2f} {b:.2f} l S")
            if kind == "double":
                d, e = (0, 1.5) if x1 > x0 else (1.5, 0)
                self.pages[-1].append(f"{x0 + d:.2f} {a - e:.2f} m {x1 + d:.2f} {b - e:.2f} l S")

    def box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.pages[-1].append(f"0.5 w {x0:.2f} {HEIGHT - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re S")

    def new_page(self) -> None:
        self.pages.append([])

    def bytes(self, *, extra: str = "", trailer: str = "") -> bytes:
        """The file. `extra`: entries of each page; `trailer`: of the trailer."""
        objects: list[bytes] = []

        def add(body: str | bytes) -> int:
            objects.append(body if isinstance(body, bytes) else body.encode("latin-1"))
            return len(objects)

        def stream(content: str, entries: str = "") -> int:
            packed = zlib.compress(content.encode("latin-1"))
            head = f"<< /Length {len(packed)} /Filter /FlateDecode {entries}>>\nstream\n"
            return add(head.encode() + packed + b"\nendstream")

        catalog, tree = add(""), add("")
        descriptor = add(
            "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
            " /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
        )
        child = add(
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe)"
            f" /Ordering (GB1) /Supplement 4 >> /FontDescriptor {descriptor} 0 R /DW 1000 /W [1 95 500 814 939 500] >>"
        )
        font = add(
            "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
            f" /DescendantFonts [{child} 0 R] >>"
        )
        kids = []
        x, y = self.style.shift
        image = stream(
            "\x00", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        )
        notes = []
        for left, top, text in self.typed:
            look = stream(
                f"BT /F1 10 Tf 0 2 Td <{text.encode('utf-16-be').hex()}> Tj ET",
                f"/Type /XObject /Subtype /Form /BBox [0 0 60 14] /Resources << /Font << /F1 {font} 0 R >> >> ",
            )
            rect = f"[{left} {HEIGHT - top - 14} {left + 60} {HEIGHT - top}]"
            notes.append(f"<< /Type /Annot /Subtype /FreeText /F 4 /Rect {rect} /AP << /N {look} 0 R >> >>")
        for number, content in enumerate(self.pages, 1):
            drawn = "\n".join([*content, *self._furniture(number)])
            resources = f"/Font << /F1 {font} 0 R >>"
            if self.picture:
                drawn = f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /X2 Do Q\n{drawn}"
                resources += f" /XObject << /X2 {image} 0 R >>"
            if self.style.rules == "form":
                # Half the size in the form, drawn twice as large: a reader must follow the matrices.
                inner = stream(
                    f"0.5 0 0 0.5 0 0 cm\n{drawn}",
                    f"/Type /XObject /Subtype /Form /BBox [0 0 900 900] /Matrix [1 0 0 1 10 20] /Resources << {resources} >> ",
                )
                drawn, resources = "2 0 0 2 -20 -40 cm /X1 Do", f"{resources} /XObject << /X1 {inner} 0 R >>"
            turned = (self.style.turn + self.style.sideways) % 4
            matrix = (
                f"1 0 0 1 {x} {y}", f"0 1 -1 0 {HEIGHT + x} {y}", f"-1 0 0 -1 {WIDTH + x} {HEIGHT + y}",
                f"0 -1 1 0 {x} {WIDTH + y}",
            )[turned]  # fmt: skip
            body = stream(f"q {matrix} cm\n{drawn}\nQ")
            wide, high = (WIDTH, HEIGHT) if turned % 2 == 0 else (HEIGHT, WIDTH)
            kids.append(
                add(
                    f"<< /Type /Page /Parent {tree} 0 R /MediaBox [{x} {y} {x + wide} {y + high}]"
                    f" /Annots [{' '.join(notes) if number == 1 else ''}]"
                    f" /Rotate {self.style.turn * 90} /Resources << {resources} >> /Contents {body} 0 R {extra}>>"
                )
            )
        if self.title:
            code = self.title.encode("utf-16-be").hex()
            trailer += f"/Info {add(f'<< /Title <feff{code}> >>')} 0 R "
        objects[catalog - 1] = f"<< /Type /Catalog /Pages {tree} 0 R >>".encode()
        listed = " ".join(f"{kid} 0 R" for kid in kids)
        objects[tree - 1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{listed}] >>".encode()
        out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        places = []
        for number, body_bytes in enumerate(objects, 1):
            places.append(len(out))
            out += f"{number} 0 obj\n".encode() + body_bytes + b"\nendobj\n"
        start = len(out)
        out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
        out += f"trailer\n<< /Size {len(objects) + 1} /Root {catalog} 0 R {trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()
        return bytes(out)

    def _furniture(self, number: int) -> list[str]:
        """The running header and page number of a page."""
        only = Pdf(self.style)
        if self.style.running:
            only.text(LEFT, 40, self.style.running, 9)
        if self.style.page_number:
            only.text(WIDTH / 2 - 10, 800, self.style.page_number.format(number, len(self.pages)), 9)
        return only.pages[0]


class Writer:
    """Lays out paragraphs and tables from the top of the page down."""

    def __init__(self, style: Style) -> None:
        self.pdf, self.style, self.y = Pdf(style), style, TOP

    def _room(self, height: float) -> None:
        if self.y + height > BOTTOM:
            self.pdf.new_page()
            self.y = TOP

    def paragraph(self, text: str, size: float = 12, *, indent: bool = True, centred: bool = False) -> None:
        for k, line in enumerate(wrap(("　　" if indent else "") + text, size, RIGHT - LEFT)):
            self._room(size * 1.6)
            x = (WIDTH - width_of(line, size)) / 2 if centred else LEFT
            if indent and not k:
                x, line = LEFT + 2 * size, line.strip("　")
            self.pdf.text(x, self.y, line, size)
            self.y += size * 1.6

    def table(self, rows: Rows, columns: list[float]) -> None:
        size, pad, leading = self.style.size, self.style.pad, self.style.size * 1.15
        xs = [LEFT]
        for width in columns:
            xs.append(xs[-1] + width)
        cells = _cells(rows)
        heights = [leading + 2 * pad] * len(rows)
        texts = {}
        for (r, c), td in sorted(cells.items(), key=lambda item: item[1].tall):
            texts[r, c] = wrap(td.text, size, xs[c + td.wide] - xs[c] - 1.5) if td.text else []
            lacking = len(texts[r, c]) * leading + 2 * pad - sum(heights[r : r + td.tall])
            if lacking > 0:
                heights[r + td.tall - 1] += lacking
        header = self.style.repeat_header if len(columns) > 4 else 0  # table 二 has one for each of its blocks
        parts: list[list[int]] = [[]]
        at = self.y
        for r, height in enumerate(heights):
            if parts[-1] and (at + height > BOTTOM or len(parts[-1]) == (self.style.rows_a_page or 1e9)):
                parts.append([])
                at = TOP + sum(heights[:header])
            parts[-1].append(r)
            at += height
        for k, part in enumerate(parts):
            if k:
                self.pdf.new_page()
                self.y = TOP
                if header:
                    self._part(cells, texts, xs, heights, list(range(header)), leading)
            self._part(cells, texts, xs, heights, part, leading, cut=(k > 0, k + 1 < len(parts)))
        self.y += 12

    def _part(
        self,
        cells: Mapping[tuple[int, int], Td],
        texts: Mapping[tuple[int, int], list[str]],
        xs: list[float],
        heights: list[float],
        part: list[int],
        leading: float,
        cut: tuple[bool, bool] = (False, False),
    ) -> None:
        """The rows `part` of a table; a cell that goes over the end of the page is written on its first page."""
        ys = {part[0]: self.y}
        for r in part:
            ys[r + 1] = ys[r] + heights[r]
        for (r, c), td in cells.items():
            first, last = max(r, part[0]), min(r + td.tall, part[-1] + 1)
            if first >= last:
                continue
            box = xs[c], ys[first], xs[c + td.wide], ys[last]
            self._borders(box, cut[0] and first == part[0], cut[1] and last == part[-1] + 1, part, ys)
            if first == r:
                lines = texts[r, c]
                y = (box[1] + box[3] - len(lines) * leading) / 2
                if td.cell and self.style.figures_on == "top":
                    y = box[1] + self.style.pad
                for line in lines:
                    x = (box[0] + box[2] - width_of(line, self.style.size)) / 2 if td.cell else box[0] + 1
                    self.pdf.text(x, y, line, self.style.size)
                    y += leading
        self.y = ys[part[-1] + 1]

    def _borders(
        self, box: tuple[float, ...], cut_above: bool, cut_below: bool, part: list[int], ys: Mapping[int, float]
    ) -> None:
        x0, y0, x1, y1 = box
        if self.style.rules == "none":
            return
        if self.style.rules == "boxes" and not (self.style.open_break and (cut_above or cut_below)):
            self.pdf.box(x0, y0, x1, y1)
            return
        if not (self.style.open_break and cut_above):
            self.pdf.rule(x0, y0, x1, y0)
        if not (self.style.open_break and cut_below):
            self.pdf.rule(x0, y1, x1, y1)
        sides = [ys[r] for r in part if y0 < ys[r] < y1] if self.style.rules == "pieces" else []
        for a, b in zip([y0, *sides], [*sides, y1], strict=True):
            self.pdf.rule(x0, a, x0, b)
            self.pdf.rule(x1, a, x1, b)


def _cells(rows: Rows) -> dict[tuple[int, int], Td]:
    """Each physical cell at its upper left place (from 0), spans expanded."""
    taken: set[tuple[int, int]] = set()
    found = {}
    for r, row in enumerate(rows):
        c = 0
        for td in row:
            while (r, c) in taken:
                c += 1
            taken |= {(r + i, c + j) for i in range(td.tall) for j in range(td.wide)}
            found[r, c] = td
            c += td.wide
    return found


def report(
    figures: Mapping[str, str],
    style: Style | None = None,
    form: str = "2021",
    title: Iterable[str] = (TITLE,),
    tables: Mapping[str, Rows] | None = None,
) -> bytes:
    """A whole report as PDF."""
    writer = Writer(style or Style())
    for line in title:
        writer.paragraph(line, 18, indent=False, centred=True)
    made = printed(figures, form) if tables is None else tables
    for number, heading in enumerate(HEADINGS, 1):
        writer.paragraph(heading, 14)
        for text in PROSE.get(number, ()):
            writer.paragraph(text)
        code = {2: "disclosure", 3: "applications", 4: "disputes"}.get(number)
        if code and code in made:
            wide = 10 if code == "applications" else 4 if code == "disclosure" else 15
            assert len(COLUMNS[code]) == wide
            writer.table(made[code], COLUMNS[code])
    return writer.pdf.bytes()
