"""The styles of an RTF: the words of each that decide whether its text is seen (RTF 1.9.1, Style Sheet).

A run should say all its style does in words of its own; some writers leave them out, and programs apply the style.
"""

import re

from .rtf_tokens import group_end

MAX_STYLE_CHAIN = 40  # styles based on one another
Words = tuple[tuple[bytes, int | None], ...]

_SHEET = re.compile(rb"\{[\r\n ]*\\stylesheet(?![a-z])")
_WORD = re.compile(rb"\\([a-z]+)(-?[0-9]{1,6})?")
_OF_PARAGRAPHS = (b"v", b"strike", b"striked")
_OF_CHARACTERS = (*_OF_PARAGRAPHS, b"super", b"sub", b"up", b"dn", b"fs", b"cf")


def read_styles(data: bytes) -> dict[tuple[bytes, int | None], Words]:
    """The words of the styles that have any, by the word that calls them: (b"cs", 15), (b"s", 2)."""
    sheet = _SHEET.search(data)
    if sheet is None:
        return {}
    own: dict[tuple[bytes, int | None], Words] = {}
    bases: dict[tuple[bytes, int | None], int | None] = {}
    at, end = sheet.end(), group_end(data, sheet.end())
    while (at := data.find(b"{", at, end)) >= 0:
        past = group_end(data, at + 1)
        words = [(word, int(number) if number else None) for word, number in _WORD.findall(data[at:past])]
        said = dict(words)
        kind = b"cs" if b"cs" in said else b"s"
        kept = _OF_CHARACTERS if kind == b"cs" else _OF_PARAGRAPHS
        own[kind, said.get(kind, 0)] = tuple(word for word in words if word[0] in kept)
        bases[kind, said.get(kind, 0)] = said.get(b"sbasedon")
        at = past
    found = {style: _with_bases(style, own, bases) for style in own}
    return {style: words for style, words in found.items() if words}


def _with_bases(
    style: tuple[bytes, int | None],
    own: dict[tuple[bytes, int | None], Words],
    bases: dict[tuple[bytes, int | None], int | None],
) -> Words:
    words: Words = ()
    for _ in range(MAX_STYLE_CHAIN):
        if style not in own:
            break
        words = own[style] + words
        style = style[0], bases[style]
    return words
