"""Documents made to harm whoever reads them; small on disk, written by hand."""

import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

from tests.parse import office as o
from tests.parse import writers as w

PLAIN = w.as_page(w.numbered()).encode()

ENTITIES = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
LAUGHS = f'<!DOCTYPE d [<!ENTITY e0 "ha">{ENTITIES}]>'


def stalling_page(tags: int) -> bytes:
    """Nothing in it is deep by the tags that are closed; the parser looks up the whole page for each heading."""
    return b"<html><body>" + b"<dd><h1>" * (tags // 2) + b"<a href=a.pdf>x</a></body></html>"


def nested_zip(depth: int) -> bytes:
    data = o.zipped({"报告.html": PLAIN})
    for level in range(depth):
        data = o.zipped({f"{level}.zip": data})
    return data


def overlapping_zip(entries: int) -> bytes:
    """Every entry of the directory is the same 900 kB of packed bytes (as the Fifield bomb does)."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0000.html", b"<p>" + b"0" * 900_000)
    data = buffer.getvalue()
    at = data.rfind(b"PK\x01\x02")
    entry, end = data[at : data.rfind(b"PK\x05\x06")], data[data.rfind(b"PK\x05\x06") :]
    directory = b"".join(entry.replace(b"0000.html", f"{i:04}.html".encode()) for i in range(entries))
    end = end[:8] + struct.pack("<HHII", entries, entries, len(directory), at) + end[20:]
    return data[:at] + directory + end


def ofd(document: str) -> bytes:
    head = '<?xml version="1.0"?><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocRoot>'
    head += "Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    return o.zipped({"OFD.xml": head, "Doc_0/Document.xml": document})


def mail(kind: str, body: bytes, encoding: str = "8bit") -> bytes:
    head = f"MIME-Version: 1.0\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode() + body


def mail_in_mail(depth: int) -> bytes:
    parts = (f"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n" for i in range(depth))
    return ("MIME-Version: 1.0\r\n" + "".join(parts)).encode()


def encrypted_zip() -> bytes:
    """An archive whose entry says that it is encrypted."""
    data = bytearray(o.zipped({"报告.html": PLAIN}))
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def many_entries(count: int) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(count):
            archive.writestr(f"{number}.html", "x")
    return buffer.getvalue()


def boxes_in_boxes(depth: int) -> bytes:
    return b"{\\rtf1" + b"{\\shp{\\*\\shpinst{\\shptxt " * depth + b"x" + b"}}}" * depth + b"}"


def ofd_page(page: str, **more: str) -> bytes:
    """An OFD of one page with this content."""
    document = (
        '<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Pages><ofd:Page ID="1" BaseLoc="P.xml"/></ofd:Pages>'
        "</ofd:Document>"
    )
    head = '<?xml version="1.0"?><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016">{}<ofd:DocBody><ofd:DocRoot>'
    head += "Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    parts = {"OFD.xml": head.format(more.get("before", "")), "Doc_0/Document.xml": document, "Doc_0/P.xml": page}
    return o.zipped(parts)


def pdf(objects: Mapping[int, bytes]) -> bytes:
    """A PDF of these objects; the first is the catalogue."""
    data, places = b"%PDF-1.7\n", {}
    for number, body in objects.items():
        places[number] = len(data)
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(data)
    data += f"xref\n0 {max(objects) + 1}\n".encode()
    for number in range(max(objects) + 1):
        data += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
    return data + f"trailer << /Size {max(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


def stream(content: bytes, entries: str = "") -> bytes:
    return f"<< /Length {len(content)} {entries} >>\nstream\n".encode() + content + b"\nendstream"


def pdf_page(content: bytes) -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>"
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: tree, 3: page, 4: content})


def path_bomb(size: int) -> bytes:
    """Lines without end, packed twice."""
    packer = zlib.compressobj(1)
    piece = b"1 1 m 9 9 l S\n" * 70_000
    packed = b"".join(packer.compress(piece) for _ in range(size // len(piece))) + packer.flush()
    return pdf_page(stream(zlib.compress(packed, 9), "/Filter [/FlateDecode /FlateDecode]"))


def page_tree_in_a_ring() -> bytes:
    tree = b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 150 /Parent 3 0 R >>"
    ring = b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 150 /Parent 2 0 R >>"
    return pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: tree, 3: ring})


def object_streams_in_a_ring() -> bytes:
    """Each object stream says that it lies in the other and is extended by it."""
    first = stream(b"3 0 4 0 << >>", "/Type /ObjStm /N 2000000000 /First 8 /Extends 4 0 R")
    second = stream(b"3 0 4 0 << >>", "/Type /ObjStm /N 2000000000 /First 8 /Extends 3 0 R")
    data = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 5 0 R >>\nendobj\n"
    data += b"3 0 obj\n" + first + b"\nendobj\n4 0 obj\n" + second + b"\nendobj\n"
    at = len(data)
    rows = b"".join(
        struct.pack(">BIH", *row) for row in [(0, 0, 0), (1, 9, 0), (2, 3, 0), (2, 4, 1), (2, 3, 0), (2, 4, 0)]
    )
    table = stream(rows, f"/Type /XRef /Size 6 /W [1 4 2] /Root 1 0 R /Prev {at}")
    return data + b"6 0 obj\n" + table + f"\nendobj\nstartxref\n{at}\n%%EOF\n".encode()


def forms_in_forms(depth: int) -> bytes:
    """Each form object draws the next ten times: ten to the depth in all."""
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"}
    objects[3] = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>"
    )
    objects[4] = stream(b"/X Do " * 10)
    for number in range(5, 5 + depth):
        entries = f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {number + 1} 0 R >> >>"
        objects[number] = stream(b"/X Do " * 10, entries)
    return pdf(objects)


def ole_with_a_ring() -> bytes:
    """Every sector of the table of sectors names itself or its neighbour as the next."""
    data = bytearray(o.ole({"Workbook": b"x" * 9_000}))
    table = 512 + 512 * struct.unpack_from("<I", data, 76)[0]
    used = [i for i in range(128) if struct.unpack_from("<I", data, table + 4 * i)[0] not in (0xFFFFFFFF, 0xFFFFFFFD)]
    for place, sector in enumerate(used):
        struct.pack_into("<I", data, table + 4 * sector, used[(place + 1) % len(used)])
    return bytes(data)


def huge_png(side: int = 65_500) -> bytes:
    """One grey, side x side: kilobytes packed, gigabytes unpacked."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    packer = zlib.compressobj(9)
    row = b"\0" + bytes(side)
    packed = b"".join(packer.compress(row) for _ in range(400)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def huge_tiff(side: int = 65_500) -> bytes:
    """A head that claims side x side pixels in colour over nothing."""
    entries = [(256, 4, 1, side), (257, 4, 1, side), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8),
               (277, 3, 1, 1), (278, 4, 1, side), (279, 4, 1, side * side % 2**32)]  # fmt: skip
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + body + struct.pack("<I", 0)


def far_cell() -> bytes:
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    sheet += '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
    return o.xlsx({"Sheet1": sheet})
