"""Text for people: the words of the tables in Chinese, and what reports say made harmless."""

import re
import unicodedata
from typing import Any

from gouji.core.wording import (
    OUTCOME,
    SEVERITY,
    STATUS,
    band_words,
    change_words,
    chinese_date,
    chinese_only,
    published_words,
)

__all__ = [
    "OUTCOME", "PROMISE", "SEVERITY", "STATUS", "band_words", "basis", "change_words", "chinese", "chinese_date", "number", "plain",
    "published_words",
]  # fmt: skip

# What became of last year's measure in this year's report, as an office says it; in this order.
PROMISE = {
    "taken_up": "有做法", "repeated": "原样再提", "planned": "换个说法再提", "not_mentioned": "没有提到", "cannot_tell": "无法判定",
}  # fmt: skip
MAX_LENGTH = 20_000  # characters of a report's text shown at once


def plain(text: Any, longest: int = MAX_LENGTH) -> str:
    """Text of a report or a name without what reorders or hides characters (direction marks, controls)."""
    if text is None:
        return ""
    kept = "".join(c for c in str(text) if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs"))
    return kept if len(kept) <= longest else kept[:longest] + f"……（共 {len(kept):,} 字，其余从略）"


def chinese(text: Any) -> str:
    """Text of a report or a name that says everything in both languages, in Chinese alone."""
    return chinese_only(plain(text))


def basis(text: Any) -> str:
    """A legal basis without the notes of how far its source could be read."""
    return re.sub(r"\[[VP][^\]]*\]", "", plain(text))


def number(value: Any) -> str:
    """12345 -> 12,345; 25.100000 -> 25.1; None -> an en dash."""
    if value is None:
        return "–"
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return text or "0"
