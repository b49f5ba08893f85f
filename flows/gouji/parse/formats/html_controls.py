"""Form controls of a web page -> the text that they show."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

_CONTROLS = ("input", "select", "textarea", "meter", "progress")
_WITHOUT_TEXT = frozenset(["hidden", "image", "file", "color", "search"])
_BUTTONS = frozenset(["submit", "button", "reset"])
_UNREADABLE = "（图形）"  # a value shown as a bar or as dots, that nobody reads off as a figure
_UNREADABLE_KINDS = frozenset(["range", "password"])
_CHOSEN, _NOT_CHOSEN = "☑", "☐"


def has_controls(text: str) -> bool:
    """Whether a page, in small letters, has any."""
    return any(f"<{tag}" in text for tag in _CONTROLS)


def show_values(tree: LexborHTMLParser) -> None:
    """Puts what each control shows in its place. Blanks around it keep two controls side by side apart."""
    for node in tree.css(", ".join(_CONTROLS)):
        shown = _shown(node).strip()
        if shown:
            node.replace_with(f" {shown} ")
        else:
            node.decompose()


def _shown(node: LexborNode) -> str:
    attributes = node.attributes
    if node.tag == "select":
        return _selected(node)
    if node.tag == "textarea":
        return node.text()
    if node.tag in ("meter", "progress"):
        return _UNREADABLE
    kind = (attributes.get("type") or "text").lower()
    if kind in _WITHOUT_TEXT:
        return ""
    if kind in ("checkbox", "radio"):
        return _CHOSEN if "checked" in attributes else _NOT_CHOSEN
    if kind in _UNREADABLE_KINDS:
        return _UNREADABLE
    if kind in _BUTTONS:
        label = (attributes.get("value") or "").strip()
        return label if label.isdigit() else ""
    value, hint = attributes.get("value") or "", attributes.get("placeholder") or ""
    return value if value or not any(map(str.isdigit, hint)) else f"（提示 {hint}）"  # a grey figure is not filled in


def _selected(node: LexborNode) -> str:
    """The chosen option, the last where several are; in a list without any chosen one the first, as it is shown."""
    options = node.css("option")
    chosen = [option for option in options if "selected" in option.attributes]
    if "multiple" in node.attributes or (node.attributes.get("size") or "1") not in ("0", "1"):
        return " ".join(_label(option) for option in chosen)
    if not chosen:
        chosen = [option for option in options if "disabled" not in option.attributes][:1]
    return _label(chosen[-1]) if chosen else ""


def _label(option: LexborNode) -> str:
    return option.attributes.get("label") or option.text().strip()
