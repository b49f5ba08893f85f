"""Which styles of a web page's own sheets and attributes apply to which of its elements."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .css_rules import (
    MAX_RULES,
    MAX_VALUE_LENGTH,
    Declaration,
    Rule,
    applies_to_screen,
    read_declarations,
    read_rules,
)
from .css_values import colour, size_in_font
from .html_selectors import Selection, TooMuchWork

MAX_STYLES = 20_000  # different style attributes of a page, a second
MAX_STYLE_LENGTH = 10_000  # characters of a style attribute
_NAMES = re.compile(r"\b(?:class|id)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.IGNORECASE)
_SELECTED_NAMES = re.compile(r"[.#]([\w-]+)")
_VARIABLE = re.compile(r"(?<![\w-])(--[\w-]{1,80}+)\s*:\s*([^;}\"]+)")
_USE_OF_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_IMPORT = re.compile(r"@import\s+(?:url\(\s*)?[\"']?([^\"')\s;]{1,2000})[^;]{0,200};?", re.IGNORECASE)
_OTHER_NAMES = {
    "text-decoration-line": "text-decoration", "-webkit-text-fill-color": "color",
    "overflow-x": "overflow", "overflow-y": "overflow",
}  # fmt: skip

Styles = dict[int, dict[str, str]]  # of an element, by its mem_id: property -> value, in small letters
_Rank = tuple[bool, bool, bool, tuple[int, int, int], int]


class Cascade(NamedTuple):
    """`is_cut`: there were more rules than are looked at. `lacks_sheet`: a style sheet did not come with the page."""

    styles: Styles
    is_cut: bool
    lacks_sheet: bool


def cascade(tree: LexborHTMLParser, text: str, properties: frozenset[str], sheets: Mapping[str, str]) -> Cascade:
    """What applies of the given properties, by importance, origin, specificity and order (CSS Cascading and
    Inheritance Level 4, section 6).

    `text`: the page; `sheets`: the style sheets that came with it, by the address the page gives them.
    """
    found: dict[int, dict[str, tuple[_Rank, str]]] = {}
    names = {name for groups in _NAMES.findall(text) for group in groups for name in group.lower().split()}
    own, lacks_sheet = _sheets(tree, sheets)
    is_cut = False
    selection = Selection(tree, text.count("<"))
    try:
        for order, rule in enumerate(_own_rules(own, properties)):
            if order > MAX_RULES:
                raise TooMuchWork
            if _may_match(rule.selector, names):
                for node in selection.select(rule.parts):
                    of = found.setdefault(node.mem_id, {})
                    _put(of, rule.declarations, rule.layered, (False, rule.specificity, order))
    except (TooMuchWork, RecursionError):
        is_cut = True
    different: set[str] = set()
    for node in tree.css("[style]"):
        style = node.attrs.get("style") or ""
        different.add(style)
        if len(different) > MAX_STYLES:
            is_cut = True
            break
        declarations = [each for each in _of_attribute(style) if each.name in properties]
        if declarations:
            _put(found.setdefault(node.mem_id, {}), declarations, False, (True, (0, 0, 0), 0))
    styles = {mark: {name: value for name, (_, value) in of.items()} for mark, of in found.items()}
    if "var(" in text or any("var(" in sheet for sheet in own):
        _fill_in(styles, "\n".join([text, *own]).lower())
    return Cascade(styles, is_cut, lacks_sheet)


def generated(
    tree: LexborHTMLParser, text: str, properties: frozenset[str], sheets: Mapping[str, str]
) -> Iterator[tuple[LexborNode, str, dict[str, str]]]:
    """The elements before or behind which style sheets show something (`content`), on which side, and its styles."""
    own, _ = _sheets(tree, sheets)
    selection = Selection(tree, text.count("<"))
    for side in ("before", "after"):
        found: dict[int, tuple[LexborNode, dict[str, tuple[_Rank, str]]]] = {}
        with suppress(TooMuchWork, RecursionError):
            for order, rule in enumerate(rule for sheet in own for rule in read_rules(sheet, properties, side)):
                if order > MAX_RULES:
                    break
                for node in selection.select(rule.parts):
                    _, of = found.setdefault(node.mem_id, (node, {}))
                    _put(of, rule.declarations, rule.layered, (False, rule.specificity, order))
        for node, of in found.values():
            yield node, side, {name: value for name, (_, value) in of.items()}


def _put(
    of: dict[str, tuple[_Rank, str]],
    declarations: Iterable[Declaration],
    layered: bool,
    rank: tuple[bool, tuple[int, int, int], int],
) -> None:
    """Adds declarations to what an element has, where they are the stronger ones."""
    for name, value, important in _long_hands(declarations):
        told = (important, layered == important, *rank)  # what is important is strongest in a layer
        if name not in of or told >= of[name][0]:
            of[name] = (told, value)


def _sheets(tree: LexborHTMLParser, beside: Mapping[str, str]) -> tuple[list[str], bool]:
    """The style sheets of a page for a screen, in order; and whether one did not come with it."""
    found, lacks_sheet = [], False
    for node in tree.css("style, link[rel][href]"):
        attributes = node.attributes
        if not applies_to_screen(attributes.get("media") or ""):
            continue
        if node.tag == "style":
            imported = _IMPORT.findall(node.text())
            lacks_sheet = lacks_sheet or any(address not in beside for address in imported)
            found += [beside.get(address, "") for address in imported]
            found.append(node.text())
        elif (attributes.get("rel") or "").lower().strip() == "stylesheet":
            address = attributes.get("href") or ""
            lacks_sheet = lacks_sheet or address not in beside
            found.append(beside.get(address, ""))
    return found, lacks_sheet


def _own_rules(sheets: Iterable[str], properties: frozenset[str]) -> Iterator[Rule]:
    return (rule for sheet in sheets for rule in read_rules(sheet, properties))


def _may_match(selector: str, names: set[str]) -> bool:
    """Whether the page has the classes and ids that a selector asks for: many sheets are those of a whole site."""
    if "(" in selector or "\\" in selector or "[" in selector:
        return True
    return all(name in names for name in _SELECTED_NAMES.findall(selector.lower()))


@lru_cache(maxsize=8192)  # pages made by Word repeat the same few thousands of times
def _of_attribute(style: str) -> tuple[Declaration, ...]:
    try:
        return tuple(read_declarations(style[:MAX_STYLE_LENGTH]))
    except RecursionError:
        return ()


def _long_hands(declarations: Iterable[Declaration]) -> Iterator[Declaration]:
    """Declarations by one name each: shorthands give way to what they set."""
    for each in declarations:
        if each.name == "background":
            ground = next((word for word in (each.value, *each.value.split()) if colour(word)), "transparent")
            yield each._replace(name="background-color", value=ground)
            yield each._replace(name="background-image")
        elif each.name == "font":
            if size := size_in_font(each.value):
                yield each._replace(name="font-size", value=size)
        else:
            yield each._replace(name=_OTHER_NAMES.get(each.name, each.name))


def _fill_in(styles: Styles, text: str) -> None:
    """Puts the values of custom properties in place of var(--name); each is taken to be set once on a page."""
    variables = {name: value[:MAX_VALUE_LENGTH] for name, value in _VARIABLE.findall(text)}
    for of in styles.values():
        for name, value in of.items():
            for _ in range(3):  # one may name another
                if "var(" not in value:
                    break
                value = _USE_OF_VARIABLE.sub(lambda match: str(variables.get(match[1], match[2] or "")).strip(), value)
                value = value[:MAX_VALUE_LENGTH]
            of[name] = value
