"""What a fetched page is, without reading it as a report: whether it is there at all, and whether it has changed."""

import hashlib
import re
import threading
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from gouji.core.policy import read_policy
from gouji.parse.files.media_types import decode, media_type
from gouji.parse.format_registry import HTML
from gouji.parse.formats.html_limits import MAX_TAGS, would_stall

from .page_worker import PageError, ask

_MAX_FORWARDING_BYTES = 4_000  # bytes of a page that does nothing but send its reader on
_REFRESH = re.compile(r"^\s*\d+\s*[;,]\s*(?:url\s*=)?\s*['\"]?([^'\"\s]+)", re.IGNORECASE)
_LOCATION = re.compile(
    r"(?:window\.|self\.|top\.|document\.)?location(?:\.href)?\s*(?:=|\.replace\s*\(|\.assign\s*\()\s*['\"]([^'\"]+)['\"]"
)
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")


@cache
def collecting_policy() -> Mapping[str, Any]:
    """data/policy/collecting.toml."""
    return read_policy("collecting")


class PageState(NamedTuple):
    """What bytes are, found by looking into them once. `problem`: why they could not be looked into; they are then
    taken for no page, and whoever reads them as a report says more."""

    is_page: bool
    digest: str
    forwarding: str | None = None
    challenge: str | None = None
    missing: str | None = None
    is_cut: bool = False
    problem: str | None = None


class _Recent(threading.local):
    """The answer last looked at in this thread: one is looked at in several steps."""

    digest = ""
    state: PageState | None = None


_recent = _Recent()


def look_at(data: bytes) -> PageState:
    """`state_of` in a worker."""
    digest = hashlib.sha256(data).hexdigest()
    if _recent.state is None or _recent.digest != digest:
        try:
            _recent.state = ask(state_of, data)
        except PageError as error:
            _recent.state = PageState(False, digest, problem=str(error))
        _recent.digest = digest
    return _recent.state


def state_of(data: bytes) -> PageState:
    """Everything that is asked of fetched bytes."""
    if not is_html(data):
        return PageState(False, hashlib.sha256(data).hexdigest())
    return PageState(
        True, content_digest(data), forwarding_target(data), challenge_phrase(data), missing_phrase(data), is_cut(data)
    )


def is_html(data: bytes) -> bool:
    """Whether it is a web page, and one that does not stall a parser."""
    return media_type(data)[0] == HTML and data.count(b"<") <= MAX_TAGS and not would_stall(data)


def tree_of(data: bytes) -> LexborHTMLParser:
    return LexborHTMLParser(decode(data)[0])


def forwarding_target(data: bytes) -> str | None:
    """Where a page that says nothing itself sends its reader: a meta refresh, or a script in a page without text."""
    if len(data) > _MAX_FORWARDING_BYTES * 10:
        return None
    tree = tree_of(data)
    for node in tree.css("meta[http-equiv]"):
        if (node.attributes.get("http-equiv") or "").lower() == "refresh" and (
            match := _REFRESH.match(node.attributes.get("content") or "")
        ):
            return match[1]
    if len(data) <= _MAX_FORWARDING_BYTES and len(_text(tree)) < 40:
        scripts = " ".join(node.text() for node in tree.css("script"))
        if match := _LOCATION.search(scripts):
            return match[1]
    return None


def missing_phrase(data: bytes) -> str | None:
    """The words by which a page answered with 200 says that it is not there, or None."""
    return _phrase_in(data, collecting_policy()["missing"]["phrases"])


def challenge_phrase(data: bytes) -> str | None:
    """The words by which a page asks for a browser or a person, or None."""
    return _phrase_in(data, collecting_policy()["missing"]["challenges"])


def is_cut(data: bytes) -> bool:
    """Whether an HTML page ends before its end: the server said a length that was too small."""
    tail = data[-2_000:].lower()
    return is_html(data) and b"<body" in data[:200_000].lower() and b"</html" not in tail and b"</body" not in tail


def content_digest(data: bytes) -> str:
    """A digest of what a document says: of a page its text and links, without counters of visits, scripts and clocks."""
    if not is_html(data):
        return hashlib.sha256(data).hexdigest()
    tree = tree_of(data)
    text = _CLOCK.sub("", _text(tree))
    counters = "|".join(map(re.escape, collecting_policy()["counters"]["words"]))
    text = re.sub(rf"(?:{counters})[^\d\n]{{0,10}}[\d年月日/.:\- ]+", "", text)
    links = [
        node.attributes.get(name) or "" for name in ("href", "src") for node in tree.css(f"a[{name}], img[{name}]")
    ]
    return hashlib.sha256("\n".join([text, *links]).encode("utf-8", "replace")).hexdigest()


def _phrase_in(data: bytes, phrases: list[str]) -> str | None:
    if not is_html(data):
        return None
    tree = tree_of(data)
    title = tree.css_first("title")
    text = f"{title.text() if title else ''} {_text(tree)}".lower()
    if len("".join(text.split())) > collecting_policy()["missing"]["most_characters"]:
        return None
    return next((phrase for phrase in phrases if phrase in text), None)


def _text(tree: LexborHTMLParser) -> str:
    """Text of the body as lines, without scripts and styles. The tree loses them."""
    body = tree.body
    if body is None:
        return ""
    scriptless = LexborHTMLParser(body.html or "")
    for node in scriptless.css("script, style, noscript, template"):
        node.decompose()
    return re.sub(r"[ \t\xa0\u3000]*\n\s*", "\n", scriptless.body.text(separator="\n") if scriptless.body else "")
