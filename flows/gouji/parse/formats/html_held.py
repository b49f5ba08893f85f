"""Articles that a web page holds in store and that a script shows: in a text box that is not shown, a template, a
string of a script."""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .html_limits import MAX_TAGS, would_stall

MAX_ARTICLES = 50  # of a page
MAX_LENGTH = 4_000_000  # characters of all of them
MIN_LENGTH = 200  # characters: what is shorter is no article
_SIGNS = ("<textarea", "<template", "<noscript", "<script", "&lt;/", "hidden")
_HOLDERS = 'textarea, script, template, noscript, input[type="hidden" i], div, p, pre, span'
_MARKUP = re.compile(r"</(?:p|td|div|table|span)\s*>", re.IGNORECASE)
# One that is not closed ends with its line, so that no script is looked through again from each of its quotes.
_STRING = re.compile(
    r'"([^"\\\n]*+(?:\\.[^"\\\n]*+)*+)"?'
    r"|'([^'\\\n]*+(?:\\.[^'\\\n]*+)*+)'?"
    r"|`([^`\\]*+(?:\\.[^`\\]*+)*+)`?",
    re.DOTALL,
)
_ADDED = re.compile(r"(?:\+|[;,)\s]*[\w.]+\s*\+=|[;,)\s]*document\.write(?:ln)?\()\s*")
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,5})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r?\n)|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "v": "", "0": ""}
_OLD_ESCAPE = re.compile(r"%u([0-9a-fA-F]{4})")
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{400,}={0,2}")
_COMPUTED = "（脚本算出）"  # what stands between two strings and is none: no figure, so the cell is unreadable


def may_hold_articles(text: str) -> bool:
    """Whether a page, in small letters, has what an article can be held in: a first look."""
    return any(sign in text for sign in _SIGNS)


def open_articles(tree: LexborHTMLParser) -> list[LexborNode]:
    """Puts the articles that a page holds into its tree, each where it is held; the elements they now stand in."""
    opened: list[LexborNode] = []
    left = MAX_LENGTH
    for node in tree.css(_HOLDERS):
        for article in _articles(node):
            left -= len(article)
            if left < 0 or len(opened) == MAX_ARTICLES:
                return opened
            block = tree.create_node("div")
            block.inner_html = article
            node.insert_before(block)  # a copy of it
            if (placed := node.prev) is not None:
                opened.append(placed)
    return opened


def _articles(node: LexborNode) -> Iterator[str]:
    tag = node.tag
    if tag == "script" and "json" not in (kind := node.attributes.get("type") or "").lower():
        candidates = [node.text()] if "html" in kind or "template" in kind else _strings(node.text())
    elif tag == "script":
        candidates = _strings(node.text())
    elif tag == "template":
        candidates = [(node.html or "").partition(">")[2]]
    elif tag == "input":
        candidates = [node.attributes.get("value") or ""]
    elif tag in ("textarea", "noscript"):
        candidates = [node.text()]
    else:  # markup that is shown as text until a script turns it into markup
        child = node.first_child
        candidates = [node.text()] if child is not None and child.tag == "-text" and child.next is None else []
    for candidate in candidates:
        article = _plain(candidate) if len(candidate) >= MIN_LENGTH else ""
        if _MARKUP.search(article) and article.count("<") <= MAX_TAGS and not would_stall(article.encode()):
            yield article


def _plain(text: str) -> str:
    """Markup that was coded to travel: in base64, with %3C, with &lt;."""
    if _BASE64.fullmatch(text):
        try:
            text = b64decode(text).decode("utf-8")
        except (Base64Error, ValueError):
            return ""
    if "%3c" in text[:2000].lower():
        text = unquote(_OLD_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text))
    if not _MARKUP.search(text) and "&lt;/" in text:
        text = unescape(text)
    return text


def _strings(script: str, depth: int = 0) -> list[str]:
    """The strings of a script or of JSON, their escapes undone; those joined by + as one."""
    found: list[str] = []
    end = -1
    for match in _STRING.finditer(script):
        text = _unescaped(next(group for group in match.groups() if group is not None))
        between = script[end : match.start()].strip() if end >= 0 else ";"
        end = match.end()
        if not found or len(between) >= MIN_LENGTH:
            found.append(text)
        elif _ADDED.fullmatch(between):
            found[-1] += text
        elif between.startswith("+") and between.endswith("+"):
            found[-1] += _COMPUTED + text
        else:
            found.append(text)
    if depth < 1:  # JSON in a string
        found += [inner for text in found if text.lstrip()[:1] in ("{", "[") for inner in _strings(text, depth + 1)]
    return found


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text

    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2] or match[3]
        if code:
            return chr(int(code, 16))
        return _ESCAPED.get(match[5], match[5]) if match[5] else ""

    text = _ESCAPE.sub(character, text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # pairs written apart
