"""A small RTF writer for tests, from the printed tables of writers.py."""

from collections.abc import Callable

from tests.parse import writers as w

HEAD = (
    r"{\rtf1\ansi\ansicpg936\uc1{\fonttbl{\f0\fcharset134 SimSun;}}"
    r"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;\red31\green56\blue100;\red253\green253\blue253;"
    r"\red255\green255\blue0;}"
    r"{\stylesheet{\s0 Normal;}{\*\cs15\v Hidden;}{\*\cs16\sbasedon15 HiddenToo;}{\*\cs17\sbasedon16\v0 Seen;}"
    r"{\s18\sbasedon0\v HiddenLines;}{\*\cs19\strike Struck;}{\*\cs20\cf2 White;}}"
)
BLACK, WHITE, BLUE, NEARLY_WHITE, YELLOW = range(1, 6)  # numbers of colours
CELL_TWIPS = 900


def escaped(text: str) -> str:
    """Characters that are not ASCII as \\uN; ASCII may hold control words."""
    return "".join(c if c.isascii() else f"\\u{ord(c) if ord(c) < 0x8000 else ord(c) - 0x10000}?" for c in text)


def rtf(body: str) -> bytes:
    return (HEAD + escaped(body) + "}").encode("ascii")


def rtf_table(rows: w.Rows, inner: Callable[[str], str] = str) -> str:
    lines = []
    below: dict[int, tuple[int, int]] = {}  # column -> (rows left, width) of a cell merged downwards
    for row in rows:
        definition, content = "", ""
        column, left = 0, list(row)
        while left or column in below:
            if column in below:
                more, wide = below.pop(column)
                merge, text = "\\clvmrg", ""
                if more > 1:
                    below[column] = (more - 1, wide)
            else:
                td = left.pop(0)
                wide, text = td.wide, inner(td.text) if td.text else ""
                merge = "\\clvmgf" if td.tall > 1 else ""
                if td.tall > 1:
                    below[column] = (td.tall - 1, wide)
            column += wide
            definition += f"{merge}\\cellx{column * CELL_TWIPS}"
            content += f"\\pard\\plain\\intbl {text}\\cell"
        lines.append(f"\\trowd{definition}{content}\\row")
    return "".join(lines) + "\\pard\\plain "


def as_rtf(inner: Callable[[str], str] = str, form: str = "2021") -> bytes:
    tables = {code: rtf_table(rows, inner) for code, rows in w.printed(w.numbered(form), form).items()}
    parts = [f"{w.TITLE}\\par"]
    for number, heading in enumerate(w.HEADINGS, 1):
        parts += [f"{text}\\par" for text in (heading, *w.PROSE.get(number, ()))]
        parts.append(tables.get({2: "disclosure", 3: "applications", 4: "disputes"}.get(number, ""), ""))
    return rtf("".join(parts))
