"""The home's registry as the office keeps it: taken from an upload, one line edited, each with its event.

The file is ``home/registry.csv``; its bytes are replaced whole or not at all, and only by what can be used with the
changes of organs beside it. Who looks at it and then writes does both within `registry_writer`.
"""

import csv
import io
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from gouji.core.changes_file import changes_files
from gouji.core.digest import file_digest
from gouji.core.disk import write_whole
from gouji.core.registry_file import check_registry
from gouji.core.registry_table import read_registry_table, registry_columns

from .errors import DeskError
from .events import Change
from .registry_history import REGISTRY, keep_former
from .store import Desk, one_writer

_NEEDED = ("code", "name", "kind")
_one_writer = threading.Lock()  # of this process


class Checked(NamedTuple):
    """What an upload holds: how many agencies, what is wrong (all of it), and what was understood."""

    agencies: int
    problems: list[str]
    notes: list[str]


def registry_path(home: Path) -> Path:
    """The registry that the office keeps in a home."""
    return home / "registry.csv"


@contextmanager
def registry_writer(home: Path) -> Iterator[None]:
    """Keep other writers of a home's registry out, in this process and in others; raises DeskError where one stays."""
    with one_writer(home / "work" / "registry.lock", _one_writer):
        yield


def check_upload(data: bytes, beside: Iterable[Path] = ()) -> Checked:
    """All that is wrong with an uploaded registry (XLSX, XLS or CSV); raises nothing. `beside`: the files of changes
    that will stand beside it, whose organs it has to have."""
    try:
        table = read_registry_table(data)
    except ValueError as error:
        return Checked(0, [str(error)], [])
    return Checked(len(table.rows), check_registry(data, beside), table.notes)


def install_registry(desk: Desk, who: str, data: bytes, *, seen: str | None = None) -> Checked:
    """Put an uploaded registry in the place of the home's. `seen`: sha256 of the one it replaces, where one was shown.

    Raises DeskError with everything that is wrong, and where the registry is another by now.
    """
    checked = check_upload(data, changes_files(registry_path(desk.home)))
    if checked.problems:
        raise DeskError("；".join(checked.problems) + "。未保存，请改正后再上传。 Nothing was saved.")
    table = read_registry_table(data)
    columns = [column for column in registry_columns() if column in table.columns]
    _write(desk, who, [row.values for row in table.rows], columns, seen, {"agencies": len(table.rows)}, "上传登记表")
    return checked


def edit_agency(desk: Desk, who: str, code: str, values: Mapping[str, str], *, seen: str | None = None) -> None:
    """Change columns of one agency, or add it where no line has the code. `seen`: sha256 of the file that was shown.

    Raises DeskError with what is wrong: nothing is written then."""
    path = registry_path(desk.home)
    if unknown := [name for name in values if name not in registry_columns()]:
        raise DeskError(f"登记表没有列 {'、'.join(unknown)}，应为 {'、'.join(registry_columns())}。 No such column.")
    table = read_registry_table(path.read_bytes()) if path.exists() else None
    rows = [row.values for row in table.rows] if table else []
    row = next((row for row in rows if row["code"] == code), None)
    if row is None:
        rows.append(row := {"code": code})
    after = {name: value.strip() for name, value in values.items()}
    before = {name: row.get(name, "") for name in after}
    row |= after
    kept = [*(table.columns if table else _NEEDED), *values]
    columns = [column for column in registry_columns() if column in kept]
    _write(desk, who, rows, columns, seen, {"code": code, "before": before, "after": after}, "改登记表")


def remove_agency(desk: Desk, who: str, code: str, *, seen: str | None = None) -> None:
    """Take the line of one agency out. `seen` as above. An organ that was abolished or merged is better given its last
    year: what it published before stays its own. Raises DeskError where there is no such line."""
    path = registry_path(desk.home)
    table = read_registry_table(path.read_bytes()) if path.exists() else None
    rows = [row.values for row in table.rows] if table else []
    kept = [row for row in rows if row["code"] != code]
    if table is None or len(kept) == len(rows):
        raise DeskError(f"登记表中没有代码 {code}，未作改动。 No line has this code.")
    columns = [column for column in registry_columns() if column in table.columns]
    before = next(row for row in rows if row["code"] == code)
    _write(desk, who, kept, columns, seen, {"code": code, "before": before, "removed": True}, "删去一行登记")


def _write(
    desk: Desk, who: str, rows: list[dict[str, str]], columns: list[str], seen: str | None, what: dict[str, Any],
    note: str,
) -> None:  # fmt: skip
    path = registry_path(desk.home)
    before = file_digest(path) if path.exists() else ""
    if seen is not None and seen != before:
        raise DeskError("您打开以后，登记表已被改动，未予保存：请看过现在的内容再改。 Changed meanwhile: look again.")
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    data = text.getvalue().encode("utf-8-sig")
    if problems := check_registry(data, changes_files(path)):
        raise DeskError("；".join(problems) + "。未保存。 Nothing was saved.")
    desk.exists()  # a damaged desk refuses before anything is written
    replaced = keep_former(desk.home, path)
    write_whole(path, data)
    digests = {"sha256": file_digest(path), "replaced": replaced}
    desk.write(who, [Change(REGISTRY, path.name, what | digests)], note)
