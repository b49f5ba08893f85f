"""A form that `extends` another: the keys of the older file with what the newer adds, drops, renames and words anew.

In the newer file every key replaces the older one's, and a list of sections, tables, columns or rows holds only what
differs: `code` (for sections `number`) names the line, `after` says behind which line a new one stands ("" is first),
`was` is the code a renamed one had: over the years lines are known by their code, so a renamed one has no last year.
`drop` lists lines left out. `drop_identities` lists rules left out; an identity replaces those of the older form with
its rule, in their place.
"""

import re
from collections.abc import Callable
from typing import Any

from .form_entry import Entry

# Keys that say what changes, of a form, of a table and of a line; what is left is that of any form.
_OF_FORM = ("extends", "drop_tables", "drop_sections", "drop_identities")
_OF_LINE = ("after", "was")
_OF_TABLE = (*_OF_LINE, "drop_columns", "drop_rows")


def extended(file: str, base: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """The keys of the whole form. Raises FormError for a line to be changed or dropped that the older form has not."""
    top = Entry(file, "", data, data)
    base = base | {"tables": [dict(table) for table in base["tables"]]}
    result = base | {key: value for key, value in data.items() if key not in _OF_FORM}
    result["sections"] = _merged(top, "sections", "number", base["sections"])
    result["tables"] = _merged(top, "tables", "code", base["tables"], _table)
    result["identities"] = _identities(top, _renamed(base["identities"], data), data)
    result["statements"] = _statements(base.get("statements", {}), data)
    return result


def _table(place: Entry, old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    result = old | {key: value for key, value in new.items() if key not in _OF_TABLE}
    for key in ("columns", "rows"):
        result[key] = _merged(place, key, "code", old[key])
    renamed = {line["was"]: line["code"] for key in ("columns", "rows") for line in new.get(key, ()) if "was" in line}
    for line in (*result["columns"], *result["rows"]):
        for key in ("columns", "instead_of"):
            if key in line:
                line[key] = [renamed.get(code, code) for code in line[key]]
        if "part_of" in line:
            line["part_of"] = renamed.get(line["part_of"], line["part_of"])
    return result


def _line(_: Entry, old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    return old | {key: value for key, value in new.items() if key not in _OF_LINE}


def _merged(
    place: Entry,
    key: str,
    name: str,
    old: list[dict[str, Any]],
    merge: Callable[[Entry, dict[str, Any], dict[str, Any]], dict[str, Any]] = _line,
) -> list[dict[str, Any]]:
    lines = [dict(line) for line in old]

    def at(code: Any, where: str) -> int:
        codes = [line.get(name) for line in lines]
        if code not in codes:
            known = "、".join(map(str, codes))
            place.fail(where, f"“{code}”", f"所扩展格式的一项：{known}", f"The extended form has no {code}.")
        return codes.index(code)

    for code in place.data.get(f"drop_{key}", ()) if key == "sections" else place.texts(f"drop_{key}"):
        del lines[at(code, f"drop_{key}")]
    for new in place.tables(key):
        if not isinstance(new, dict) or name not in new:
            place.fail(key, f"{new!r}", f"有 {name} 的 {{ … }}", f"An entry needs {name}.")
        code = new[name]
        where = f"{key}.{code}"
        entry = Entry(place.file, f"{place.place}.{where}".lstrip("."), new, new)
        if "was" in new or any(line.get(name) == code for line in lines):
            i = at(new.get("was", code), f"{where}.was")
            lines[i] = merge(entry, lines[i], new)
            if "after" in new:
                line = lines.pop(i)
                lines.insert(at(new["after"], f"{where}.after") + 1 if new["after"] else 0, line)
            continue
        if "after" not in new:
            found = "是新的一项，没有 after"
            entry.fail(
                "", found, "after（在哪一项之后；“”为最前）或已有的代码", f"{code} is new: say after which line."
            )
        line = {part: value for part, value in new.items() if part not in _OF_LINE}
        lines.insert(at(new["after"], f"{where}.after") + 1 if new["after"] != "" else 0, line)
    return lines


def _renamed(identities: list[dict[str, Any]], data: dict[str, Any]) -> list[dict[str, Any]]:
    """Identities of the older form with the codes of renamed lines."""
    for table in data.get("tables", ()):
        for key in ("rows", "columns"):
            for line in table.get(key, ()):
                if isinstance(line, dict) and "was" in line:
                    identities = [
                        identity
                        | {
                            side: [_with(text, table.get("code"), key, line) for text in identity.get(side, ())]
                            for side in ("left", "right")
                        }
                        for identity in identities
                    ]
    return identities


def _with(text: str, table: Any, key: str, line: dict[str, Any]) -> str:
    own, row, column = text.split(".")
    if own.removeprefix("-") != table:
        return text
    code = re.compile(rf"\b{re.escape(line['was'])}\b")
    parts = (code.sub(line["code"], row), column) if key == "rows" else (row, code.sub(line["code"], column))
    return ".".join((own, *parts))


def _identities(top: Entry, old: list[dict[str, Any]], data: dict[str, Any]) -> list[dict[str, Any]]:
    rules = [identity["rule"] for identity in old]
    for rule in top.texts("drop_identities"):
        if rule not in rules:
            known = f"所扩展格式的规则：{'、'.join(rules)}"
            top.fail("drop_identities", f"“{rule}”", known, f"The extended form has no identity {rule}.")
    new = [identity for identity in top.tables("identities") if isinstance(identity, dict)]
    replaced = {identity.get("rule") for identity in new} | set(data.get("drop_identities", ()))
    return [identity for identity in old if identity["rule"] not in replaced] + new


def _statements(old: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = old | data.get("statements", {})
    return found
