"""RTF documents, as a word processor writes them."""

from .draft import Draft
from .office import Placed, printed_parts

WIDTH = 9_000  # of a table, in twips
_SIDES = "".join(f"\\clbrdr{side}\\brdrs\\brdrw10" for side in "tlbr")
_HEAD = "{\\rtf1\\ansi\\ansicpg936\\deff0\\uc1{\\fonttbl{\\f0\\fnil\\fcharset134 SimSun;}}\\paperw11906\\paperh16838\n"


def rtf_document(draft: Draft) -> bytes:
    """The bytes of an RTF document."""
    parts = []
    for kind, content in printed_parts(draft):
        if kind == "table":
            parts.append(_table(content))
        else:
            centred, size = ("\\qc", 36) if kind == "title" else ("\\fi640", 32)
            parts.append(f"\\pard{centred}\\f0\\fs{size} {_text(content)}\\par\n")
    return (_HEAD + "".join(parts) + "}").encode("ascii")


def _table(rows: list[list[Placed]]) -> str:
    """Each merged cell has one beneath it in every row it covers, marked as going on."""
    columns = max(at + wide for row in rows for _, at, _, wide in row)
    lines = []
    below: dict[int, tuple[int, int]] = {}  # grid column -> rows still covered, columns
    for row in rows:
        cells = {at: (text, tall, wide, "\\clvmgf" if tall > 1 else "") for text, at, tall, wide in row}
        cells |= {at: ("", tall, wide, "\\clvmrg") for at, (tall, wide) in below.items()}
        edges = "".join(
            f"{merge}{_SIDES}\\cellx{WIDTH * (at + wide) // columns}"
            for at, (_, _, wide, merge) in sorted(cells.items())
        )
        texts = "".join(f"\\pard\\intbl\\fs18 {_text(text)}\\cell\n" for _, (text, *_) in sorted(cells.items()))
        lines.append(f"\\trowd\\trgaph108{edges}\n{texts}\\row\n")
        below = {at: (tall - 1, wide) for at, (_, tall, wide, _) in cells.items() if tall > 1}
    return "".join(lines)


def _text(text: str) -> str:
    """ASCII as it is, all else by its number with a mark for readers that cannot."""
    return "".join(
        ("\\" + char if char in "\\{}" else char) if ord(char) < 128 else f"\\u{_signed(ord(char))}?" for char in text
    )


def _signed(code: int) -> int:
    return code - 65_536 if code >= 32_768 else code
