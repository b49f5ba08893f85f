"""Who may do what: on one's own machine everything; where people log in, what their role may (data/policy/desk.toml)."""

from fastapi import HTTPException, Request

from gouji.desk.accounts import User

DECIDE, PUBLISH = "decide", "publish"


def may(request: Request, right: str) -> bool:
    """Whether whoever asks may do this; `request.state.account` is the user who logged in, where they have to."""
    account: User | None = getattr(request.state, "account", None)
    return account is None or right in account.role.may


def require(request: Request, right: str) -> None:
    """Refuse with 403 what whoever asks may not do."""
    if not may(request, right):
        raise HTTPException(403, "您的角色不能做这件事，什么都没有改动；请找负责人。")
