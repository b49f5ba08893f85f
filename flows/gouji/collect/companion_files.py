"""The files beside a page that belong to it: what it links to, and the folder that browsers save with it."""

import re
from collections.abc import Callable
from pathlib import Path

from gouji.core.addresses import join_address
from gouji.parse.files.links import DOCUMENTS, MAX_LINKS, PICTURES, ending, local_path
from gouji.parse.format_registry import Role, endings_of

from .page_worker import PageError, ask

_PAGE_ENDINGS = endings_of(Role.PAGE) | {".mhtml"}
_FOLDER_ENDINGS = ("_files", ".files", "_file", ".file")  # Chrome and Firefox; Word, WPS and IE
_ATTRIBUTES = (b"src", b"href", b"data", b"file")
_VALUE = re.compile(rb"""\s*=\s*["']?([^"'>\s]{1,400})""")
_IN_FOLDER = re.compile(f"(?:{'|'.join(map(re.escape, _FOLDER_ENDINGS))})/")
_MAX_PAGE_BYTES = 60_000_000


def is_part_of_page(folder: Path) -> bool:
    """Whether a folder was saved with the page beside it: 报告_files with 报告.html."""
    for end in _FOLDER_ENDINGS:
        if folder.name.endswith(end):
            page = folder.with_name(folder.name.removesuffix(end))
            if any(page.with_name(page.name + each).is_file() for each in _PAGE_ENDINGS):
                return True
    return False


def may_have_companions(file: Path) -> bool:
    """Whether a file is a page by its name, of a size at which its links are looked for."""
    try:
        return file.suffix.lower() in _PAGE_ENDINGS and file.stat().st_size <= _MAX_PAGE_BYTES
    except OSError:
        return False


def find_companions(page: Path, data: bytes, folder: Path) -> list[tuple[str, Path]]:
    """(link as the page writes it, file) of what a page of these bytes needs and `folder` has; none for what is no
    page."""
    if page.suffix.lower() not in _PAGE_ENDINGS or len(data) > _MAX_PAGE_BYTES or not data:
        return []
    addresses = _addresses(data)  # asked first: it is cheap
    if len(addresses) <= MAX_LINKS and not any(_may_be_companion(address, page, folder) for address in addresses):
        return []
    found: dict[str, Path] = {}
    links = _links(data)
    for link in links:
        if (path := linked_file(page, folder, link)) is not None and link not in found:
            found[link] = path
            if path.suffix.lower() in _PAGE_ENDINGS and len(links) < MAX_LINKS:  # a frame: what it shows in turn
                links += [join_address(link, inner) for inner in _links_of_frame(path)]
    return list(found.items())


def _links(page: bytes) -> list[str]:
    """What a page needs; nothing of one that cannot be looked into, whose own row will say why it was not read."""
    from gouji.parse.reports import wanted_links  # the reader: slow to import, needed only where a page has files

    try:
        return ask(wanted_links, page)
    except PageError:
        return []


def _links_of_frame(frame: Path) -> list[str]:
    try:
        return _links(frame.read_bytes()) if may_have_companions(frame) else []
    except OSError:  # the frame's own row says so
        return []


def linked_file(page: Path, folder: Path, link: str) -> Path | None:
    """The file a page's link names, where it is in the folder."""
    name = local_path(page.relative_to(folder).as_posix(), link)
    path = folder / name if name and "\0" not in name else None
    try:
        return path if path and path.is_file() and path.resolve().is_relative_to(folder.resolve()) else None
    except (OSError, ValueError):  # a link to itself, a name that is too long or that the system cannot hold
        return None


def folder_reader(page: Path) -> Callable[[str], bytes | None]:
    """What a page's links name in its own folder and below, for its reading."""

    def read(link: str) -> bytes | None:
        path = linked_file(page, page.parent, link)
        return path.read_bytes() if path else None

    return read


def _addresses(data: bytes) -> set[str]:
    """What may be an address in a page; a search for words, many times as fast as one expression."""
    small = data.lower()
    found = set()
    for name in _ATTRIBUTES:
        at = small.find(name)
        while at >= 0:
            if value := _VALUE.match(data, at + len(name)):
                found.add(value[1].decode("utf-8", "replace"))
            at = small.find(name, at + len(name))
    return found


def _may_be_companion(address: str, page: Path, folder: Path) -> bool:
    end = ending(address)
    if end in DOCUMENTS or end in PICTURES or _IN_FOLDER.search(address):
        return linked_file(page, folder, address.replace("&amp;", "&")) is not None
    return "?" in address and any(each in address.lower() for each in DOCUMENTS)
