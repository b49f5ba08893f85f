"""The files beside a page that belong to it: what it links to, and the folder that browsers save with it."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

from ..parse import wanted_links
from ..parse.links import DOCUMENTS, MOST_LINKS, PICTURES, ending, local_path

_PAGE_ENDINGS = frozenset([".htm", ".html", ".mhtml", ".shtml", ".xhtml"])
_FOLDER_ENDINGS = ("_files", ".files", "_file", ".file")  # Chrome and Firefox; Word, WPS and IE
_ADDRESS = re.compile(rb"""(?:src|href|data|file)\s*=\s*["']?([^"'>\s]{1,400})""", re.IGNORECASE)
_LARGEST_PAGE = 60_000_000


def is_part_of_page(path: Path, inbox: Path) -> bool:
    """Whether a file lies in a folder that was saved with a page: 报告_files beside 报告.html."""
    for folder in path.relative_to(inbox).parents:
        for end in _FOLDER_ENDINGS:
            if folder.name.endswith(end):
                page = inbox / folder.parent / folder.name.removesuffix(end)
                if any(page.with_name(page.name + each).is_file() for each in _PAGE_ENDINGS):
                    return True
    return False


def companions_beside(page: Path, folder: Path) -> list[tuple[str, Path]]:
    """(link as the page writes it, file) of what a page needs and `folder` has; none for what is no page."""
    if page.suffix.lower() not in _PAGE_ENDINGS or page.stat().st_size > _LARGEST_PAGE:
        return []
    data = page.read_bytes()
    addresses = {address.decode("utf-8", "replace") for address in _ADDRESS.findall(data)}
    if not any(_may_be_beside(address, page, folder) for address in addresses):  # asked first: it is cheap
        return []
    found: dict[str, Path] = {}
    links = wanted_links(data)
    for link in links:
        if (path := file_beside(page, folder, link)) is not None and link not in found:
            found[link] = path
            if path.suffix.lower() in _PAGE_ENDINGS and len(links) < MOST_LINKS:  # a frame: what it shows in turn
                links += [urljoin(link, inner) for inner in wanted_links(path.read_bytes())]
    return list(found.items())


def file_beside(page: Path, folder: Path, link: str) -> Path | None:
    """The file a page's link names, where it is in the folder."""
    name = local_path(page.relative_to(folder).as_posix(), link)
    path = folder / name if name else None
    return path if path and path.is_file() and path.resolve().is_relative_to(folder.resolve()) else None


def beside(page: Path) -> Callable[[str], bytes | None]:
    """What a page's links name in its own folder and below, for its reading."""

    def read(link: str) -> bytes | None:
        path = file_beside(page, page.parent, link)
        return path.read_bytes() if path else None

    return read


def _may_be_beside(address: str, page: Path, folder: Path) -> bool:
    end = ending(address)
    if end in DOCUMENTS or end in PICTURES or any(f"{each}/" in address for each in _FOLDER_ENDINGS):
        return file_beside(page, folder, address.replace("&amp;", "&")) is not None
    return "?" in address and any(each in address.lower() for each in DOCUMENTS)
