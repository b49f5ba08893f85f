"""A document read back: its report, its figures, or the reason why it cannot be read."""

import pytest

from gouji.core.model import REPORTED, Report, UnreadableDocument
from gouji.parse.reports import parse


def read(data: bytes) -> Report:
    (found,) = parse(data)
    return found


def values(found: Report) -> dict[str, str]:
    return {c.cell: str(c.value) if c.state == REPORTED else c.state for c in found.cells}


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableDocument) as error:
        parse(data)
    return str(error.value)
