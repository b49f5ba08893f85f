"""Everything that a reader sees of a paper, as pieces of text: paragraphs, cells, notes, page feet, comments, properties."""

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree, html
from python_calamine import CalamineWorkbook

from tests.publish.papers.reading_papers import WORD_NAMESPACE

# Latin that an office itself writes: names of formats and programs of its own desk.
OFFICE_WORDS = frozenset({"Excel", "Word", "PDF"})
_ADDRESS = re.compile(r"https?://\S+|[\w.+-]+@[\w-]+(\.[\w-]+)+")
_FILE = re.compile(r"[\w（）()\[\].\-/]+\.(html?|docx?|xlsx?|pdf|ofd|rtf|txt|md|mht|wps|csv|zip|odt|xml)\b")
_KEY = re.compile(r"[0-9a-f]{16,64}")  # of a row of the ledger, by which it is read back
_LATIN = re.compile(r"[A-Za-z_]+")
# Words of whoever wrote the program, and places by counting instead of by the form's own names.
PROGRAM_WORDS = re.compile(
    r"数据库|登记表|字段|解析|缓存|次方|指纹|哈希|算法|无法判定|空值|报错|脚本|数组|[{}]"
    r"|None|NULL|nan"
)
_COUNTED_PLACES = re.compile(r"第\s*\d+\s*张表|第\s*\d+\s*[行列]")


def pieces(path: str, content: bytes) -> Iterator[str]:
    """The texts of a paper, one by one."""
    if path.endswith(".html"):
        yield from map(str, html.fromstring(content.decode("utf-8")).xpath("//text()"))
        return
    package = zipfile.ZipFile(io.BytesIO(content))
    for name in package.namelist():
        if name.startswith("docProps/"):
            yield from _properties(package.read(name))
        elif re.fullmatch(r"word/(document|footer\d+|header\d+|comments)\.xml", name):
            for paragraph in etree.fromstring(package.read(name)).iter(f"{WORD_NAMESPACE}p"):
                yield "".join(node.text or "" for node in paragraph.iter(f"{WORD_NAMESPACE}t"))
    if path.endswith(".xlsx"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        yield from book.sheet_names
        for name in book.sheet_names:
            for row in book.get_sheet_by_name(name).to_python():
                yield from (value for value in row if isinstance(value, str))


def _properties(part: bytes) -> Iterator[str]:
    """What stands in the properties of a file, but the technical name of the program that is to open it."""
    for node in etree.fromstring(part).iter():
        if node.text and etree.QName(node).localname in ("title", "creator", "lastModifiedBy", "description", "subject", "keywords", "Company", "Manager"):  # fmt: skip
            yield node.text


def foreign_words(text: str) -> list[str]:
    """Latin words that are no address, no name of a file, no key of the ledger and none of the office's own."""
    if _KEY.fullmatch(text):
        return []
    rest = _FILE.sub("", _ADDRESS.sub("", text))
    return [word for word in _LATIN.findall(rest) if word not in OFFICE_WORDS]


def program_words(text: str, *, counted_places: bool = False) -> list[str]:
    """Words of the program; places by counting too, but where the office itself looks for them (the ledger)."""
    found = [each[0] for each in PROGRAM_WORDS.finditer(text)]
    return found if counted_places else found + [each[0] for each in _COUNTED_PLACES.finditer(text)]
