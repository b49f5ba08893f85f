"""Text of a stranger's document for a screen or a log: characters that would act on their surroundings are spelled
out."""

import unicodedata

# Control, format (zero width, bidi), surrogate, private; separators of lines and paragraphs.
_ACTING = frozenset(["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])


def is_visible(char: str) -> bool:
    """Whether a character is shown as itself and changes nothing around it."""
    return unicodedata.category(char) not in _ACTING


def visible(text: str, most: int = 200) -> str:
    """The text on one line, in at most `most` characters of it: spaces as one, invisible characters as ⟨U+202E⟩."""
    short = " ".join(text[: 4 * most].split())
    cut = len(text) > 4 * most or len(short) > most
    spelled = short[:most] if short.isprintable() else "".join(map(_spelled, short[:most]))
    return f"{spelled}…" if cut else spelled


def _spelled(char: str) -> str:
    return char if is_visible(char) else f"⟨U+{ord(char):04X}⟩"
