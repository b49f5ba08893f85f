"""PDF documents, byte for byte repeatable, in every manner of drawing rules and turning pages.

Chinese text uses a font that is named but not embedded (STSong-Light with the predefined UniGB-UCS2-H), so a reader
must take the characters from the encoding. Lengths in points, y from the top of the page.
"""

import zlib
from dataclasses import dataclass, field

from .page_surface import HEIGHT, LEFT, WIDTH, PageStyle


@dataclass
class Pdf:
    """Pages of content; `page` is the one written to."""

    style: PageStyle = field(default_factory=PageStyle)
    pages: list[list[str]] = field(default_factory=lambda: [[]])
    typed: list[tuple[float, float, str]] = field(default_factory=list)  # notes typed onto the first page
    title: str = ""  # of the file's properties
    picture: bool = False  # over each page
    notes: list[str] = field(default_factory=list)  # annotations of the first page, as they are written
    states: str = ""  # graphics states that the content names
    layer_off: bool = False  # a layer /Off of the content, switched off

    def text(self, x: float, y: float, text: str, size: float) -> None:
        """`y`: the top of the line."""
        if not text:
            return
        code = text.encode("utf-16-be").hex()
        spaced = f"{self.style.spacing:g} Tc " if self.style.spacing else ""
        for _ in range(2 if self.style.bold else 1):
            self.pages[-1].append(
                f"BT {spaced}/F1 {size:g} Tf 1 0 0 1 {x:.2f} {HEIGHT - y - 0.88 * size:.2f} Tm <{code}> Tj ET"
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
        layer = add("<< /Type /OCG /Name (Off) >>") if self.layer_off else 0
        kids = []
        x, y = self.style.shift
        image = stream(
            "\x00", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        )
        notes = list(self.notes)
        for left, top, text in self.typed:
            look = stream(
                f"BT /F1 10 Tf 0 2 Td <{text.encode('utf-16-be').hex()}> Tj ET",
                f"/Type /XObject /Subtype /Form /BBox [0 0 60 14] /Resources << /Font << /F1 {font} 0 R >> >> ",
            )
            rect = f"[{left} {HEIGHT - top - 14} {left + 60} {HEIGHT - top}]"
            notes.append(f"<< /Type /Annot /Subtype /FreeText /F 4 /Rect {rect} /AP << /N {look} 0 R >> >>")
        for number, content in enumerate(self.pages, 1):
            drawn = "\n".join([*content, *self._furniture(number)])
            resources = f"/Font << /F1 {font} 0 R >>" + (f" /ExtGState << {self.states} >>" if self.states else "")
            if layer:
                resources += f" /Properties << /Off {layer} 0 R >>"
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
        off = f" /OCProperties << /OCGs [{layer} 0 R] /D << /OFF [{layer} 0 R] >> >>" if layer else ""
        objects[catalog - 1] = f"<< /Type /Catalog /Pages {tree} 0 R{off} >>".encode()
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
