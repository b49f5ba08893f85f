"""Who may use the pages from elsewhere: users with a role and a password.

Users are events, as all decisions are. Passwords are kept beside them, by scrypt only, and go into no copy, backup or
version: after a restore they are set anew.
"""

import hashlib
import hmac
import secrets
import threading
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple

from gouji.core.policy import read_policy

from .database import database_path, open_database, writing
from .errors import DeskError
from .events import Change
from .store import Desk

USER, LOG_IN = "user", "log_in"
MAX_USER_CHARACTERS, MAX_PASSWORD_CHARACTERS = 40, 200
# OWASP's Password Storage Cheat Sheet (2024): scrypt with 32 MiB and three passes; a quarter of a second.
_COST, _MEMORY_BYTES = (1 << 15, 8, 3), 64 << 20  # n, r, p
_one_at_a_time = threading.Lock()  # so that many log-ins at once do not take the memory of all


class LogInRefused(DeskError):
    """No such user and password, or locked out: which of them is not said."""


class Role(NamedTuple):
    """`may`: read, decide, publish, manage."""

    code: str
    word: str
    word_en: str
    may: tuple[str, ...]


class User(NamedTuple):
    """Somebody of the office; `seq` is what a form must send back."""

    name: str
    role: Role
    seq: int


@cache
def roles() -> Mapping[str, Role]:
    """The roles by code."""
    return {row["code"]: Role(**row) for row in read_policy("desk")["roles"]}


def list_users(desk: Desk) -> list[User]:
    """Users by name."""
    return [User(e.subject, roles()[str(e.value["role"])], e.seq) for e in desk.entries(USER)]


def find_user(desk: Desk, name: str) -> User | None:
    """A user by name."""
    entry = desk.entry(USER, _name(name))
    return User(entry.subject, roles()[str(entry.value["role"])], entry.seq) if entry else None


def add_user(desk: Desk, who: str, name: str, role: str, password: str) -> User:
    """Add a user; `role` by code or word. Raises DeskError."""
    name = _name(name)
    if not name or len(name) > MAX_USER_CHARACTERS or not name.isprintable():
        raise DeskError(f"用户名应有 1 至 {MAX_USER_CHARACTERS} 字。 A name of 1 to {MAX_USER_CHARACTERS} characters.")
    if find_user(desk, name):
        raise DeskError(f"已有用户「{name}」；要改口令用 gouji desk user passwd。 There is such a user.")
    _check_password(password)
    desk.write(who, [Change(USER, name, {"role": _role(role).code}, seen=0)], "新增用户")
    _keep_password(desk, name, password)
    return User(name, _role(role), desk.entries(USER, name)[0].seq)


def set_role(desk: Desk, who: str, name: str, role: str) -> None:
    """Give a user another role; open sessions have it from now on."""
    user = _user(desk, name)
    desk.write(who, [Change(USER, user.name, {"role": _role(role).code}, seen=user.seq)], "改角色")


def set_password(desk: Desk, who: str, name: str, password: str) -> None:
    """Give a user another password, which ends all sessions and any lock-out."""
    user = _user(desk, name)
    _check_password(password)
    _keep_password(desk, user.name, password)
    desk.write(who, [Change(USER, user.name, {"role": user.role.code}, note="改口令")])


def remove_user(desk: Desk, who: str, name: str) -> None:
    """Remove a user, which ends all sessions; what they did stays in the events."""
    user = _user(desk, name)
    desk.write(who, [Change(USER, user.name, None)], "删除用户")
    with open_database(database_path(desk.home)) as con, writing(con):
        con.execute("DELETE FROM passwords WHERE user = ?", (user.name,))
        con.execute("DELETE FROM sessions WHERE user = ?", (user.name,))


def check_password(desk: Desk, name: str, password: str) -> User:
    """The user of a name and password. Raises LogInRefused, after several failures for a while even for the right one;
    a name that is not there takes as long."""
    limits, now = read_policy("desk")["log_in"], desk.clock().astimezone(UTC)
    refused = LogInRefused(
        f"用户名或口令不对，或因多次输错暂停登录（{limits['locked_minutes']} 分钟后再试）。 Not logged in."
    )
    if not desk.exists():
        raise refused
    user, name = find_user(desk, name), _name(name)
    with open_database(database_path(desk.home)) as con:
        kept = con.execute("SELECT salt, n, r, p FROM passwords WHERE user = ?", (name,)).fetchone()
        given = _scrypt(password, kept[0], kept[1:]) if kept else _scrypt(password, b"\0" * 16, _COST)
        with writing(con):  # what others tried meanwhile counts
            found = con.execute("SELECT hash, failures, locked_until FROM passwords WHERE user = ?", (name,)).fetchone()
            if user is None or found is None or (found[2] and datetime.fromisoformat(found[2]) > now):
                raise refused
            is_right = hmac.compare_digest(given, found[0])
            failures = 0 if is_right else found[1] + 1
            is_locked = failures >= limits["max_failures"]
            until = (now + timedelta(minutes=limits["locked_minutes"])).isoformat() if is_locked else None
            con.execute(
                "UPDATE passwords SET failures = ?, locked_until = ? WHERE user = ?",
                (0 if is_locked else failures, until, name),
            )
    if is_locked:
        told = {"outcome": "locked", "at": until}
        desk.write(name, [Change(LOG_IN, name, told)], f"连续 {failures} 次口令不对，暂停登录")
    if not is_right:
        raise refused
    desk.write(name, [Change(LOG_IN, name, {"outcome": "ok", "at": now.isoformat()})])
    return user


def _keep_password(desk: Desk, name: str, password: str) -> None:
    salt = secrets.token_bytes(16)
    with open_database(database_path(desk.home)) as con, writing(con):
        con.execute(
            "INSERT OR REPLACE INTO passwords (user, salt, hash, n, r, p) VALUES (?, ?, ?, ?, ?, ?)",
            (name, salt, _scrypt(password, salt, _COST), *_COST),
        )
        con.execute("DELETE FROM sessions WHERE user = ?", (name,))


def _scrypt(password: str, salt: bytes, cost: tuple[int, int, int]) -> bytes:
    n, r, p = cost
    text = unicodedata.normalize("NFC", password[:MAX_PASSWORD_CHARACTERS]).encode("utf-8", "surrogatepass")
    with _one_at_a_time:
        return hashlib.scrypt(text, salt=salt, n=n, r=r, p=p, maxmem=_MEMORY_BYTES)


def _check_password(password: str) -> None:
    least = read_policy("desk")["log_in"]["min_password_characters"]
    if not least <= len(password) <= MAX_PASSWORD_CHARACTERS:
        raise DeskError(
            f"口令应有 {least} 至 {MAX_PASSWORD_CHARACTERS} 个字符。 A password of {least} characters or more."
        )


def _user(desk: Desk, name: str) -> User:
    if (user := find_user(desk, name)) is None:
        raise DeskError(f"没有用户「{name}」。 No such user.")
    return user


def _role(role: str) -> Role:
    found = next((each for each in roles().values() if role in (each.code, each.word)), None)
    if found is None:
        raise DeskError(f"角色「{role}」应为 {'、'.join(each.word for each in roles().values())} 之一。 No such role.")
    return found


def _name(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip())
