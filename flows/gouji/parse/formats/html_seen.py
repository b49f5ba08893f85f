"""A web page as a reader sees it: what is hidden or struck out is taken out of its tree, and what is raised stands in
<sup>."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .html_cascade import Styles, cascade
from .html_look import RAISED, Look, is_struck, is_taken_away, look_of

MIN_ARTICLE_LENGTH = 200  # characters of hidden text that may be an article
_ATTRIBUTES = frozenset(["a", "bdo", "body", "details", "dialog", "font", "table", "td", "th", "tr"])
_CONTROLS = frozenset(["input", "meter", "progress", "select", "textarea"])  # they have colours and sizes of their own
_REPLACED = frozenset([*_CONTROLS, "embed", "iframe", "img", "object"])


@dataclass
class Seen:
    """What was taken out that may be an article or a table: `hides_article`, or `folds_article` (<details>), which a
    reader can unfold. `warnings`: what could not be looked at."""

    hides_article: bool = False
    folds_article: bool = False
    warnings: list[str] = field(default_factory=list)


@dataclass
class _Page:
    tree: LexborHTMLParser
    styles: Styles
    with_hidden: frozenset[int]  # elements with the attribute, by mem_id
    lacks_sheet: bool
    keeps_hidden: bool
    keeps_folded: bool
    on_removal: Callable[[LexborNode], None]
    opened: frozenset[int]  # articles that a script shows and all around them, by mem_id
    seen: Seen = field(default_factory=Seen)
    # What is changed once the tree has been walked.
    unseen: list[LexborNode] = field(default_factory=list)  # text
    doubtful: list[LexborNode] = field(default_factory=list)  # text that may have the colour of its ground
    changed: list[tuple[LexborNode, Look]] = field(default_factory=list)  # text that is raised or runs backwards
    level: list[LexborNode] = field(default_factory=list)  # <sup> that raises nothing


def show(
    tree: LexborHTMLParser,
    text: str,
    properties: frozenset[str],
    sheets: Mapping[str, str],
    on_removal: Callable[[LexborNode], None],
    opened: Sequence[LexborNode],
    *,
    keeps_hidden: bool = False,
    keeps_folded: bool = False,
) -> Seen:
    """Leaves in the tree what is seen.

    `on_removal` is told of each element before it is taken out. `opened`: articles that a script shows, wherever they
    are held. `keeps_…`: what is hidden or folded and may be an
    article or a table stays.
    """
    found = cascade(tree, text, properties, sheets)
    with_hidden = frozenset(node.mem_id for node in tree.css("[hidden]"))
    page = _Page(
        tree, found.styles, with_hidden, found.lacks_sheet, keeps_hidden, keeps_folded, on_removal, _around(opened)
    )
    if found.is_cut:
        page.seen.warnings.append(
            "网页的样式表过大，只核对了一部分，个别隐藏的文字可能仍被读入，请对照原网页核对。"
            " Too many style rules: text that they hide may have been read."
        )
    if tree.body is not None:
        _walk(
            page, tree.body, is_quirky=not text[:200].lstrip("\ufeff \t\r\n").lower().startswith(("<!doctype", "<?xml"))
        )
        _change(page)
    return page.seen


def _around(nodes: Sequence[LexborNode]) -> frozenset[int]:
    """These elements and all that they stand in."""
    found: set[int] = set()
    for node in nodes:
        parent: LexborNode | None = node
        while parent is not None and parent.mem_id not in found:
            found.add(parent.mem_id)
            parent = parent.parent
    return frozenset(found)


def _walk(page: _Page, body: LexborNode, *, is_quirky: bool) -> None:
    """Takes out what is not shown, and notes the pieces of text that are not shown as they stand."""
    stack: list[tuple[LexborNode, Look]] = [(body, Look())]
    while stack:
        node, around = stack.pop()
        tag = node.tag or ""
        if tag == "-text":
            _note_text(page, node, around)
            continue
        look = _look(page, node, tag, around, is_quirky)
        if look is None:
            page.on_removal(node)
            node.decompose()
            continue
        if tag in RAISED and not look.is_raised:
            page.level.append(node)
        child = node.first_child
        while child is not None:
            stack.append((child, look))
            child = child.next


def _look(page: _Page, node: LexborNode, tag: str, around: Look, is_quirky: bool) -> Look | None:
    """How the inside of an element looks; None where it is not shown."""
    values = page.styles.get(node.mem_id, {})
    is_told = tag in _ATTRIBUTES or node.mem_id in page.with_hidden
    if (
        not values
        and not is_told
        and not page.opened
        and tag not in RAISED
        and tag not in _REPLACED
        and not is_struck(tag, values)
    ):
        return around
    attributes = node.attributes if is_told else {}
    if node.mem_id in page.opened:
        return Look()
    if is_taken_away(tag, values, attributes) and not _is_kept(page, node):
        return None
    if is_struck(tag, values):
        return None
    if tag == "details" and "open" not in attributes:
        _fold(page, node)
    if tag == "table" and is_quirky:  # a page without doctype: tables take neither size nor colour from around them
        around = around._replace(size=Look().size, colour=Look().colour)
    if tag in _CONTROLS:
        around = Look(is_visible=around.is_visible)
    look = look_of(tag, values, attributes, around)
    if around.is_visible and not look.is_visible and _is_kept(page, node):
        look = look._replace(is_visible=True)
    return None if tag in _REPLACED and not look.is_seen else look


def _is_kept(page: _Page, node: LexborNode) -> bool:
    """Whether something hidden stays; notes that it may be an article."""
    if not _may_be_article(node):
        return False
    page.seen.hides_article = True
    return page.keeps_hidden


def _may_be_article(node: LexborNode) -> bool:
    return node.css_first("table") is not None or len("".join(node.text().split())) >= MIN_ARTICLE_LENGTH


def _fold(page: _Page, details: LexborNode) -> None:
    """Takes out what a closed <details> does not show: all but its summary."""
    children = list(details.iter(include_text=True))
    summary = next((child.mem_id for child in children if child.tag == "summary"), None)
    folded = [child for child in children if child.mem_id != summary]
    if any(_may_be_article(child) for child in folded if child.tag != "-text"):
        page.seen.folds_article = True
        if page.keeps_folded:
            return
    for child in folded:
        if child.tag != "-text":
            page.on_removal(child)
        child.decompose()


def _note_text(page: _Page, text: LexborNode, look: Look) -> None:
    if not look.is_seen:
        if look.has_colour_of_ground and look.is_paper and page.lacks_sheet and look.is_visible and _has_class(text):
            page.doubtful.append(text)
        else:
            page.unseen.append(text)
        return
    if look.is_raised or look.is_backwards:
        page.changed.append((text, look))


def _has_class(text: LexborNode) -> bool:
    """Whether a style sheet that is not there may colour the ground of a text: an element around it, within its table,
    has a name by which it can."""
    node = text.parent
    while node is not None and node.tag != "body":
        attributes = node.attributes
        name = attributes.get("class") or attributes.get("id") or ""
        if name and not name.startswith("Mso"):  # Word's own, in no other style sheet
            return True
        if node.tag == "table":
            return False
        node = node.parent
    return False


def _change(page: _Page) -> None:
    """Makes text what is seen of it."""
    for text in page.unseen:
        text.decompose()
    for text in page.doubtful:  # set apart: no part of the figure beside it
        text.replace_with(f" {text.text_content or ''} ")
    for text, look in page.changed:
        words = text.text_content or ""
        words = words[::-1] if look.is_backwards else words
        if look.is_raised:
            mark = page.tree.create_node("sup")
            mark.insert_child(words)
            text.replace_with(mark)
        else:
            text.replace_with(words)
    for node in page.level:
        node.unwrap()
