"""What a robots.txt allows, worked out in a worker: its patterns can be made to match for hours."""

from functools import lru_cache
from typing import NamedTuple

from protego import Protego

from .page_state import is_html

MAX_RULES_BYTES = 500_000  # bytes of a robots.txt that are read, as search engines do
MAX_DELAY_SECONDS = 86_400.0


class Permission(NamedTuple):
    """Whether an address may be fetched, and the pause between two requests that the rules ask for, in seconds."""

    is_allowed: bool
    delay: float


def rules_in(answer: bytes) -> str:
    """The rules in an answer; soft 404 pages and the like are none."""
    return "" if is_html(answer) else answer[:MAX_RULES_BYTES].decode("utf-8", "replace")


def permission(rules: str, address: str, agent: str) -> Permission:
    """What rules say of an address."""
    parsed = _parsed(rules)
    delay = float(parsed.crawl_delay(agent) or 0)
    return Permission(bool(parsed.can_fetch(address, agent)), delay if 0 <= delay <= MAX_DELAY_SECONDS else 0.0)


@lru_cache(maxsize=64)
def _parsed(rules: str) -> Protego:
    return Protego.parse(rules)
