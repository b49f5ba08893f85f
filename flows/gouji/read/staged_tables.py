"""Reports -> Arrow: staged batches, written by the workers that read and loaded into DuckDB afterwards.

A staged batch is one Arrow IPC file a table (zstd, names dictionary-encoded): ``<folder>/<table>/<name>.arrow``.
No registry is known here: agency, version and status come with `matches` when the batches are loaded.
"""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, repeat
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from gouji.core.disk import sync_file
from gouji.core.forms import load_forms
from gouji.core.model import STATES, Report

from .storable import storable

_FIGURE = pa.decimal128(20, 6)
_NAME = pa.dictionary(pa.int32(), pa.string())

STAGED: dict[str, Any] = {
    "reports": pa.schema(
        {
            "report_id": pa.string(),
            "document_id": pa.string(),
            "ordinal": pa.int32(),
            "agency_printed": pa.string(),
            "title": pa.string(),
            "report_year": pa.int32(),
            "form": pa.string(),
            "published_on": pa.date32(),
            "warnings": pa.list_(pa.string()),
        }
    ),
    "cells": pa.schema(
        {
            "report_id": _NAME,
            "position": pa.int16(),
            "cell": pa.dictionary(pa.int16(), pa.string()),
            "value": _FIGURE,
            "state": pa.dictionary(pa.int8(), pa.string()),
            "raw": _NAME,
            "page": pa.int32(),
            "table_index": pa.int32(),
            "row_index": pa.int32(),
            "column_index": pa.int32(),
            "attachment": _NAME,
            "confidence": pa.float32(),
        }
    ),
    "sections": pa.schema(
        {
            "report_id": _NAME,
            "position": pa.int32(),
            "number": pa.int32(),
            "heading": pa.string(),
            "text": pa.string(),
        }
    ),
    "statements": pa.schema(
        {
            "report_id": _NAME,
            "position": pa.int32(),
            "kind": pa.string(),
            "value": _FIGURE,
            "unit": pa.string(),
            "section": pa.int32(),
            "text": pa.string(),
            "lowest": _FIGURE,
            "highest": _FIGURE,
            "scope": pa.string(),
            "year": pa.int32(),
            "label": pa.string(),
            "ordinal": pa.int32(),
            "part_of": pa.int32(),
        }
    ),
    "facts": pa.schema(
        {
            "report_id": _NAME,
            "position": pa.int32(),
            "kind": pa.string(),
            "channel": pa.string(),
            "field": pa.string(),
            "value": _FIGURE,
            "unit": pa.string(),
            "section": pa.int32(),
            "text": pa.string(),
            "label": pa.string(),
            "lowest": _FIGURE,
            "highest": _FIGURE,
            "scope": pa.string(),
            "year": pa.int32(),
            "ordinal": pa.int32(),
            "part_of": pa.int32(),
            "parts": pa.string(),
            "last_lowest": _FIGURE,
            "last_highest": _FIGURE,
            "is_whole": pa.bool_(),
        }
    ),
    "explanations": pa.schema(
        {
            "report_id": _NAME,
            "position": pa.int32(),
            "kind": pa.string(),
            "section": pa.int32(),
            "text": pa.string(),
            "cells": pa.list_(pa.string()),
            "year": pa.int32(),
            "old": _FIGURE,
            "new": _FIGURE,
            "difference": _FIGURE,
            "starts_at": pa.int32(),
            "ordinal": pa.int32(),
        }
    ),
    "unread": pa.schema(
        {
            "report_id": _NAME,
            "position": pa.int32(),
            "place": pa.string(),
            "table_code": pa.string(),
            "section": pa.int32(),
        }
    ),
}


@cache
def cell_positions() -> Mapping[str, int]:
    """Place of every cell in form order, over all forms; the newest form's order comes first."""
    names = dict.fromkeys(cell.cell for form in reversed(list(load_forms().values())) for cell in form.cells)
    return MappingProxyType({name: position for position, name in enumerate(names)})


def to_arrow(reports: Sequence[tuple[str, int, Report]]) -> dict[str, Any]:
    """(report_id, ordinal, Report) of one batch -> {table: pa.Table} of the shapes in STAGED.

    A figure with more than six decimals is rounded half up, one of 15 digits or more becomes `unreadable`;
    either adds a warning to its report. Raises ValueError for a cell that is in no form or stands twice.
    """
    try:
        return _to_arrow(reports)
    except (pa.ArrowInvalid, UnicodeEncodeError):
        return _to_arrow([(report_id, ordinal, storable(report)) for report_id, ordinal, report in reports])


def write_batch(folder: Path, name: str, tables: Mapping[str, Any]) -> None:
    """Stage one batch; a file appears whole or not at all, and writing a name again replaces it."""
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    for table, data in tables.items():
        path = batch_path(folder, table, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        with (
            pa.OSFile(str(part), "wb") as sink,
            pa.ipc.new_file(sink, data.schema, options=options) as writer,
        ):
            writer.write_table(data)
        sync_file(part)
        part.replace(path)


def read_batch(folder: Path, name: str) -> dict[str, Any]:
    """The tables of one staged batch."""
    batch = {}
    for table in STAGED:
        with pa.OSFile(str(batch_path(folder, table, name)), "rb") as source:
            batch[table] = pa.ipc.open_file(source).read_all()
    return batch


def staged_batches(folder: Path) -> list[str]:
    """Names of the batches staged whole, in order of name."""
    found = [{path.stem for path in (folder / table).glob("*.arrow")} for table in STAGED]
    return sorted(set.intersection(*found))


def open_staged(folder: Path, table: str, segments: Mapping[str, Collection[str]] | None = None) -> Any:
    """A pyarrow RecordBatchReader over staged batches of a table: a stream, to be read once, never all in memory.

    `segments`: batches by name, each with the report_ids wanted of it (default: all of all that are there).
    """
    names = staged_batches(folder) if segments is None else sorted(name for name, ids in segments.items() if ids)

    def stream() -> Iterator[Any]:
        for name in names:
            with pa.OSFile(str(batch_path(folder, table, name)), "rb") as source:
                data = pa.ipc.open_file(source).read_all()
            if segments is not None:
                data = select_reports(data, segments[name])
            yield from data.to_batches()

    return pa.RecordBatchReader.from_batches(STAGED[table], stream())


def select_reports(data: Any, report_ids: Collection[str]) -> Any:
    """The rows of these reports; the same table when it has no others."""
    column = data["report_id"]
    if set(column.unique().to_pylist()) <= set(report_ids):
        return data
    from pyarrow import compute  # slow to import, and seldom needed

    return data.filter(compute.is_in(column.cast(pa.string()), value_set=pa.array(list(report_ids), pa.string())))


def batch_path(folder: Path, table: str, name: str) -> Path:
    """The file of one table of a batch."""
    return folder / table / f"{name}.arrow"


def _to_arrow(reports: Sequence[tuple[str, int, Report]]) -> dict[str, Any]:
    return {
        "reports": _reports(reports),
        "cells": _cells(reports),
        "sections": _lines("sections", reports),
        "statements": _lines("statements", reports),
        "facts": _lines("facts", reports),
        "explanations": _lines("explanations", reports),
        "unread": _lines("unread", reports),
    }


def _reports(reports: Sequence[tuple[str, int, Report]]) -> Any:
    rows = [
        {
            "report_id": report_id,
            "document_id": report.document,
            "ordinal": ordinal,
            "agency_printed": report.agency,
            "title": report.title,
            "report_year": report.report_year,
            "form": report.form,
            "published_on": report.published_on,
            "warnings": report.warnings,
        }
        for report_id, ordinal, report in reports
    ]
    return pa.Table.from_pylist(rows, STAGED["reports"])


def _cells(reports: Sequence[tuple[str, int, Report]]) -> Any:
    """One pass a column over all cells of the batch: about half a microsecond a cell."""
    cells = list(chain.from_iterable(report.cells for _, _, report in reports))
    names, values, states, raws, *where, attachments, sure = (list(map(itemgetter(i), cells)) for i in range(10))
    positions = _positions(reports, names)
    known = list(cell_positions())
    indices = pa.array(positions, pa.int16())
    columns = [
        _repeated([(report_id, len(report.cells)) for report_id, _, report in reports]),
        indices,
        pa.DictionaryArray.from_arrays(indices, pa.array(known)),
        pa.array(values, _FIGURE),
        pa.DictionaryArray.from_arrays(pa.array(map(STATES.index, states), pa.int8()), pa.array(STATES)),
        _encoded(raws),
        *(pa.array(column, pa.int32()) for column in where),
        _encoded(attachments),
        pa.array(sure, pa.float32()),
    ]
    return pa.Table.from_arrays(columns, schema=STAGED["cells"])


def _encoded(names: list[str | None]) -> Any:
    """As Array.dictionary_encode gives it, which would load pyarrow.compute and with it NumPy: a tenth of a second."""
    known = [name for name in dict.fromkeys(names) if name is not None]
    places: dict[str | None, int] = {name: place for place, name in enumerate(known)}
    indices = pa.array([places.get(name) for name in names], pa.int32())
    return pa.DictionaryArray.from_arrays(indices, pa.array(known, pa.string()))


def _positions(reports: Sequence[tuple[str, int, Report]], names: list[str]) -> list[int]:
    """Form positions of all cells of the batch; refuses what is in no form or stands twice in a report."""
    known = cell_positions()
    try:
        positions = list(map(known.__getitem__, names))
    except KeyError:
        unknown = sorted(set(names) - known.keys())
        raise ValueError(
            f"格代码不在任何格式中：{'、'.join(unknown)}；请在 data/forms 中登记。 Cells in no form: add them there."
        ) from None
    start = 0
    for report_id, _, report in reports:
        stop = start + len(report.cells)
        if len(set(positions[start:stop])) != stop - start:
            twice = sorted({name for name in names[start:stop] if names[start:stop].count(name) > 1})
            raise ValueError(
                f"报告 {report_id} 中有重复的格：{'、'.join(twice)}。 Cells that stand twice in one report."
            )
        start = stop
    return positions


def _lines(table: str, reports: Sequence[tuple[str, int, Report]]) -> Any:
    """Sections, statements, facts, explanations or what was not read: NamedTuples whose fields are the staged columns after `position`."""
    lines = [getattr(report, table) for _, _, report in reports]
    ids = _repeated([(report_id, len(own)) for (report_id, _, _), own in zip(reports, lines, strict=True)])
    every = list(chain.from_iterable(lines))
    schema = STAGED[table]
    columns = [
        ids,
        pa.array(chain.from_iterable(range(1, len(own) + 1) for own in lines), pa.int32()),
        *(pa.array([line[i] for line in every], schema.field(i + 2).type) for i in range(len(schema) - 2)),
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _repeated(counts: list[tuple[str, int]]) -> Any:
    """Each name as often as counted, as a dictionary array."""
    indices = chain.from_iterable(repeat(i, count) for i, (_, count) in enumerate(counts))
    names = pa.array([name for name, _ in counts], pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(indices, pa.int32()), names)
