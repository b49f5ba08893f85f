"""Every state is an address: links that keep what is looked at and change one thing."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request

KEPT = ("district", "year")  # what a link to another page takes along


def here(request: Request, **changes: Any) -> str:
    """This page with some parameters changed: None or nothing takes one out, a list gives it several values."""
    return _address(request.url.path, _changed(request.query_params, changes))


def to(request: Request, page: str, /, **params: Any) -> str:
    """Another page, by its path without the slash, of the same district and year."""
    kept = [(key, value) for key in KEPT for value in request.query_params.getlist(key)[-1:]]
    return _address(f"/{page}", _changed(QueryParams(kept), params))


def same(request: Request, page: str) -> str:
    """Another address with all parameters of this one: what is listed here, as a workbook."""
    return _address(f"/{page}", request.query_params.multi_items())


def toggled(request: Request, key: str, value: str, chosen: Iterable[str]) -> str:
    """This page with a value added to those chosen of a parameter, or taken out. No value left is said as an empty
    one, which differs from a parameter that is not there and has its default."""
    values = list(chosen)
    values = [each for each in values if each != value] if value in values else [*values, value]
    return _address(
        request.url.path,
        _changed(request.query_params, {key: values or "", "page": None, "open": None}, keep_empty=True),
    )


def others(request: Request, *names: str) -> list[tuple[str, str]]:
    """The parameters of this address without some: hidden fields of a form that sets these by GET."""
    return [(key, value) for key, value in request.query_params.multi_items() if key not in names]


def _changed(query: QueryParams, changes: Mapping[str, Any], *, keep_empty: bool = False) -> list[tuple[str, str]]:
    pairs = [(key, value) for key, value in query.multi_items() if key not in changes]
    for key, value in changes.items():
        values = value if isinstance(value, list | tuple) else [value]
        pairs += [(key, str(each)) for each in values if each is not None and (each != "" or keep_empty)]
    return pairs


def _address(path: str, pairs: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path
