"""Where an agency's reports are found: the column `source` of the registry.

One entry, or several separated by |. An entry is an address with, before it, words that say what it is:

    http://www.example.gov.cn/nb/                 栏目 (list) is meant: the report is found there by its title
    网页 http://…/t20260113_1.html                 page: the report itself, or a page it is attached to
    文件 http://…/2025.docx                        file: a file to download
    收件                                           inbox: nothing is fetched, the office puts it into the inbox
    主机 files.example.gov.cn                      host: may also be contacted, for attachments and redirects
    内网 栏目 http://10.1.2.3/nb/                   private: an address in a private network is meant

{year} in an address stands for the report year. English words do as well. An empty entry means the inbox.
"""

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit


class AddressForm(Enum):
    """What an entry of a kind names."""

    NONE = "nothing"
    URL = "an http or https address"
    HOST = "a host, with a port or without"


class SourceKind(NamedTuple):
    """A kind of source. `word` and `code` both name it in the registry; how it is visited stands under `code` in
    collect/source_visits.py, and a kind that is not visited has no entry there."""

    code: str
    word: str
    form: AddressForm = AddressForm.URL


# The first is meant where an entry names none.
SOURCE_KINDS = (
    SourceKind("list", "栏目"),
    SourceKind("page", "网页"),
    SourceKind("file", "文件"),
    SourceKind("inbox", "收件", AddressForm.NONE),
    SourceKind("host", "主机", AddressForm.HOST),
)
_BY_WORD = {each.word: each for each in SOURCE_KINDS} | {each.code: each for each in SOURCE_KINDS}
_PRIVATE = ("内网", "private")
_PORTS = {"http": 80, "https": 443}

Place = tuple[str, int]  # host and port


class Source(NamedTuple):
    """`kind`: a code of SOURCE_KINDS; `address` may hold {year}; it is http://host[:port]/ for a host, and empty for the
    inbox."""

    kind: str
    address: str
    private: bool = False

    def of_year(self, year: int) -> str:
        return self.address.replace("{year}", str(year))


def parse_sources(text: str) -> tuple[Source, ...]:
    """The entries of a cell. Raises ValueError naming the entry and what was expected."""
    return tuple(_parse_source(entry.strip()) for entry in text.replace("\n", "|").split("|") if entry.strip())


def allowed_places(sources: Iterable[Source]) -> dict[Place, bool]:
    """Every host and port that may be contacted, and whether it may be in a private network.

    A host named with a usual port may be contacted on both: sites move from http to https.
    """
    allowed: dict[Place, bool] = {}
    for source in sources:
        if not source.address:
            continue
        host, port = place_of(source.address)
        for known in _PORTS.values() if port in _PORTS.values() else (port,):
            allowed[host, known] = allowed.get((host, known), False) or source.private
    return allowed


def place_of(address: str) -> Place:
    """Host and port of an http(s) address. Raises ValueError when it has none."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"「{address}」不是有效的网址（{error}）") from None
    if parts.scheme not in _PORTS or not host:
        raise ValueError(f"「{address}」不是 http 或 https 网址")
    return host.rstrip("."), port or _PORTS[parts.scheme]


def _parse_source(entry: str) -> Source:
    *words, last = entry.split()
    if not words and last in _BY_WORD and _BY_WORD[last].form is AddressForm.NONE:
        return Source(_BY_WORD[last].code, "")
    kind, private = SOURCE_KINDS[0], False
    for word in words:
        if word in _PRIVATE:
            private = True
        elif word in _BY_WORD:
            kind = _BY_WORD[word]
        else:
            raise ValueError(
                f"source「{entry}」中的「{word}」不认识，应为 {'、'.join([*_BY_WORD, *_PRIVATE])} 之一加网址"
            )
    is_host = kind.form is AddressForm.HOST
    address = f"http://{last}/" if is_host else last
    try:
        parts = urlsplit(address)
        place_of(address)
    except ValueError:
        raise ValueError(f"source「{entry}」中的「{last}」不是网址，应以 http:// 或 https:// 开头") from None
    if is_host and not _is_bare(parts):
        raise ValueError(f"source「{entry}」：主机只写名称（可带端口），如 主机 files.example.gov.cn")
    if parts.username or parts.password:
        raise ValueError(f"source「{entry}」：网址中不能有用户名和密码")
    return Source(kind.code, address, private)


def _is_bare(parts: SplitResult) -> bool:
    return parts.path == "/" and not parts.query and not parts.fragment
