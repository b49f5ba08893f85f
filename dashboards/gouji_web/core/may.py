"""Who may do what: on one's own machine everything; where people log in, what their role may (data/policy/desk.toml);
whoever has a personal link, what is for clerks of agencies."""

from fastapi import HTTPException, Request

from gouji.desk.accounts import User

from .forms import SAFE_METHODS

READ, DECIDE, PUBLISH, MANAGE = "read", "decide", "publish", "manage"

# What a form that is posted asks of whoever posts it, by the path of its route. A route without a line here is for
# those only who may do everything. A page may ask for more where its forms differ (`require`).
FORM_RIGHTS = {
    "/agency/decide": DECIDE,
    "/agency/link": DECIDE,
    "/cases/open": DECIDE,
    "/cases/sheet": DECIDE,
    "/cases/work": DECIDE,
    "/drafts": READ,
    "/intake": DECIDE,
    "/leave": READ,
    "/registry": MANAGE,
    "/runs": DECIDE,
    "/settings": MANAGE,
    "/settings/words": MANAGE,
}
OPEN_FORMS = frozenset({"/enter", "/clerk"})  # of those who have not logged in; a clerk has a personal link


def may(request: Request, right: str) -> bool:
    """Whether whoever asks may do this; `request.state.account` is the user who logged in, where they have to."""
    account: User | None = getattr(request.state, "account", None)
    return account is None or right in account.role.may


def check_right(request: Request) -> None:
    """Of every request: refuse with 403 a form that is not for whoever posts it."""
    path = request.scope["route"].path
    if request.method not in SAFE_METHODS and path not in OPEN_FORMS:
        require(request, FORM_RIGHTS.get(path, MANAGE))


def require(request: Request, right: str) -> None:
    """Refuse with 403 what whoever asks may not do."""
    if not may(request, right):
        raise HTTPException(403, "您的角色不能做这件事，什么都没有改动；请找负责人。")
