"""Style sheets -> the rules that can hide, strike or raise text, as a browser on a desktop screen applies them."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import tinycss2
from tinycss2.ast import Node, QualifiedRule

from .html_selectors import Part, TooMuchWork, parts_of

SCREEN_WIDTH = 1280  # px, a common desktop window: what is written for narrower ones (phones) does not apply
SCREEN_HEIGHT = 800
MAX_RULES = 2_000  # of a page
MAX_VALUE_LENGTH = 200  # characters of a value: what can hide text is short
MAX_NESTED_BLOCKS = 10  # @media in @supports in …
MAX_LENGTH = 2_000_000  # characters of a style sheet
MAX_PARSED_LENGTH = 400_000  # characters of those of its rules that matter, half a second

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACE_IN_STRING = re.compile(r"""["'][^"'\n{}]*+[{}][^"'\n]*+["']""")
_WHEN_POINTED_AT = re.compile(r":(?:hover|active|focus|target|visited|before|after|first-l|selection|-)|::")
_WIDTHS = re.compile(r"\(\s*(min|max)-(?:device-)?(width|height)\s*:\s*([\d.]+)(px|em|rem|pt)\s*\)")
_RANGE = re.compile(r"\(\s*(width|height)\s*([<>])(=?)\s*([\d.]+)(px|em|rem|pt)\s*\)")
_HOLDS = re.compile(
    r"\(\s*(?:orientation\s*:\s*landscape|hover\s*:\s*hover|pointer\s*:\s*fine|color|prefers-color-scheme\s*:\s*light"
    r"|(?:any-)?hover|(?:any-)?pointer|display-mode\s*:\s*browser)\s*\)"
)
_PIXELS = {"px": 1.0, "em": 16.0, "rem": 16.0, "pt": 4 / 3}


class Declaration(NamedTuple):
    name: str
    value: str  # in small letters
    important: bool


class Rule(NamedTuple):
    """`specificity`: (ids, classes, elements); the order of rules is that of the list they come in.

    `layered`: in a cascade layer, which gives way to rules that are in none.
    """

    selector: str
    parts: list[Part]
    specificity: tuple[int, int, int]
    layered: bool
    declarations: list[Declaration]


def read_rules(sheet: str, properties: frozenset[str], side: str = "") -> Iterator[Rule]:
    """The rules of a style sheet that set one of these properties, one for each selector of a group.

    `side`: "before" or "after" for the rules of what is shown there, by the selectors of what it is shown beside.
    Raises TooMuchWork behind the last rule of a sheet that is too long to be read whole.
    """
    text = _relevant(_COMMENT.sub(" ", sheet[:MAX_LENGTH]), properties)
    nodes = tinycss2.parse_stylesheet(text[:MAX_PARSED_LENGTH], skip_comments=True, skip_whitespace=True)
    yield from _rules(nodes, properties, side, False, 0)
    if len(sheet) > MAX_LENGTH or len(text) > MAX_PARSED_LENGTH:
        raise TooMuchWork


def read_declarations(text: str) -> list[Declaration]:
    """What a style attribute sets, later declarations last."""
    return list(_declarations(tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True)))


def applies_to_screen(query: str) -> bool:
    """Whether a media query holds on a desktop screen. One that is not understood does not."""
    return not query.strip() or any(_holds(part.strip().lower()) for part in query.split(","))


def _holds(query: str) -> bool:
    is_not = query.startswith("not ")
    conditions = re.split(r"\band\b", query.removeprefix("not ").removeprefix("only "))
    return all(_condition(condition.strip()) for condition in conditions) != is_not


def _condition(text: str) -> bool:
    if text in ("all", "screen") or _HOLDS.fullmatch(text):
        return True
    if match := _WIDTHS.fullmatch(text):
        bound, size = float(match[3]) * _PIXELS[match[4]], _size(match[2])
        return size >= bound if match[1] == "min" else size <= bound
    if match := _RANGE.fullmatch(text):
        bound, size = float(match[4]) * _PIXELS[match[5]], _size(match[1])
        return (size > bound if match[2] == ">" else size < bound) or (bool(match[3]) and size == bound)
    return False


def _size(side: str) -> int:
    return SCREEN_WIDTH if side == "width" else SCREEN_HEIGHT


def _relevant(sheet: str, properties: Iterable[str]) -> str:
    """A sheet without the blocks that set none of the properties: parsing takes most of the time."""
    if _BRACE_IN_STRING.search(sheet):
        return sheet
    wanted = re.compile("|".join(map(re.escape, properties)), re.IGNORECASE)
    kept = []
    for part in sheet.split("}"):
        before, brace, body = part.rpartition("{")
        if not brace or wanted.search(body):
            kept.append(part + "}")
        else:
            kept.append(before[: max(before.rfind("{"), before.rfind(";")) + 1])
    return "".join(kept).removesuffix("}")


def _rules(nodes: Iterable[Node], properties: frozenset[str], side: str, layered: bool, depth: int) -> Iterator[Rule]:
    for node in nodes:
        if isinstance(node, QualifiedRule):
            yield from _of_each_selector(node, properties, side, layered)
        elif node.type == "at-rule" and node.content is not None and depth < MAX_NESTED_BLOCKS:
            query = tinycss2.serialize(node.prelude)
            kind = node.lower_at_keyword
            if (
                (kind == "media" and applies_to_screen(query))
                or (kind == "supports" and not query.strip().lower().startswith("not"))
                or kind == "layer"
            ):
                inside = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
                yield from _rules(inside, properties, side, layered or kind == "layer", depth + 1)


def _of_each_selector(node: QualifiedRule, properties: frozenset[str], side: str, layered: bool) -> Iterator[Rule]:
    contents = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
    declarations = [each for each in _declarations(contents) if each.name in properties]
    if declarations:
        for tokens in _parted(node.prelude):
            if side:
                tokens = _beside(tokens, side)
            selector = tinycss2.serialize(tokens).strip()
            # What shows only while the mouse is there is not what a page shows.
            if selector and not _WHEN_POINTED_AT.search(selector):
                yield Rule(selector, parts_of(tokens), _specificity(tokens), layered, declarations)


def _declarations(nodes: Iterable[Node]) -> Iterator[Declaration]:
    for node in nodes:
        if node.type == "declaration":
            value = " ".join(tinycss2.serialize(node.value).lower().split())
            yield Declaration(node.lower_name, value[:MAX_VALUE_LENGTH], node.important)


def _parted(tokens: Iterable[Node]) -> list[list[Node]]:
    """The selectors of a group: what stands between its commas."""
    parts: list[list[Node]] = [[]]
    for token in tokens:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _beside(tokens: list[Node], side: str) -> list[Node]:
    """A selector of ::before or ::after without that; none for other selectors."""
    while tokens and tokens[-1].type == "whitespace":
        tokens = tokens[:-1]
    if not (tokens and tokens[-1].type == "ident" and tokens[-1].lower_value == side and tokens[:-1][-1:] == [":"]):
        return []
    tokens = tokens[:-3] if tokens[-3:-2] == [":"] else tokens[:-2]
    return (
        tokens if tokens and tokens[-1].type != "whitespace" else [*tokens, *tinycss2.parse_component_value_list("*")]
    )


def _specificity(tokens: Iterable[Any]) -> tuple[int, int, int]:
    """How strong a selector is (Selectors Level 4, section 17): ids, classes and attributes, elements."""
    ids = classes = elements = 0
    before: Any = None
    for token in tokens:
        if token.type == "hash":
            ids += 1
        elif token.type == "[] block":
            classes += 1
        elif token.type == "ident":
            classes += before in (".", ":")
            elements += before not in (".", ":")
        elif token.type == "function":
            if token.lower_name in ("is", "not", "has"):
                strongest = max(map(_specificity, _parted(token.arguments)))
                ids, classes, elements = ids + strongest[0], classes + strongest[1], elements + strongest[2]
            else:
                classes += token.lower_name != "where"
        before = token
    return ids, classes, elements
