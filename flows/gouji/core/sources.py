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
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

LIST, PAGE, FILE, INBOX, HOST = "list", "page", "file", "inbox", "host"
_KINDS = {"栏目": LIST, "网页": PAGE, "文件": FILE, "收件": INBOX, "主机": HOST}
_KINDS |= {kind: kind for kind in _KINDS.values()}
_PRIVATE = ("内网", "private")
_PORTS = {"http": 80, "https": 443}

Place = tuple[str, int]  # host and port


class Source(NamedTuple):
    """`address` may hold {year}; for a host it is http://host[:port]/, for the inbox empty."""

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
        if source.kind == INBOX:
            continue
        host, port = place_of(source.address)
        for known in _PORTS.values() if port in _PORTS.values() else (port,):
            allowed[host, known] = allowed.get((host, known), False) or source.private
    return allowed


def place_of(address: str) -> Place:
    """Host and port of an http(s) address. Raises ValueError when it has none."""
    parts = urlsplit(address)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(f"「{address}」不是 http 或 https 网址")
    return parts.hostname.rstrip("."), parts.port or _PORTS[parts.scheme]


def _parse_source(entry: str) -> Source:
    *words, last = entry.split()
    if last in _KINDS and _KINDS[last] == INBOX and not words:
        return Source(INBOX, "")
    kind, private = LIST, False
    for word in words:
        if word in _PRIVATE:
            private = True
        elif word in _KINDS:
            kind = _KINDS[word]
        else:
            raise ValueError(
                f"source「{entry}」中的「{word}」不认识，应为 {'、'.join([*_KINDS, *_PRIVATE])} 之一加网址"
            )
    address = f"http://{last}/" if kind == HOST else last
    try:
        parts = urlsplit(address)
        place_of(address)
    except ValueError:
        raise ValueError(f"source「{entry}」中的「{last}」不是网址，应以 http:// 或 https:// 开头") from None
    if kind == HOST and not _is_bare(parts):
        raise ValueError(f"source「{entry}」：主机只写名称（可带端口），如 主机 files.example.gov.cn")
    if parts.username or parts.password:
        raise ValueError(f"source「{entry}」：网址中不能有用户名和密码")
    return Source(kind, address, private)


def _is_bare(parts: SplitResult) -> bool:
    return parts.path == "/" and not parts.query and not parts.fragment
