"""Good documents of every format come to harm: bits flipped, cut, parts swapped, written in another encoding."""

import random
import re
import zipfile
from collections.abc import Callable
from functools import cache
from io import BytesIO

from gouji.demo.ofd import Ofd
from tests.parse import hostile as h
from tests.parse import office as o
from tests.parse import writers as w
from tests.parse.formats.test_one_file_xml import word_2003
from tests.parse.pdf_writer import lay_out
from tests.parse.pdf_writer import report as pdf_report
from tests.parse.rtf_writer import as_rtf

from .hostile_kinds import ANY, RIGHT, Kind
from .hostile_office import OFFICE, docx_tables

MAX_FLIPS = 3


def _ofd() -> bytes:
    ofd = Ofd()
    lay_out(w.numbered(), ofd.style, ofd)
    return ofd.bytes()


def _csv() -> bytes:
    return "\n".join(",".join(f'"{td}"' for td in row) for row in w.spread(o.report_rows(w.numbered()))).encode()


# Their content has a checksum: what is read of them is right, whatever happened. PDF: its streams have.
CHECKED: dict[str, Callable[[], bytes]] = {
    "docx": lambda: o.as_docx(w.numbered()), "xlsx": lambda: o.as_xlsx(w.numbered()), "ofd": _ofd, "zip": lambda: o.zipped({"报告.docx": o.as_docx(w.numbered())}),
    "odt": lambda: o.odf("text", o.odt_body({code: o.odf_table(rows) for code, rows in w.printed(w.numbered()).items()})), "pdf": lambda: pdf_report(w.numbered()),
    "ods": lambda: o.odf("spreadsheet", o.odf_table(o.report_rows(w.numbered()))),
}  # fmt: skip
# Theirs has none: a bit that flipped in a figure is another figure, and no reader can know.
PLAIN: dict[str, Callable[[], bytes]] = {
    "html": lambda: h.PLAIN, "text": lambda: w.as_text(w.numbered(), w.markdown_table).encode(), "lines": lambda: w.as_text(w.numbered(), w.bare_lines).encode(), "csv": _csv, "rtf": as_rtf,
    "mht": lambda: h.mail("text/html", h.PLAIN), "xls": lambda: o.xls({"Sheet1": o.report_rows(w.numbered())}), "excel 2003": lambda: o.excel_2003({"a": o.report_rows(w.numbered())}),
    "word 2003": lambda: word_2003(docx_tables()), "fods": lambda: o.flat_ods(o.odf_table(o.report_rows(w.numbered()))), "doc": (OFFICE / "numbered.doc").read_bytes,
}  # fmt: skip
_TEXTS = ("html", "text", "lines", "csv")


@cache
def good(name: str) -> bytes:
    """A report of tests.parse.writers.numbered in a format."""
    return (CHECKED | PLAIN)[name]()


def _flipped(draw: random.Random, names: dict[str, Callable[[], bytes]]) -> bytes:
    data = bytearray(good(draw.choice(list(names))))
    for _ in range(draw.randint(1, MAX_FLIPS)):
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    return bytes(data)


def _cut(draw: random.Random) -> bytes:
    """The end is lost, or a piece within."""
    data = good(draw.choice([*CHECKED, *PLAIN]))
    start = draw.randrange(len(data))
    return data[:start] + (data[start + draw.randint(1, 5_000) :] if draw.random() < 0.3 else b"")


def _swapped(draw: random.Random) -> bytes:
    """Two parts of a package under each other's name, or one twice."""
    with zipfile.ZipFile(BytesIO(good(draw.choice([name for name in CHECKED if name != "pdf"])))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    first, other = draw.choice(list(parts)), draw.choice(list(parts))
    parts[first], parts[other] = parts[other], draw.choice((parts[first], parts[other]))
    return o.zipped(parts)


def _recoded(draw: random.Random) -> bytes:
    """Written in one encoding and declared in another, or in none."""
    text = good(draw.choice(_TEXTS)).decode()
    encoding = draw.choice(
        (
            "gbk",
            "gb18030",
            "utf-16-le",
            "utf-16-be",
            "utf-16",
            "big5",
            "utf-32",
            "shift_jis",
            "utf-7",
            "cp1252",
            "utf-8-sig",
        )
    )
    declared = draw.choice(
        (
            "",
            "<meta charset=big5>",
            "<meta charset=gbk>",
            "<meta charset=utf-16>",
            "<?xml version='1.0' encoding='utf-16'?>",
            "<meta charset=iso-8859-1>",
        )
    )
    return (declared + text).encode(encoding, "replace")


def _mixed(draw: random.Random) -> bytes:
    """Lines that end in every way; half in one encoding, half in another."""
    text = good(draw.choice(_TEXTS)).decode()
    lines = [
        line + draw.choice(("\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\n\r", "\0\n"))
        for line in text.split("\n")
    ]
    half = len(lines) // 2 if draw.random() < 0.3 else len(lines)
    return "".join(lines[:half]).encode() + "".join(lines[half:]).encode("gb18030")


def _lengths(draw: random.Random) -> bytes:
    """A length that a file states, stated otherwise."""
    name = draw.choice(("pdf", "docx", "xlsx", "xls", "doc", "ods"))
    data = bytearray(good(name))
    if name == "pdf":
        place = draw.choice(list(re.finditer(rb"/Length (\d+)", data)))
        data[place.start(1) : place.end(1)] = draw.choice((b"0", b"1", b"999999999", b"-5", b"4 0 R"))
        return bytes(data)
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(0, len(data) - 4, 2)
        data[at : at + 4] = draw.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\1\0\0\0"))
    return bytes(data)


def _joined(draw: random.Random) -> bytes:
    """One file behind another, or with something before it."""
    first, other = (good(draw.choice([*CHECKED, *PLAIN])) for _ in range(2))
    return draw.choice(
        (
            first + other,
            b"\0" * 700 + first,
            b"\xef\xbb\xbf" * 9 + first,
            first + draw.randbytes(900),
            b"\n" * 3_000 + first,
        )
    )


def _figures(draw: random.Random) -> bytes:
    """Figures in other scripts and signs: the same number, or marked."""
    signs = draw.choice(
        (
            "٠١٢٣٤٥٦٧٨٩",
            "０１２３４５６７８９",
            "๐๑๒๓๔๕๖๗๘๙",
            "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡",
            "〇一二三四五六七八九",
            "⓪①②③④⑤⑥⑦⑧⑨",
            "⁰¹²³⁴⁵⁶⁷⁸⁹",
            "零壹贰叁肆伍陆柒捌玖",
            "oIZEASGTBg",
        )
    )
    between = draw.choice(("", "\u200b", "\u2060", "\u0301", "\u202e", "\ufe0f", "\u00ad"))
    odd = {
        cell: between.join(signs[int(c)] for c in figure) if draw.random() < 0.2 else figure
        for cell, figure in w.numbered().items()
    }
    return draw.choice(
        (w.as_page(odd).encode(), w.as_text(odd, w.markdown_table).encode(), o.as_docx(odd), o.as_xlsx(odd))
    )


KINDS: tuple[Kind, ...] = (
    Kind("flipped, with a checksum", RIGHT, lambda draw: _flipped(draw, CHECKED)), Kind("flipped, without", MAX_FLIPS, lambda draw: _flipped(draw, PLAIN)), Kind("cut", 1, _cut),
    Kind("parts swapped", RIGHT, _swapped), Kind("another encoding", RIGHT, _recoded), Kind("mixed endings", RIGHT, _mixed), Kind("another length", MAX_FLIPS, _lengths),
    Kind("joined", RIGHT, _joined), Kind("other digits", ANY, _figures),
)  # fmt: skip
