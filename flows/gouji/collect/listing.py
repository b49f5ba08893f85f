"""Finding the report of a year on a list page, by its title, whatever the site's markup and paging."""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from gouji.core.addresses import is_web, join_address
from gouji.core.characters import fold
from gouji.parse.prose.identity import MAX_TITLE_LENGTH, is_title, year_in

from .page_state import collecting_policy, tree_of

_DATE = re.compile(r"(20\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?|(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)")
_CALL = re.compile(r"""(?:open|href|location|replace|assign|go\w*|link\w*)\s*[=(]\s*['"]([^'"]+)['"]""", re.IGNORECASE)
_EMBEDDED = re.compile(r"<a\b[^>]*>.*?</a>", re.IGNORECASE | re.DOTALL)
_OBJECT = re.compile(r"\{[^{}]{10,4000}\}")
_TITLE_KEYS = ("title", "name", "bt", "doctitle", "showtitle", "subject")
_ADDRESS_KEYS = ("url", "link", "href", "linkurl", "docpuburl", "docurl", "puburl", "path", "urls")
# createPageHTML(pages, current, "index", "html") of TRS sites, with or without an element's id before it.
_CREATE_PAGE = re.compile(
    r"createPage\w*\(\s*(?:['\"][^'\"]*['\"]\s*,\s*)?(\d+)\s*,\s*(\d+)\s*,\s*['\"]([\w./-]+)['\"]\s*,\s*['\"](\w+)['\"]"
)
_VAGUE = re.compile(r"^(?:[\W_]*(?:点击)?(?:查看|下载|详情|阅读|全文|更多|浏览|打开|附件)[\w\W]{0,6})?$")
# The agency at the head of a title: 审计局 and 生态环境局 are no words about the report.
_ORGAN = re.compile(
    r"^.{0,40}?(?:局|委员会|委|办公室|办事处|办|厅|院|中心|政府|街道|镇|乡)(?=\s*(?:关于)?\s*(?:20\d\d|二|年度|政府信息|信息公开))"
)
_YEAR_COLUMN = re.compile(r"[\[(（【]?\s*(20\d\d)\s*年?度?(?:年报|年度报告)?\s*[\])）】]?")
MAX_LINKS = 3_000  # of one page
_MAX_SCRIPT_LENGTH = 2_000_000
_MAX_TEXT_LENGTH = 1_000  # characters of a link's text, a hundred times a short title
_MAX_ROW_LENGTH = 300  # characters of a row that says what a link in it is


class ListedLink(NamedTuple):
    address: str
    text: str  # the longest of its text, its title, and the row it stands in when it says nothing itself
    year: int | None  # of the report, by its title
    dated: int | None  # year of the date beside it


class ListPage(NamedTuple):
    """What a list page offers a search."""

    links: list[ListedLink]
    further: list[str]  # addresses on which it may go on
    is_report: bool  # the page is the report of the year itself


def read_list(data: bytes, base: str, year: int) -> ListPage:
    """All that a search for the report of a year asks of a page."""
    return ListPage(links_of(data, base), further_pages(data, base, year), _is_report_page(data, year))


def links_of(data: bytes, base: str) -> list[ListedLink]:
    """Every link of a page in order: anchors, scripted links, and lists that a script holds."""
    tree = tree_of(data)
    base = _base(tree, base)
    found: dict[str, ListedLink] = {}
    for address, text, around in _pairs(tree):
        if len(found) >= MAX_LINKS:
            break
        address = join_address(base, address.strip()).partition("#")[0]
        if not is_web(address):
            continue
        link = ListedLink(address, text, year_in(_DATE.sub(" ", text)), _dated(f"{around} {address}"))
        if address not in found or _is_report(link.text) > _is_report(found[address].text):
            found[address] = link
    return list(found.values())


def reports(links: list[ListedLink], year: int) -> list[ListedLink]:
    """The links that name the report of a year, full titles first.

    One without a year in its title is taken for it when it is dated in the year after and none says the year.
    """
    named = [link for link in links if _is_report(link.text)]
    of_year = [link for link in named if link.year == year]
    undated = [link for link in named if link.year is None and link.dated == year + 1]
    return sorted(of_year or undated, key=lambda link: -_is_report(link.text))


def latest_report(links: list[ListedLink]) -> int | None:
    """The newest report year that a list page names."""
    return max((link.year for link in links if link.year and _is_report(link.text)), default=None)


def further_pages(data: bytes, base: str, year: int) -> list[str]:
    """Addresses on which the list may go on, best first: the year's own column, next pages, frames."""
    tree = tree_of(data)
    base = _base(tree, base)
    columns, numbered, following = [], [], []
    words = collecting_policy()["paging"]["next"]
    for node in tree.css("a"):
        address = _address(node)
        text = fold(node.text()).strip()
        title = fold(node.attributes.get("title") or "").strip()
        if not address:
            continue
        if (match := _YEAR_COLUMN.fullmatch(text)) and int(match[1]) == year:
            columns.append(address)
        elif text.lower() in words or title.lower() in words:
            following.append(address)
        elif re.fullmatch(r"第?\s*\d{1,3}\s*页?", text):
            numbered.append(address)
    following += [node.attributes.get("href") or "" for node in tree.css("link[rel=next]")]
    scripted = list(_scripted_pages(tree))
    frames = [node.attributes.get("src") or "" for node in tree.css("iframe, frame")]
    every = [a for a in (*columns, *following, *numbered, *scripted, *frames) if a][:MAX_LINKS]
    pages = [join_address(base, a).partition("#")[0] for a in every]
    return [page for page in dict.fromkeys(pages) if is_web(page)]


def _scripted_pages(tree: LexborHTMLParser) -> Iterator[str]:
    """index.html, index_1.html … of a TRS list; those that number from 1 in the call have their second at _2."""
    for script in tree.css("script"):
        for match in _CREATE_PAGE.finditer(script.text()):
            count, current, stem, ending = int(match[1]), int(match[2]), match[3], match[4]
            first = 1 if current == 0 or re.search(r"createPageHTML\(\s*\d", match[0]) else 2
            yield from (f"{stem}_{number}.{ending}" for number in range(first, min(count, 100) + first - 1))


def _pairs(tree: LexborHTMLParser) -> Iterator[tuple[str, str, str]]:
    """(address, text, text around it) of everything that leads somewhere."""
    rows: dict[int, str] = {}
    for node in tree.css("a, area, [onclick]"):
        if address := _address(node):
            around = _row_text(node, rows)
            yield address, _link_text(node, around), around
    for node in tree.css("option[value]"):
        yield node.attributes.get("value") or "", node.text()[:_MAX_TEXT_LENGTH], ""
    for script in tree.css("script"):
        text = script.text()
        if len(text) > _MAX_SCRIPT_LENGTH or ("href" not in text and "itle" not in text):
            continue
        for match in _EMBEDDED.finditer(text):
            inner = LexborHTMLParser(match[0].replace('\\"', '"').replace("\\/", "/")).css_first("a")
            if inner is not None and (address := _address(inner)):
                yield address, _link_text(inner, ""), text[match.end() : match.end() + 60]
        yield from _objects(text)


def _objects(text: str) -> Iterator[tuple[str, str, str]]:
    """Objects with a title and an address in a script's data."""
    for match in _OBJECT.finditer(text):
        try:
            values = json.loads(match[0])
        except ValueError:
            continue
        named = {key.lower(): value for key, value in values.items() if isinstance(value, str)}
        title = next((named[key] for key in _TITLE_KEYS if named.get(key)), None)
        address = next((named[key] for key in _ADDRESS_KEYS if named.get(key)), None)
        if title and address:
            yield address, title[:_MAX_TEXT_LENGTH], match[0]


def _address(node: LexborNode) -> str:
    """Where a node leads: its href, or the address in its script."""
    href = (node.attributes.get("href") or "").strip()
    if href and not href.startswith(("#", "javascript:", "mailto:", "tel:")):
        return href
    match = _CALL.search(f"{href} {node.attributes.get('onclick') or ''}")
    return match[1] if match else ""


def _link_text(node: LexborNode, around: str) -> str:
    own = " ".join(node.text()[:_MAX_TEXT_LENGTH].split())
    title = " ".join((node.attributes.get("title") or "")[:_MAX_TEXT_LENGTH].split())
    best = title if len(title) > len(own) or own.endswith(("…", "...")) else own
    if _VAGUE.match(best) and len(around) <= MAX_TITLE_LENGTH + 20:
        return around
    return best


def _row_text(node: LexborNode, known: dict[int, str]) -> str:
    """The text of the row a link stands in; `known`: of the rows seen before, as thousands of links may share one."""
    parent = node.parent
    for _ in range(3):
        if parent is None or parent.tag in ("body", "ul", "table", "tbody"):
            return ""
        if parent.tag in ("li", "tr", "dd", "p", "div"):
            if parent.mem_id not in known:
                text = " ".join(parent.text(separator=" ").split())
                known[parent.mem_id] = text if len(text) <= _MAX_ROW_LENGTH else ""
            return known[parent.mem_id]
        parent = parent.parent
    return ""


def _is_report_page(data: bytes, year: int) -> bool:
    """Whether a page given as a list is the report itself."""
    tree = tree_of(data)
    titles = [
        *(node.text() for node in tree.css("title, h1, h2")),
        *(node.attributes.get("content") or "" for node in tree.css('meta[name="ArticleTitle"]')),
    ]
    shortened = (" ".join(text[:_MAX_TEXT_LENGTH].split()) for text in titles)
    return bool(tree.css_first("table")) and any(is_title(text) and year_in(text) == year for text in shortened)


def _is_report(text: str) -> int:
    """2 for the full title of a report, 1 for a short one, 0 for none."""
    folded = fold(text)
    if any(word in _ORGAN.sub("", folded) for word in collecting_policy()["title"]["not_reports"]):
        return 0
    if is_title(text):
        return 2
    short = len(folded) <= MAX_TITLE_LENGTH and any(word in folded for word in collecting_policy()["title"]["short"])
    return 1 if short and year_in(_DATE.sub(" ", text)) else 0


def _dated(text: str) -> int | None:
    match = _DATE.search(text)
    return int(match[1] or match[4]) if match else None


def _base(tree: LexborHTMLParser, base: str) -> str:
    node = tree.css_first("base[href]")
    return join_address(base, node.attributes.get("href") or "") if node else base
