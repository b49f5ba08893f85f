"""Documents made to harm whoever reads them, and good ones come to harm on the way, drawn from a seed.

The kinds stand in hostile_markup.py, hostile_office.py and hostile_pages.py, mutations of good documents in mutations.py.
"""

import random
from collections.abc import Iterator
from typing import NamedTuple

from . import hostile_markup, hostile_office, hostile_pages, mutations

KINDS = (*hostile_markup.KINDS, *mutations.KINDS, *hostile_office.KINDS, *hostile_pages.KINDS)
_NAMES = (
    "报告.html", "报告.docx", "报告.pdf.exe", "-rf", "a'b;c$(id).docx", "…", "CON", "x" * 200, "\u202efdp.html", "报告\n2023年.html", " 2024年 .doc", "<script>alert(1)<／script>.html",
    "%00%2e%2e%2f.html", "2024年政府信息公开工作年度报告" * 5 + ".doc", "\U0001f4a9.html", "t20249999_1.html", "２０２４.xls", "a\tb", "无扩展名", ".html", "~$报告.docx",
)  # fmt: skip


class HostileDocument(NamedTuple):
    """`name`: of its file; `differs`: how many figures may differ from those of the report it was made from
    (`hostile_kinds.Kind`)."""

    kind: str
    sent: bytes
    name: str
    differs: int


def documents(seed: int, count: int) -> Iterator[HostileDocument]:
    """`count` documents; every kind comes before one comes again."""
    for number in range(count):
        yield document(seed, number)


def document(seed: int, number: int) -> HostileDocument:
    """One of them, as it stands in `documents`."""
    draw = random.Random(f"{seed} {number}")
    kind = KINDS[number % len(KINDS)]
    return HostileDocument(kind.name, kind.make(draw), draw.choice(_NAMES), kind.differ)
