"""Sessions of users, and personal links for the clerks of agencies. Of a token only the sha256 is kept."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from gouji.core.policy import read_policy

from .accounts import User, check_password, find_user
from .database import database_path, open_database, writing
from .errors import DeskError
from .events import Change
from .store import Desk

LINK = "link"


class AgencyLink(NamedTuple):
    """A link that an agency's clerk was given: they may check drafts, hand in and see their own case, nothing else."""

    link: str
    agency_code: str
    until: date
    name: str  # for whom it was made
    may: tuple[str, ...]


def log_in(desk: Desk, name: str, password: str) -> str:
    """A new session's token for a user and password. Raises LogInRefused."""
    user = check_password(desk, name, password)
    now = desk.clock().astimezone(UTC)
    expires = now + timedelta(hours=read_policy("desk")["log_in"]["session_hours"])
    token = secrets.token_urlsafe(32)
    with open_database(database_path(desk.home)) as con, writing(con):
        con.execute("DELETE FROM sessions WHERE expires < ?", (now.isoformat(),))
        con.execute(
            "INSERT INTO sessions VALUES (?, ?, ?, ?)", (_hash(token), user.name, now.isoformat(), expires.isoformat())
        )
    return token


def user_of_session(desk: Desk, token: str) -> User | None:
    """The user whose session a token is, with the role of now; None where it has ended or never was."""
    if not desk.exists():
        return None
    with open_database(database_path(desk.home)) as con:
        found = con.execute("SELECT user, expires FROM sessions WHERE token_hash = ?", (_hash(token),)).fetchone()
    if not found or datetime.fromisoformat(found[1]) <= desk.clock():
        return None
    return find_user(desk, found[0])


def log_out(desk: Desk, token: str) -> None:
    """End a session."""
    if desk.exists():
        with open_database(database_path(desk.home)) as con, writing(con):
            con.execute("DELETE FROM sessions WHERE token_hash = ?", (_hash(token),))


def make_link(desk: Desk, who: str, agency_code: str, until: date, name: str = "") -> tuple[AgencyLink, str]:
    """A new personal link for the clerk `name` of an agency, good to the end of a day, and its token: shown this once."""
    if until < desk.today():
        raise DeskError(f"有效期 {until} 已过。 That day has passed.")
    if not agency_code.strip():
        raise DeskError("请写明机关代码。 Name the agency.")
    link, token = secrets.token_hex(4), secrets.token_urlsafe(32)
    row = {"agency_code": agency_code.strip(), "until": until.isoformat(), "name": name.strip()}
    desk.write(who, [Change(LINK, link, row, seen=0)], "发放链接")
    with open_database(database_path(desk.home)) as con, writing(con):
        con.execute("INSERT INTO links VALUES (?, ?)", (_hash(token), link))
    return _link(link, row), token


def link_of(desk: Desk, token: str) -> AgencyLink | None:
    """The link whose token this is; None where it ran out, was taken back, or never was."""
    if not desk.exists():
        return None
    with open_database(database_path(desk.home)) as con:
        found = con.execute("SELECT link FROM links WHERE token_hash = ?", (_hash(token),)).fetchone()
    entry = desk.entry(LINK, found[0]) if found else None
    link = _link(entry.subject, entry.value) if entry else None
    return link if link and link.until >= desk.today() else None


def list_links(desk: Desk) -> list[AgencyLink]:
    """The links that were not taken back, those that ran out too."""
    return [_link(entry.subject, entry.value) for entry in desk.entries(LINK)]


def revoke_link(desk: Desk, who: str, link: str) -> None:
    """Take a link back. Raises DeskError where there is none."""
    if desk.entry(LINK, link) is None:
        raise DeskError(f"没有链接「{link}」，见 gouji desk link list。 No such link.")
    desk.write(who, [Change(LINK, link, None)], "收回链接")
    with open_database(database_path(desk.home)) as con, writing(con):
        con.execute("DELETE FROM links WHERE link = ?", (link,))


def _link(link: str, row: Mapping[str, object]) -> AgencyLink:
    may = tuple(read_policy("desk")["link"]["may"])
    return AgencyLink(link, str(row["agency_code"]), date.fromisoformat(str(row["until"])), str(row["name"]), may)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
