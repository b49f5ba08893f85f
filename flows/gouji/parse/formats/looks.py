"""How the word processors' formats draw characters, and whether a reader of the page sees them. Colours: 0xRRGGBB."""

from functools import lru_cache
from typing import NamedTuple

from gouji.parse.document import Run

BLACK, WHITE = 0x000000, 0xFFFFFF
UNTOLD = -1  # a ground whose colour the file does not tell (a picture, a gradient): what is on it counts as seen
MAX_UNSEEN_POINTS = 1.0  # points: characters of this size or less are specks
MAX_UNSEEN_DIFFERENCE = 12  # of 255, in each of red, green, blue: text as near to its ground is not seen
MIN_RAISED_POINTS = 2.0  # points off the line; less is how offices level characters of two fonts
# The sixteen colours of Word's palette, by their numbers in DOC and RTF and their names in DOCX; 0 is automatic.
PALETTE = (
    None, 0x000000, 0x0000FF, 0x00FFFF, 0x00FF00, 0xFF00FF, 0xFF0000, 0xFFFF00, 0xFFFFFF,
    0x00008B, 0x008B8B, 0x006400, 0x8B008B, 0x8B0000, 0x808000, 0xA9A9A9, 0xD3D3D3,
)  # fmt: skip
PALETTE_NAMES = (
    "none", "black", "blue", "cyan", "green", "magenta", "red", "yellow", "white", "darkblue", "darkcyan", "darkgreen",
    "darkmagenta", "darkred", "darkyellow", "darkgray", "lightgray",
)  # fmt: skip


class Look(NamedTuple):
    """`colour` None: automatic, black or white, whichever shows. `ground`: behind the characters, None where that of
    their paragraph, cell or page shows."""

    hidden: bool = False
    struck: bool = False
    raised: bool = False
    points: float = 10.5
    colour: int | None = None
    ground: int | None = None


PLAIN = Look()


def run_of(text: str, look: Look, ground: int = WHITE) -> Run:
    """A run of characters on a ground (of their paragraph, cell or page)."""
    return Run(text) if look is PLAIN else Run(text, is_unseen(look, ground), look.struck, look.raised)


@lru_cache(maxsize=4096)
def is_unseen(look: Look, ground: int) -> bool:
    behind = ground if look.ground is None else look.ground
    return look.hidden or look.points <= MAX_UNSEEN_POINTS or is_same(look.colour, behind)


def is_same(colour: int | None, ground: int) -> bool:
    """Whether text of a colour is not told from its ground."""
    if colour is None or ground == UNTOLD:
        return False
    return all(abs((colour >> at & 255) - (ground >> at & 255)) <= MAX_UNSEEN_DIFFERENCE for at in (0, 8, 16))


def mixed(front: int, back: int, share: float) -> int:
    """The colour of a pattern: `share` (0-1) of it in front."""
    parts = (round((front >> at & 255) * share + (back >> at & 255) * (1 - share)) << at for at in (0, 8, 16))
    return sum(parts)
