"""Marks of other notations that converters and copying leave in the text of a cell: HTML, Markdown, TeX, pandas."""

import re
from html import unescape

from gouji.core.characters import seen_characters

LINE_BREAK = "\u2028"  # what a <br> in a cell becomes: a break that ends no row
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_STRUCK = re.compile(r"~~[^~]*~~|<(s|del|strike)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_NOTE = re.compile(r"\[\^[^\]]*\]|\^[^\s^|]{1,8}\^|<(su[pb])\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[a-z]+:|[/.#])[^()\s]*\)", re.IGNORECASE)
_TAG = re.compile(r"</?(?:a|b|big|center|code|em|font|i|ins|mark|p|small|span|strong|tt|u)\b[^<>]*>", re.IGNORECASE)
_TEX = re.compile(r"\\(?:mathbf|mathrm|mathit|mathsf|text|textbf|textit|underline|bf|rm)\s*\{([^{}]*)\}")
_MATHS = re.compile(r"(\${1,2})([^$]+)\1|\\\((.+?)\\\)")
_CODE = re.compile(r"(`+)([^`]+)\1")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3})(?=[^\s*_])([^*]*?)(?<=[^\s*_])\1(?![\w*])")
_HIGHLIGHT = re.compile(r"==([^=]+)==|\+\+([^+]+)\+\+")
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_MAY_BE_MARKED = re.compile(r"[&<*_`$~\\\]^=]|\+\+")
_EMPTY = re.compile(r"(?i:nan|<na>|nat|null|none|undefined)|Unnamed: \d+(?:_level_\d+)?")  # as pandas writes them


def unmarked(text: str) -> str:
    """The text of a cell as its notation would show it: what is struck and the marks of notes left out, emphasis,
    code, formulas and links as their text, entities as their characters; nothing for an empty cell of pandas."""
    if _MAY_BE_MARKED.search(text):
        text = unescape(text) if "&" in text else text
        text = _BREAK_TAG.sub(LINE_BREAK, text)
        text = _STRUCK.sub("", text)
        without_notes = _NOTE.sub("", text)
        text = without_notes if without_notes.strip() else text
        text = _TAG.sub("", _LINK.sub(r"\1", text))
        text = _MATHS.sub(r"\2\3", _TEX.sub(r"\1", text))
        text = _CODE.sub(r"\2", text)
        text = _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", text))
        text = _HIGHLIGHT.sub(r"\1\2", text)
        text = _ESCAPE.sub("", text)
    return "" if _EMPTY.fullmatch(text.strip()) else text


def plain(text: str) -> str:
    """`unmarked`, also without the characters that take no room."""
    return unmarked(seen_characters(text))
