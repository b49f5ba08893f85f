"""The desk of this home, and who is at it."""

import getpass
from datetime import date

from fastapi import Request
from starlette.datastructures import FormData

from gouji.core.errors import GoujiError
from gouji.desk.store import Desk


class FormError(GoujiError, ValueError):
    """A form that cannot be carried out as it was filled in: which field, and what was expected."""


def desk_of(request: Request) -> Desk:
    """The desk of the home that these pages show."""
    return Desk(request.app.state.versions.home)


def who_of(request: Request) -> str:
    """Who acts: on one's own machine the user of the system."""
    return str(getattr(request.state, "user", None) or getpass.getuser())


def text_of(form: FormData, name: str) -> str:
    """A text field; nothing where it is not there. Of several fields of a name, the last."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def seen_of(form: FormData, name: str = "seen") -> int:
    """The `seq` that the page showed; 0 where nothing was there. Raises FormError."""
    text = text_of(form, name)
    if not text.isascii() or not text.isdigit():
        raise FormError("这张表单不完整（缺少所见的版次），请返回刷新后重填。")
    return int(text)


def day_of(form: FormData, name: str, word: str) -> date | None:
    """A day as browsers send it; None where the field is empty. Raises FormError."""
    text = text_of(form, name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise FormError(f"{word}“{text}”不是日期，应如 2026-02-15。") from None
