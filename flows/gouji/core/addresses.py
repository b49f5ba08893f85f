"""Addresses of the web as strangers write them."""

from urllib.parse import urljoin, urlsplit


def join_address(base: str, link: str) -> str:
    """The address a link names on a page; where it is none (http://[bad/, a port of letters), the link as it stands.

    Never raises: whoever opens the address says what is wrong with it.
    """
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def is_web(address: str) -> bool:
    """Whether an address means to be one of http or https, well written or not."""
    try:
        return urlsplit(address).scheme in ("http", "https")
    except ValueError:
        return address.lower().startswith(("http:", "https:"))
