"""What keeps an address from being read, in words: answers of a site, and what the network did."""

import email.utils
import ssl
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx

from gouji.core.errors import GoujiError

from .log import FAILED, GONE, REFUSED

_GONE = frozenset({404, 410})
_TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
_REFUSED = {
    401: "网站要求登录",
    403: "网站拒绝访问",
    407: "网络要求代理认证",
    412: "网站要求浏览器验证",
    451: "网站因法律原因不予提供",
}


class FetchError(GoujiError):
    """`state` gone, refused or failed; `is_temporary`: another try may help, the host is then left alone for as long as it asked."""

    def __init__(self, state: str, message: str, status: int | None = None, is_temporary: bool = False) -> None:
        super().__init__(message)
        self.state, self.status, self.is_temporary = state, status, is_temporary


def status_error(address: str, response: httpx.Response) -> FetchError:
    """What a status of 400 and above means."""
    status = response.status_code
    if status in _GONE:
        return FetchError(GONE, f"{address} 不存在或已撤下（{status}）。 Not there.", status)
    if status in _TRANSIENT:
        wait = asked_wait(response)
        asked = f"，网站请 {wait:.0f} 秒后再试" if wait else ""
        return FetchError(
            FAILED, f"{address} 暂时不能提供（{status}{asked}）。 For the moment.", status, is_temporary=True
        )
    if word := _REFUSED.get(status):
        return FetchError(REFUSED, f"{address} {word}（{status}）。 Not allowed.", status)
    return FetchError(FAILED, f"{address} 不能提供（{status}）。 Not served.", status)


def asked_wait(response: httpx.Response) -> float | None:
    """Seconds for which the site asks to be left alone, where its answer may be another one later."""
    return _seconds(response.headers.get("retry-after")) if response.status_code in _TRANSIENT else None


def _seconds(value: str | None) -> float | None:
    """Seconds, from seconds or a date."""
    if not value:
        return None
    if value.strip().isascii() and value.strip().isdigit():
        return float(value)  # of too many digits it is inf: longer than anybody waits
    try:
        return max(0.0, (email.utils.parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def network_error(address: str, error: httpx.HTTPError) -> FetchError:
    """What the network did, in words; nearly all of it may pass."""
    host = urlsplit(address).hostname
    if _is_certificate(error):
        return FetchError(
            REFUSED,
            f"{address} 的证书不能验证（{error}），未取；请网站管理单位更换证书，或以 SSL_CERT_FILE 指明其根证书。"
            " Certificate not verified.",
        )
    if isinstance(error, httpx.TimeoutException):
        return FetchError(FAILED, f"{address} 超时未答（{type(error).__name__}）。 Timed out.", is_temporary=True)
    if isinstance(error, httpx.ConnectError):
        return FetchError(FAILED, f"连不上 {host}（{error}）。 Cannot connect.", is_temporary=True)
    return FetchError(FAILED, f"{address} 传到一半中断（{error}）。 Cut off.", is_temporary=True)


def _is_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
