"""Templates: everything they print is made harmless, and every page gets the navigation, addresses and words."""

from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gouji.core.settings import TIME_ZONE
from gouji.core.wording import chinese_date, days_words
from gouji_web.wording import OUTCOME, PROMISE, SEVERITY, STATUS, basis, change_words, chinese, number, plain

from . import address, forms

FOLDER = Path(__file__).resolve().parents[1]
STATIC = FOLDER / "static"


def render(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page. Its template knows `here`, `to`, `same`, `toggled`, `others` (core/address.py), `csrf_field()`, `selection` or
    None, `pages`, `has_page(path)`, `flash`, the words of the tables, and `values`."""
    told: dict[str, Any] = {
        "request": request,
        "selection": getattr(request.state, "selection", None),
        "pages": request.app.state.pages,
        "account": getattr(request.state, "account", None),
        "has_page": lambda path: any(page.path == path for page in request.app.state.pages),
        "flash": forms.flashed(request),
        "here": lambda **changes: address.here(request, **changes),
        "to": lambda page, /, **params: address.to(request, page, **params),
        "same": lambda page: address.same(request, page),
        "toggled": lambda key, value, chosen: address.toggled(request, key, value, chosen),
        "others": lambda *names: address.others(request, *names),
        "csrf_field": lambda: Markup('<input type="hidden" name="{}" value="{}">').format(
            forms.TOKEN_FIELD, forms.csrf_token(request)
        ),
    }
    answer = HTMLResponse(
        _environment().get_template(template).render(told | values), status, {"Cache-Control": "no-cache, private"}
    )
    forms.set_cookies(request, answer)
    return answer


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        finalize=_harmless,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "number": number,
        "plain": plain,
        "chinese_date": chinese_date,
        "days_words": days_words,
        "chinese": chinese,
        "basis": basis,
        "change": change_words,
        "beijing": _beijing,
        "china_time": _china_time,
    }
    environment.globals |= {
        "OUTCOME": OUTCOME,
        "PROMISE": PROMISE,
        "SEVERITY": SEVERITY,
        "STATUS": STATUS,
        "static": static,
    }
    return environment


def _beijing(moment: str) -> str:
    """A moment of the desk (ISO, UTC) as the clock of the office showed it: 2026-01-15 09:30."""
    return datetime.fromisoformat(moment).astimezone(TIME_ZONE).strftime("%Y-%m-%d %H:%M")


def _china_time(moment: datetime) -> str:
    """A moment as the clock of the office showed it: 2026-01-15 09:30."""
    return moment.astimezone(TIME_ZONE).strftime("%Y-%m-%d %H:%M")


def _harmless(value: Any) -> Any:
    """What a template prints: text of reports without marks that hide or reorder it; nothing for None. Markup of our
    own stays; all else is escaped after this."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else "" if value is None else value


@lru_cache(maxsize=16)
def static(name: str) -> str:
    """The address of a file of static/; a changed file has another, so that browsers may keep it."""
    return f"/static/{name}?v={sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"
