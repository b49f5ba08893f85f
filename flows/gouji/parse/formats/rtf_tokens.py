"""The control words of RTF 1.9.1 that are read, and how a file is cut into tokens."""

import re
from functools import cache

from .looks import WHITE, is_same

_BRACE = re.compile(rb"\\bin([0-9]{1,10}) ?|\\.|[{}]", re.DOTALL)
INVISIBLE_GROUPS = frozenset(
    b"fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf "
    b"footnote annotation atnid atnauthor atntime atndate atnref atrfstart atrfend fldinst themedata colorschememapping "
    b"datastore latentstyles listtable listoverridetable rsidtbl generator xmlnstbl filetbl revtbl template "
    b"nonesttables bkmkstart bkmkend tc xe nonshppict datafield private sp shprslt".split()
)  # groups whose text is not on the page; also all that begin with \*, but for NESTED_ROW and shapes
NESTED_ROW = b"nesttableprops"
PICTURES = frozenset((b"pict", b"shppict", b"object"))
SHAPES, TEXT_BOXES = (b"shp", b"shpinst", b"do"), (b"shptxt", b"dptxbxtext")
CHARACTERS = {
    b"tab": "\t", b"line": "\n", b"lbr": "\n", b"column": "\n", b"emdash": "—", b"endash": "–", b"bullet": "•",
    b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"emspace": " ", b"enspace": " ",
    b"qmspace": " ",
}  # fmt: skip
SYMBOLS = {b"~": "\xa0", b"_": "-", b"\t": "\t"}
PARAGRAPH_ENDS = frozenset((b"par", b"sect", b"page"))
_SCOPE_WORDS = (b"f", b"uc", b"pard", b"plain", b"intbl", b"itap", b"v", b"deleted", b"mvf")
_LOOK_WORDS = (b"strike", b"striked", b"super", b"sub", b"nosupersub", b"up", b"dn")
_SIZE_WORDS = (b"fs",)
_STYLE_WORDS = (b"s", b"cs")
_COLOUR_WORDS = (b"cf", b"cb", b"chcbpat", b"chshdng", b"highlight", b"cbpat", b"shading", b"clcbpat", b"clshdng")
_ROW_WORDS = (b"cell", b"nestcell", b"row", b"nestrow", b"trowd", b"trleft", b"cellx", b"clvmrg", b"clmrg", b"cldel")
_WORDS_READ = (b"u", b"bin", *_SCOPE_WORDS, *_LOOK_WORDS, *_ROW_WORDS, *PARAGRAPH_ENDS, *CHARACTERS)
_SPECK = re.compile(rb"\\fs[0-2](?![0-9])")
_GROUND = re.compile(rb"\\(?:cb|chcbpat|chshdng|highlight|cbpat|shading|clcbpat|clshdng)[1-9]")


def tokens_of(data: bytes, colours: list[int | None], with_styles: bool) -> re.Pattern[bytes]:
    """How the file is cut into tokens. Sizes, colours and styles, of which each run has one, are only looked at where
    the file has specks, grounds, text in the colour of the page, or styles that hide."""
    white = b"|".join(b"%d" % number for number, colour in enumerate(colours) if is_same(colour, WHITE))
    is_white = bool(white) and re.search(rb"\\cf(?:%s)(?![0-9])" % white, data) is not None
    return _tokens(_SPECK.search(data) is not None, is_white or _GROUND.search(data) is not None, with_styles)


@cache
def _tokens(with_sizes: bool, with_colours: bool, with_styles: bool) -> re.Pattern[bytes]:
    words = list(_WORDS_READ)
    for more, wanted in ((_SIZE_WORDS, with_sizes), (_COLOUR_WORDS, with_colours), (_STYLE_WORDS, with_styles)):
        words += more if wanted else ()
    return re.compile(
        rb"(?:\\(?!(?:"
        + b"|".join(words)
        + rb")(?![a-zA-Z]))[a-zA-Z]{1,32}(?:-?[0-9]{1,10})? ?|[\r\n]+)+"  # words of no meaning here
        rb"|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?[0-9]{1,10})? ?|(?P<open>\{)|(?P<close>\})"
        rb"|(?P<text>[^\\{}\r\n]+)|(?P<hex>(?:\\'[0-9a-fA-F]{2})+)|\\(?P<symbol>[^a-zA-Z])|\\",
        re.DOTALL,
    )


FIRST_WORD = re.compile(rb"[\r\n ]*(\\\*)?[\r\n ]*\\([a-zA-Z]{1,32})")


def group_end(data: bytes, at: int) -> int:
    """Past the end of the group that began before `at`; the end of the data when it has none."""
    depth = 1
    while depth:
        brace = _BRACE.search(data, at)
        if brace is None:
            return len(data)
        at = brace.end()
        if brace[1]:
            at += int(brace[1])
        elif brace[0] == b"{":
            depth += 1
        elif brace[0] == b"}":
            depth -= 1
    return at
