"""How a web site is treated, and how much of it is put up with."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CrawlPolicy:
    """Seconds and bytes."""

    delay: float = 1.0  # between two requests to a host
    longest_delay: float = 30.0  # of what robots.txt may ask for
    connect: float = 10.0
    read: float = 20.0  # without a byte
    whole: float = 120.0  # for one document, whatever trickles in
    longest_wait: float = 300.0  # of what Retry-After may ask for
    most_bytes: int = 50_000_000  # of a document, unpacked
    most_redirects: int = 5
    retry_delays: tuple[float, ...] = (5, 30, 120)  # before a host is tried again for what may have passed
