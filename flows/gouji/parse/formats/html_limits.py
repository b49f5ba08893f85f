"""Web pages that would keep the parser busy for minutes, told before they are parsed."""

import re
from collections.abc import Iterator

MAX_TAGS = 300_000  # deeply nested or endless markup takes lexbor quadratic time
MAX_DEPTH = 5_000
MAX_ATTRIBUTES = 5_000
MIN_TAGS_TO_CHECK = 10_000  # a page with fewer is not looked at for its depth
_NESTING_TAG = re.compile(
    rb"<(/?)(?:div|span|font|b|i|u|a|em|strong|center|table|ul|ol|dl|section|article|blockquote)\b", re.IGNORECASE
)


def would_stall(data: bytes) -> bool:
    """Whether a page of this nesting, or with such tags, would keep the parser busy for minutes."""
    return (data.count(b"<") > MIN_TAGS_TO_CHECK and _is_deep(data)) or _is_crowded(data)


def _is_deep(data: bytes) -> bool:
    """Nesting that would keep the parser busy for minutes: it takes quadratic time."""
    depth = 0
    for closing in _NESTING_TAG.findall(data):
        depth += -1 if closing else 1
        if depth > MAX_DEPTH:
            return True
    return False


def _is_crowded(data: bytes) -> bool:
    """A tag with attributes that would do the same."""
    return any(len(tag.split(b">", 1)[0].split()) > MAX_ATTRIBUTES for tag in _long_tags(data))


def _long_tags(data: bytes) -> Iterator[bytes]:
    """What stands between one < and the next, where it is long enough for so many attributes."""
    start = 0
    while start + MAX_ATTRIBUTES < len(data):
        last = data.rfind(b"<", start, start + MAX_ATTRIBUTES + 1)
        if last < 0:
            last = data.find(b"<", start + MAX_ATTRIBUTES)
            last = last if last >= 0 else len(data)
            yield data[start:last]
        start = last + 1
