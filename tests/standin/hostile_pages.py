"""Pages, pictures and archives made to harm whoever reads them: sizes and places by chance."""

import random
import struct
import warnings
import zipfile
import zlib
from io import BytesIO

from gouji.demo.ofd import Ofd
from tests.parse import hostile as h
from tests.parse import office as o
from tests.parse import writers as w
from tests.parse.pdf_writer import lay_out

from .hostile_kinds import ANY, RIGHT, Kind

SPACE = "xmlns:ofd='http://www.ofdspec.org/2016'"
_FONT = "/Resources << /Font << /F 9 0 R >> /XObject << /X 8 0 R >> >>"


def _page(content: bytes, box: str = "0 0 600 840", more: dict[int, bytes] | None = None, entries: str = "") -> bytes:
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"}
    objects[3] = f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R {_FONT} {entries} >>".encode()
    objects[4] = h.stream(zlib.compress(content), "/Filter /FlateDecode")
    objects[8] = h.stream(
        b"\0", "/Type /XObject /Subtype /Image /Width 65500 /Height 65500 /BitsPerComponent 8 /ColorSpace /DeviceGray"
    )
    objects[9] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    return h.pdf(objects | (more or {}))


def _pdf_content(draw: random.Random) -> bytes:
    n = draw.choice((500, 8_000, 60_000))
    content = draw.choice((
        b"q " * n, b"Q " * n, b"BT /F 9 Tf (1) Tj ET " * n, b"BT /F 9 Tf " + b"1 0 0 1 9 9 Tm (1) Tj " * n + b"ET", b"/X Do " * n, b"[" * n, b"<<" * n, b"(" * n,
        b"".join(b"%d 0 m %d 800 l S 0 %d m 600 %d l S " % (i % 600, i % 600, i % 800, i % 800) for i in range(n)), b"0 0 600 800 re f " * n,
        b"BT /F 9 Tf " + b"".join(b"1 0 0 1 %d %d Tm (%d) Tj " % (i * 7 % 600, i * 11 % 800, i) for i in range(n)) + b"ET", b"BT /F 1e30 Tf 1e38 0 0 1e38 9 9 Tm (1) Tj ET",
        b"BI /W 60000 /H 60000 /BPC 8 /CS /G ID x EI " * min(n, 500), b"0 0 m " + b"1 1 2 2 3 3 c " * n + b"S", b"W n " * n, b"9" * n, b"/F 9 Tf " * n, b"BT 1 Tr 3 Tr (1) Tj " * n,
    ))  # fmt: skip
    return _page(content)


def _pdf_structure(draw: random.Random) -> bytes:
    n = draw.choice((40, 2_000, 30_000))
    cmap = b"begincmap " + b"1 beginbfrange <0000> <ffff> <0031> endbfrange " * min(n, 3_000) + b"endcmap"
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 10 0 R /DescendantFonts [9 0 R] >>"
    packed = b"\0" * 40_000_000
    for _ in range(draw.randint(1, 3)):
        packed = zlib.compress(packed, 9)
    pages = " ".join(["3 0 R"] * n)
    annotations = (
        "/Annots [" + "<< /Type /Annot /Subtype /FreeText /Rect [0 0 9 9] /Contents (1) >>" * min(n, 5_000) + "]"
    )
    return draw.choice((
        lambda: _page(b"BT /F 9 Tf (1) Tj ET", box=draw.choice(("0 0 1e9 1e9", "0 0 0 0", "nan 0 1 1", "-1e38 -1e38 1e38 1e38", "600 800 0 0", "", "[" * n))),
        lambda: _page(b"1", more={2: f"<< /Type /Pages /Kids [{pages}] /Count {n} >>".encode()}), lambda: _page(b"1", more={2: b"<< /Type /Pages /Kids [2 0 R] /Count 2147483647 >>"}),
        lambda: _page(b"BT /F 9 Tf <0001> Tj ET", more={9: font, 10: h.stream(zlib.compress(cmap), "/Filter /FlateDecode")}), lambda: _page(b"1", entries=annotations),
        lambda: _page(b"1", more={4: h.stream(packed, "/Filter [/FlateDecode /FlateDecode /FlateDecode]")}), lambda: _page(b"1", more={4: b"4 0 R"}), lambda: _page(b"1", more={5: b"[" * n}),
        lambda: _page(b"1", more={4: f"[{'4 0 R ' * n}]".encode()}), lambda: _page(b"1", entries="/Rotate 45 /UserUnit 1e30"), lambda: _page(b"1", more={5: b"<< /A " * n}),
        lambda: _page(b"1", more={1: b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] >> >>", 6: b"<< /Kids [6 0 R] /Parent 6 0 R /FT /Tx /V (1) >>"}),
        lambda: h.forms_in_forms(draw.randint(4, 40)), h.page_tree_in_a_ring, h.object_streams_in_a_ring, lambda: _page(b"1").replace(b"startxref", b"startxref\n9999999999 %"),
        lambda: h.path_bomb(draw.randint(5, 200) * 1_000_000), lambda: _page(b"1") + b"\n1 0 obj\n<<>>\nendobj" * n, lambda: b"%PDF-1.7\n" + b"stream\n" * n, lambda: b"%PDF-1.7\n" + b"1 0 obj " * n,
    ))()  # fmt: skip


def _ofd_text(draw: random.Random) -> bytes:
    """A page of one text: steps run-length coded without end, odd lengths, odd matrices."""
    count = draw.choice((9, 100_000, 2_000_000_000, 10**30))
    steps = draw.choice(
        (f"g {count} 1", f"g {count} " * 50, "g -1 1", "g g g", "1 " * 50_000, "1e999", "nan", "", f"g {count}")
    )
    matrix = draw.choice(
        ("", "CTM='0 0 0 0 0 0'", "CTM='1e300 0 0 1e300 0 0'", "CTM='1'", "CTM='nan nan nan nan nan nan'")
    )
    text = f"<ofd:TextObject ID='9' Font='1' Size='{draw.choice((3, 1e30, -1, 'x'))}' Boundary='{draw.choice(('0 0 9 9', '1 1', '', '1e300 0 -1 -1', 'nan 0 1 1'))}' {matrix}><ofd:TextCode X='0' Y='1' DeltaX='{steps}'>12</ofd:TextCode></ofd:TextObject>"
    return h.ofd_page(
        f"<ofd:Page {SPACE}><ofd:Content><ofd:Layer>{text * draw.choice((1, 300, 20_000))}</ofd:Layer></ofd:Content></ofd:Page>"
    )


def _ofd_objects(draw: random.Random) -> bytes:
    n = draw.choice((60, 900, 30_000))
    path = (
        "<ofd:PathObject ID='7' Boundary='0 0 200 290'><ofd:AbbreviatedData>{}</ofd:AbbreviatedData></ofd:PathObject>"
    )
    inner = draw.choice((
        "<ofd:PageBlock>" * min(n, 5_000) + "</ofd:PageBlock>" * min(n, 5_000), path.format("M 0 0 " + "L 9 9 " * n), path.format("M " * n), path.format("M 0 0 L 1e999 nan"), path.format("M 0 0 L 9 9") * n,
        "<ofd:CompositeObject ID='8' ResourceID='8' Boundary='0 0 9 9'/>" * n, "<ofd:ImageObject ID='5' ResourceID='4' Boundary='0 0 1e30 9'/>" * n, path.format("A 1 1 0 0 1 9 9 " * n),
        "".join(path.format(f"M {i % 200} 0 L {i % 200} 290 M 0 {i % 290} L 200 {i % 290}") for i in range(n)),
    ))  # fmt: skip
    return h.ofd_page(f"<ofd:Page {SPACE}><ofd:Content><ofd:Layer>{inner}</ofd:Layer></ofd:Content></ofd:Page>")


def _ofd_pages(draw: random.Random) -> bytes:
    """A report whose list of pages or templates turns upon itself, or has no end."""
    ofd = Ofd()
    lay_out(w.numbered(), ofd.style, ofd)
    parts = {}
    with zipfile.ZipFile(BytesIO(ofd.bytes())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = next(each for each in parts if each.endswith("Document.xml"))
    text = parts[name].decode()
    template = "<ofd:TemplatePage ID='2' BaseLoc='Document.xml'/>"
    parts[name] = draw.choice((
        text.replace("<ofd:Pages>", "<ofd:Pages>" + "<ofd:Page ID='3' BaseLoc='Pages/Page_0/Content.xml'/>" * draw.randint(20, 3_000)),
        text.replace("<ofd:CommonData>", "<ofd:CommonData>" + template * draw.randint(1, 3_000)), text.replace("Content.xml", "../../Document.xml"),
        text.replace("<ofd:Pages>", "<ofd:Pages><ofd:Page ID='3' BaseLoc='/'/>"),
    )).encode()  # fmt: skip
    return o.zipped(parts)


def _zip(draw: random.Random) -> bytes:
    n = draw.choice((3, 60, 3_000))
    good = o.as_docx(w.numbered())
    buffer = BytesIO()
    how = draw.choice(("same name", "odd names", "many reports", "folders", "stored twice", "empty", "symlink"))
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that come twice
        archive.writestr("报告.docx", good)
        for i in range(n):
            if how == "many reports" and i < 60:
                archive.writestr(f"{i}.docx", good)
            elif how == "symlink":
                entry = zipfile.ZipInfo(f"{i}.html")
                entry.external_attr = 0o120777 << 16
                archive.writestr(entry, "/etc/passwd")
            else:
                names = {
                    "same name": "报告.docx",
                    "odd names": f"{'../' * i}{chr(0x202E)}{i}\n.html"[-200:],
                    "folders": f"{'a/' * min(i, 90)}{i}/",
                    "empty": f"{i}.pdf",
                }
                archive.writestr(names.get(how, f"{i}.zip"), good if how == "stored twice" and i < 60 else b"")
    data = bytearray(buffer.getvalue())
    if draw.random() < 0.4:  # a length, place, time or method that is not so, in the directory
        at = data.rfind(b"PK\x01\x02")
        struct.pack_into(
            "<I", data, at + draw.choice((8, 10, 16, 20, 24, 28, 42)), draw.choice((0, 99, 2**31, 2**32 - 1))
        )
    return bytes(data)


def _bombs(draw: random.Random) -> bytes:
    return draw.choice((
        lambda: h.nested_zip(draw.randint(1, 40)), lambda: h.overlapping_zip(draw.randint(2, 6_000)), lambda: h.many_entries(draw.randint(1_000, 30_000)), h.ole_with_a_ring, h.far_cell, h.encrypted_zip,
        lambda: o.zipped({"a.html": b"<p>" + b" " * draw.randint(1, 60) * 1_000_000}), lambda: o.docx(" " * draw.randint(1, 29) * 1_000_000), lambda: h.boxes_in_boxes(draw.randint(20, 3_000)),
        lambda: h.mail_in_mail(draw.randint(20, 3_000)), lambda: o.zipped({"[Content_Types].xml": o.TYPES, "word/document.xml": f"{h.LAUGHS}<d>&e{draw.randint(0, 11)};</d>"}),
        lambda: h.ofd_page(h.LAUGHS + "<d>&e9;</d>"), lambda: h.stalling_page(draw.randint(1_000, 60_000)),
    ))()  # fmt: skip


def _picture(draw: random.Random) -> bytes:
    side = draw.choice((1, 9_000, 65_500, 2**31 - 1))
    png = h.huge_png(draw.choice((1, 3_000, 20_000)))
    return draw.choice((
        lambda: h.huge_png(draw.choice((9_000, 65_500, 100_000))), lambda: h.huge_tiff(draw.choice((9_000, 65_500, 100_000))), lambda: b"GIF89a" + struct.pack("<HHBBB", side % 65_536, side % 65_536, 0, 0, 0) + b"," * 50_000,
        lambda: b"BM" + struct.pack("<IHHIIiiHHIIiiII", 99, 0, 0, 54, 40, side, side, 1, 24, 0, 0, 0, 0, 0, 0), lambda: b"RIFF" + struct.pack("<I", 99) + b"WEBPVP8X" + b"\xff" * draw.randint(10, 90_000),
        lambda: b"\xff\xd8\xff\xe0" + b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", side % 65_536, side % 65_536) + b"\x03" * 12 + b"\xff\xda" + b"\0" * 9_000, lambda: b"\xff\xd8\xff" + b"\xff\xe1\xff\xff" * 9_000,
        lambda: png[: draw.randint(20, len(png))], lambda: b"II*\0" + struct.pack("<I", 8) + struct.pack("<HHHII", 1, 256, 4, 1, 9) + struct.pack("<I", 8), lambda: b"\x89PNG\r\n\x1a\n" + draw.randbytes(9_000),
    ))()  # fmt: skip


KINDS: tuple[Kind, ...] = (
    Kind("pdf, content", ANY, _pdf_content), Kind("pdf, structure", ANY, _pdf_structure), Kind("ofd, text", ANY, _ofd_text), Kind("ofd, objects", ANY, _ofd_objects),
    Kind("ofd, pages", RIGHT, _ofd_pages), Kind("zip", RIGHT, _zip), Kind("bombs", RIGHT, _bombs), Kind("pictures", ANY, _picture),
)  # fmt: skip
