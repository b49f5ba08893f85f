"""The characters of an RTF: bytes in the character sets of its fonts -> runs of text, and its table of colours."""

import re
from codecs import lookup

from gouji.parse.document import UNTOLD_SHAPE, Run

from .looks import PLAIN, WHITE, Look, run_of

_CHARSETS = {
    77: "mac_roman", 78: "shift_jis", 80: "gb18030", 81: "big5", 128: "cp932", 129: "cp949", 130: "johab",
    134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
    186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_DOUBLE_BYTE = {936: "gb18030", 950: "cp950", 932: "cp932", 949: "cp949", 1361: "johab"}
_FONT = re.compile(rb"\\f([0-9]{1,6})(?![0-9])[^;{}]{0,200}?\\fcharset([0-9]{1,3})(?![0-9])")
_COLOUR_TABLE = re.compile(rb"\{[\r\n ]*\\colortbl(?![a-z])([^{}]{0,100000})")
_COLOUR = re.compile(rb"(?:\\(red|green|blue)([0-9]{1,3})[ \r\n]*|\\[a-z]+[0-9]* ?|[ \r\n])|;")
_CODE_PAGE = re.compile(rb"\\ansicpg([0-9]{1,5})(?![0-9])")
_DEFAULT_FONT = re.compile(rb"\\deff([0-9]{1,6})(?![0-9])")


class RtfText:
    """The text of the paragraph so far: `parts`, and bytes that are not yet decoded; `look` and `ground` of both."""

    def __init__(self, data: bytes) -> None:
        page, font = _CODE_PAGE.search(data, 0, 4096), _DEFAULT_FONT.search(data, 0, 4096)
        self._page = int(page[1]) if page else None
        self._default_font = int(font[1]) if font else 0
        self._charsets: dict[int, str | None] = {}  # by font
        self._raw = bytearray()
        self._raw_charset: str | None = None
        self.parts: list[Run] = []
        self.look, self.ground = PLAIN, WHITE
        self.unknown = 0  # characters that could not be decoded

    def read_fonts(self, table: bytes) -> None:
        """The character set of each font; None for Western or unknown ones: then the document's code page counts."""
        self._charsets = {int(font[1]): _CHARSETS.get(int(font[2])) for font in _FONT.finditer(table)}

    def charset_of(self, font: int | None = None) -> str | None:
        """The character set of a font, without a number that of the default font."""
        return self._charsets.get(self._default_font if font is None else font)

    def draw(self, look: Look, ground: int) -> None:
        """How the text looks from here on."""
        if look is not self.look or ground != self.ground:
            self.decode()
            self.look, self.ground = look, ground

    def add_text(self, text: str) -> None:
        self.decode()
        self.parts.append(run_of(text, self.look, self.ground))

    def add_picture(self) -> None:
        self.decode()
        self.parts.append(Run(UNTOLD_SHAPE, drawn=True))

    def add_bytes(self, raw: bytes, charset: str | None) -> None:
        if self._raw and self._raw_charset != charset:
            self.decode()
        self._raw_charset = charset
        self._raw += raw

    def decode(self) -> None:
        """Put what is still bytes to the text."""
        if self._raw:
            text = _decode(bytes(self._raw), self._raw_charset, self._page)
            self.unknown += text.count("\ufffd")
            self.parts.append(run_of(text, self.look, self.ground))
            self._raw.clear()

    def take(self) -> list[Run]:
        """The text so far; the next begins empty."""
        self.decode()
        runs, self.parts = self.parts, []
        return runs


def read_colours(data: bytes) -> list[int | None]:
    """The colours of the document's \\colortbl by number; None for automatic."""
    table = _COLOUR_TABLE.search(data)
    if table is None:
        return []
    colours: list[int | None] = []
    parts: dict[bytes, int] = {}
    for token in _COLOUR.finditer(table[1]):
        if token[0] == b";":
            red, green, blue = (parts.get(name, 0) & 255 for name in (b"red", b"green", b"blue"))
            colours.append(red << 16 | green << 8 | blue if parts else None)
            parts = {}
        elif token[1]:
            parts[token[1]] = int(token[2])
    return colours


def _decode(raw: bytes, charset: str | None, page: int | None) -> str:
    """Text of bytes in a font's character set or, without one, in the document's code page. Many Chinese documents
    keep their characters in fonts that say they are Western, and some name no code page."""
    if raw.isascii():
        return raw.decode("ascii")
    if charset:
        return raw.decode(charset, "replace")
    guesses = [_DOUBLE_BYTE[page]] if page in _DOUBLE_BYTE else ["utf-8", "gb18030"] if page in (None, 65001) else []
    for guess in guesses:
        try:
            return raw.decode(guess)
        except UnicodeDecodeError:
            continue
    return raw.decode(_single_byte(page), "replace")


def _single_byte(page: int | None) -> str:
    try:
        return lookup(f"cp{page}").name
    except LookupError:
        return "cp1252"
