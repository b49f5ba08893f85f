"""How right and how fast the reader is, by format: the same figures of the demo district in every format it writes.

    python -m bench.formats [--agencies 20]

Every document's cells are compared with the truth. Where LibreOffice is installed (soffice) it writes DOCX, DOC, RTF,
ODT, PDF, XLS, ODS and HTML from the first of them as well: what people's own programs make of a document.
"""

import argparse
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gouji.collect.companion_files import folder_reader
from gouji.core.forms import load_forms
from gouji.core.model import Report, UnreadableDocument
from gouji.demo import district, draft
from gouji.demo.district import write_district
from gouji.demo.wording import words
from gouji.parse.reports import parse

CONVERTED = 5  # documents that LibreOffice is given
PASSES = 3  # the best one counts: the machine may be busy with other things
CONVERSIONS = {"docx": ("docx", "doc", "rtf", "odt", "html", "pdf"), "xlsx": ("xlsx", "xls", "ods", "html")}
Document = tuple[bytes, str, dict[str, Any]]  # bytes, its file or what it was made from, truth


def layout_documents(folder: Path, agencies: int, layout: dict[str, Any]) -> list[Document]:
    """A district of which every document has this layout."""
    draw = draft.draw_weighted

    def fixed(rng: Any, name: str, *path: str) -> Any:
        drawn = draw(rng, name, *path)  # drawn all the same, so that every format says the same
        return layout if path == ("layouts",) else drawn

    draft.draw_weighted = fixed
    try:
        plan, district.plan_faults = district.plan_faults, lambda *_: {}
        write_district(folder, agencies=min(agencies, 60), years=1)
    finally:
        draft.draw_weighted, district.plan_faults = draw, plan
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    rows = [row for row in truth["documents"] if row["layout"] == layout["name"]]
    return [((folder / row["path"]).read_bytes(), str(folder / row["path"]), row) for row in rows]


def expected(truth: dict[str, Any]) -> dict[str, tuple[str, float | None]]:
    """(state, value) of each cell the document prints."""
    told = truth["cells"]
    undivided = any(".other_undivided." in cell for cell in told)
    form = load_forms()[truth["form"]]
    replaced = {code for table in form.tables for row in table.rows for code in row.instead_of}
    cells: dict[str, tuple[str, float | None]] = {}
    for cell in form.cells:
        if (cell.optional and not undivided) or (undivided and cell.row in replaced):
            continue
        value = told.get(cell.cell, 0)
        if isinstance(value, str) or value is None:
            cells[cell.cell] = (value or "blank", None)
        else:
            cells[cell.cell] = ("reported", float(value))
    return cells


def right_cells(reports: list[Report], truth: dict[str, Any]) -> tuple[int, int]:
    """(cells right, cells)."""
    wanted = expected(truth)
    read = {c.cell: (c.state, None if c.value is None else float(c.value)) for r in reports[:1] for c in r.cells}
    return sum(read.get(cell) == value for cell, value in wanted.items()), len(wanted)


def converted(documents: list[Document], ending: str, folder: Path) -> list[Document]:
    """The documents as an office suite writes them, in one call."""
    suffix = Path(documents[0][1]).suffix
    source, target = folder / f"{suffix}_to_{ending}", folder / f"{suffix}_as_{ending}"
    source.mkdir()
    for i, (data, _, _) in enumerate(documents):
        (source / f"{i:04}{suffix}").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", str(target)]
    subprocess.run([*command, *map(str, sorted(source.iterdir()))], check=False, capture_output=True, timeout=600)
    made = ((target / f"{i:04}.{ending}", name, truth) for i, (_, name, truth) in enumerate(documents))
    return [(path.read_bytes(), f"{name}.{ending}", truth) for path, name, truth in made if path.exists()]


def formats(folder: Path, agencies: int) -> Iterator[tuple[str, list[Document]]]:
    made: dict[str, list[Document]] = {}
    for layout in words("layouts")["layouts"]:
        made[layout["name"]] = layout_documents(folder / layout["name"], agencies, layout)
        yield layout["name"], made[layout["name"]]
    if not shutil.which("soffice"):
        print("| by LibreOffice | soffice is not installed | | | | |", flush=True)
        return
    for source, endings in CONVERSIONS.items():
        for ending in endings:
            documents = converted(made[source][:CONVERTED], ending, folder)
            if documents:
                yield f"{source} to {ending} by LibreOffice", documents
            else:
                print(
                    f"| {source} to {ending} by LibreOffice | its Writer or Calc is not installed | | | | |", flush=True
                )


def measure(name: str, documents: list[Document]) -> str:
    """A row of the result."""
    right = cells = unread = 0
    for data, file, truth in documents:
        try:
            reports = parse(data, file, folder_reader(Path(file)))
        except UnreadableDocument:
            reports, unread = [], unread + 1
        good, all_cells = right_cells(reports, truth)
        right, cells = right + good, cells + all_cells
    walls = []
    for _ in range(PASSES if not unread else 0):
        start = time.process_time()
        for data, file, _ in documents:
            parse(data, file, folder_reader(Path(file)))
        walls.append(time.process_time() - start)
    speed = f"{1000 * min(walls) / len(documents):.1f}" if walls else f"{unread} not read"
    size = sum(len(data) for data, _, _ in documents) / len(documents) / 1000
    return (
        f"| {name} | {len(documents)} | {size:.0f} | {right:,} of {cells:,} | {100 * right / cells:.2f} % | {speed} |"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--agencies", type=int, default=20)
    chosen = arguments.parse_args()
    print("| format | documents | KB | cells right | | ms a document |")
    print("|---|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for name, documents in formats(Path(folder), chosen.agencies):
            print(measure(name, documents), flush=True)


if __name__ == "__main__":
    main()
