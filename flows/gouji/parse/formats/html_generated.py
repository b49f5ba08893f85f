"""What style sheets add to the cells of a web page: text before and behind (::before, ::after), and elements that are
laid over what stands there."""

import re
from collections.abc import Iterable, Mapping

import tinycss2
from selectolax.lexbor import LexborHTMLParser, LexborNode

from gouji.core.model import REPORTED
from gouji.parse.cells.figures import read_figure
from gouji.parse.document import UNTOLD_SHAPE

from .css_values import colour, pixels
from .html_cascade import cascade, generated
from .html_look import Look, Values, is_taken_away, look_of
from .html_signs import ALL_PROPERTIES

MAX_CELL_LENGTH = 60  # characters of a cell with a figure; one with more is page layout
MIN_MOVED = 4.0  # px that an element is moved over others
_CELLS = frozenset(["td", "th"])
_PLACED = frozenset(
    ["position", "left", "right", "top", "bottom", "background", "background-color", "background-image"]
)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")  # characters of icon fonts


def show_generated(tree: LexborHTMLParser, text: str, sheets: Mapping[str, str]) -> None:
    """Puts what is shown before and behind elements in cells into the tree; UNTOLD_SHAPE for counters and pictures."""
    for node, side, values in generated(tree, text, ALL_PROPERTIES | {"content"}, sheets):
        cell = _cell_of(node)
        if cell is None or is_taken_away("span", values, {}) or not look_of("span", values, {}, Look()).is_seen:
            continue
        added = _PRIVATE.sub("", _content(values.get("content", ""), node))
        if not added.strip():
            continue
        first = node.first_child
        if side == "before" and first is not None:
            first.insert_before(added)
        else:
            node.insert_child(added)


def mark_overlays(tree: LexborHTMLParser, text: str, sheets: Mapping[str, str]) -> list[str]:
    """Marks cells in which an element set free of its place may lie over a figure with UNTOLD_SHAPE; gives the figures that
    float elsewhere on the page."""
    styles = cascade(tree, text, _PLACED, sheets).styles
    floating = []
    marked = []
    for node in tree.css("body *"):
        values = styles.get(node.mem_id)
        if not values or not _is_moved(values):
            continue
        own, cell = _text(node), _cell_of(node)
        if cell is None:
            if {"left", "top"} <= values.keys() and _is_alone(node) and read_figure(own).state == REPORTED:
                floating.append(own)
        elif _text(cell) != own if own else _has_ground(values):
            marked.append(node)
    for node in marked:
        node.insert_child(UNTOLD_SHAPE)
    return floating


def _cell_of(node: LexborNode) -> LexborNode | None:
    """The cell of a table of data that an element is or stands in."""
    at: LexborNode | None = node
    while at is not None and at.tag not in _CELLS:
        at = at.parent
    return None if at is None or len(_text(at)) > MAX_CELL_LENGTH else at


def _is_alone(node: LexborNode) -> bool:
    """Whether an element stands in no table at all."""
    at = node.parent
    while at is not None and at.tag != "table":
        at = at.parent
    return at is None


def _text(node: LexborNode) -> str:
    return "".join(node.text().split())


def _is_moved(values: Values) -> bool:
    position = values.get("position")
    if position in ("absolute", "fixed"):
        return True
    moved = [pixels(values[side]) or 0.0 for side in ("left", "right") if side in values]
    return position == "relative" and any(abs(step) >= MIN_MOVED for step in moved)


def _has_ground(values: Values) -> bool:
    ground = colour(values.get("background-color", ""))
    return (ground is not None and ground[3] > 0) or "url(" in values.get("background-image", "")


def _content(value: str, node: LexborNode) -> str:
    """What a value of `content` shows (CSS Generated Content 3, section 1.2)."""
    return "".join(_pieces(tinycss2.parse_component_value_list(value.partition(" / ")[0]), node))


def _pieces(tokens: Iterable[object], node: LexborNode) -> Iterable[str]:
    for token in tokens:
        kind = getattr(token, "type", "")
        if kind == "string":
            yield str(getattr(token, "value", ""))
        elif kind == "function" and getattr(token, "lower_name", "") == "attr":
            name = next((str(t.value) for t in getattr(token, "arguments", ()) if t.type == "ident"), "")
            yield node.attributes.get(name) or ""
        elif kind in ("function", "url"):
            yield UNTOLD_SHAPE
