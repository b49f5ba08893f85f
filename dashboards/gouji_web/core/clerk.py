"""An agency's clerk, who has no account but a personal link (desk/access.py): who came, and what the link opens."""

from fastapi import HTTPException, Request

from gouji.desk.access import AgencyLink, link_of

from .log_in import MAX_TOKEN_CHARACTERS, OPENS
from .office import desk_of

COOKIE = "gouji_link"
GONE = "链接已失效：过了有效期，或者已被收回。请向区里的政务公开办另要一个。"


def clerk_of(request: Request) -> AgencyLink:
    """Whose link the browser has. Raises HTTPException 403 where it has none, or one that is no longer good."""
    return opened_by(request, request.cookies.get(COOKIE, ""))


def opened_by(request: Request, token: str) -> AgencyLink:
    """Whose link a token is. Raises HTTPException 403."""
    link = link_of(desk_of(request), token) if token and len(token) <= MAX_TOKEN_CHARACTERS else None
    if link is None:
        raise HTTPException(403, GONE)
    return link


def address_of(request: Request, token: str) -> str:
    """The address to be given to the clerk."""
    return f"{request.url.scheme}://{request.url.netloc}{OPENS}{token}"


def name_of(link: AgencyLink) -> str:
    """The clerk in the desk's events: who the link was made for, and which it is."""
    return f"{link.name or link.agency_code}（链接 {link.link}）"
