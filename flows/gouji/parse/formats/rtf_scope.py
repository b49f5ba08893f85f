"""What a group of an RTF keeps from its surroundings and gives back at its end, and the words for how text looks."""

from collections.abc import Callable
from typing import NamedTuple

from .looks import BLACK, MIN_RAISED_POINTS, PLAIN, WHITE, Look, mixed


class Scope(NamedTuple):
    charset: str | None = None  # of the font; None: the document's
    fallback: int = 1  # \\ucN: characters after \\uN that stand for it
    in_table: bool = False
    level: int = 1  # \\itapN
    hidden: bool = False
    deleted: bool = False  # by a reviser
    nested_row: bool = False  # in the definition of a row of a table in a cell
    boxes: int = 0  # text boxes it is in
    control: bool = False  # in a field that shows a choice, which counts whatever stands as its result
    look: Look = PLAIN
    ground: int | None = None  # of the paragraph
    paper: int = WHITE  # the ground of the page or text box

    @property
    def depth(self) -> int:
        return self.level if self.level > 1 else int(self.in_table)

    @property
    def nested_level(self) -> int:
        return max(self.level, 2)

    def with_charset(self, charset: str | None) -> "Scope":
        return self if charset == self.charset else self._replace(charset=charset)

    def with_plain_characters(self, charset: str | None) -> "Scope":
        is_plain = self.look is PLAIN and self.is_seen and charset == self.charset
        return self if is_plain else self._replace(hidden=False, deleted=False, charset=charset, look=PLAIN)

    def with_plain_paragraph(self) -> "Scope":
        is_plain = not self.in_table and self.level == 1 and self.ground is None
        return self if is_plain else self._replace(in_table=False, level=1, ground=None)

    @property
    def is_seen(self) -> bool:
        return not (self.hidden or self.deleted)


class Colours(list[int | None]):
    """The table of colours of a document."""

    def of(self, number: int | None) -> int | None:
        return self[number] if number is not None and 0 <= number < len(self) else None


def pattern(back: int | None, share: int | None) -> int | None:
    """The ground of a pattern; `share`: ten-thousandths of black in front."""
    return mixed(BLACK, WHITE if back is None else back, min(share, 10_000) / 10_000) if share else back


def _raised(value: int | None) -> bool:
    """\\up and \\dn count half-points, 6 where they say none."""
    return (6 if value is None else abs(value)) / 2 >= MIN_RAISED_POINTS


# Words that change how characters look.
LOOK_WORDS: dict[bytes, Callable[[Look, int | None, Colours], Look]] = {
    b"strike": lambda look, value, _: look._replace(struck=value != 0),
    b"striked": lambda look, value, _: look._replace(struck=value != 0),
    b"super": lambda look, value, _: look._replace(raised=value != 0),
    b"sub": lambda look, value, _: look._replace(raised=value != 0),
    b"nosupersub": lambda look, _, __: look._replace(raised=False),
    b"up": lambda look, value, _: look._replace(raised=_raised(value)),
    b"dn": lambda look, value, _: look._replace(raised=_raised(value)),
    b"fs": lambda look, value, _: look._replace(points=24 / 2 if value is None else value / 2),
    b"cf": lambda look, value, colours: look._replace(colour=colours.of(value)),
    b"cb": lambda look, value, colours: look._replace(ground=colours.of(value)),
    b"chcbpat": lambda look, value, colours: look._replace(ground=colours.of(value)),
    b"chshdng": lambda look, value, _: look._replace(ground=pattern(look.ground, value)),
    b"highlight": lambda look, value, colours: look._replace(ground=colours.of(value)),
}
