"""The lines of a cell of a web page, parted by <br> or <p>."""

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

MAX_LINES = 200  # of a cell
TEXT, BREAK, BLOCK = "text", "break", "block"
_SKIPPED = frozenset(["-comment", "script", "style", "template"])
_BLOCKS = frozenset(["p", "div", "li", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"])


def cell_lines(cell: LexborNode) -> list[str]:
    """The lines of a cell as they are shown; an empty one is a line too, but for what ends the cell."""
    lines: list[str] = []
    line: list[str] = []
    is_open = False  # whether the line has begun: a block that holds nothing takes no room

    def end() -> None:
        nonlocal is_open
        if is_open and len(lines) < MAX_LINES:
            lines.append(" ".join("".join(line).split()))
        line.clear()
        is_open = False

    for kind, node in pieces(cell):
        if node is not None:
            text = node.text_content or ""
            line.append(text)
            is_open = is_open or bool(text.strip(" \t\r\n"))  # a no-break space takes room
        elif kind == BREAK:
            is_open = True
            end()
        else:
            end()
    end()
    return lines


def pieces(cell: LexborNode) -> Iterator[tuple[str, LexborNode | None]]:
    """The texts of a cell, its line breaks, and where blocks begin and end, in order."""
    stack: list[LexborNode | None] = [cell]
    while stack:
        node = stack.pop()
        if node is None:
            yield BLOCK, None
        elif node.tag == "-text":
            yield TEXT, node
        elif node.tag == "br":
            yield BREAK, None
        elif node.tag not in _SKIPPED:
            if node.tag in _BLOCKS:
                yield BLOCK, None
                stack.append(None)
            stack.extend(reversed(list(node.iter(include_text=True))))
