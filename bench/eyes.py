"""A second witness: the cells read from a file against the page as programs of others draw it.

    python -m bench.eyes [--cases ../shared/cases] [--documents 1] [--drawn 3] [--formats pdf docx …]

Pages are printed to PDF by Chromium, office files by LibreOffice, and that PDF is read (the quick witness). PDF itself,
and whatever the quick witness contradicts, is drawn by PDFium and recognised as a scan is (the slow witness, for at most
`--drawn` documents a format beside the contradicted ones). A silent difference is a figure, or a blank, that was read with
certainty while the drawn page clearly shows another figure in that cell, and with which the sums of the form hold at least
as well: a witness that breaks them has itself misread. Exits 1 where there is one.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]

from bench.formats import layout_documents
from gouji.collect.companion_files import folder_reader
from gouji.core.forms import load_forms
from gouji.core.model import BLANK, REPORTED, Cell, UnreadableDocument
from gouji.demo.wording import words
from gouji.parse.reports import parse

SHARED = Path(__file__).resolve().parents[2] / "shared" / "cases"
FORM = "2021"  # of all of them
PRINTERS = {"chromium": ("html", "htm", "mht", "mhtml"), "soffice": ("docx", "doc", "rtf", "odt", "xlsx", "xls", "ods")}
DRAWN_DPI = 200
MIN_CONFIDENCE = 0.9  # of the recognition of a figure that contradicts what was read
MAX_SECONDS = 120  # a printing
WIDE_PAPER = b"<style>@page { size: 420mm 594mm }</style>"  # so that no table is cut off by its edge
COLUMNS = ("compared", "agree", "marked", "unsettled", "SILENT")

Cells = dict[str, Cell]


def cells_of(data: bytes, name: str = "") -> list[Cells]:
    """The cells of each report of a file; none where it cannot be read."""
    try:
        return [{cell.cell: cell for cell in found.cells} for found in parse(data, name, folder_reader(Path(name)))]
    except UnreadableDocument:
        return []


def printed(path: Path, folder: Path) -> bytes | None:
    """A file as PDF: itself, or printed by the program that shows it; None where nothing here does."""
    ending = path.suffix.lower().lstrip(".")
    if ending == "pdf":
        return path.read_bytes()
    program = next((name for name, endings in PRINTERS.items() if ending in endings), None)
    if program is None or not shutil.which(program):
        return None
    target = folder / f"{path.stem}.pdf"
    if program == "chromium":
        if ending.startswith("htm"):
            path = shutil.copyfile(path, folder / f"wide_{path.name}")
            path.write_bytes(path.read_bytes() + WIDE_PAPER)
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={target}"]
        command = [program, f"--user-data-dir={folder / 'chromium'}", *options, path.as_uri()]
    else:
        profile = f"-env:UserInstallation={(folder / 'office').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    try:
        subprocess.run(command, check=False, capture_output=True, timeout=MAX_SECONDS)
    except subprocess.TimeoutExpired:
        return None
    return target.read_bytes() if target.exists() else None


def drawn(pdf: bytes) -> bytes:
    """The pages of a PDF as PDFium draws them, in one TIFF."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    frames = [page.render(scale=DRAWN_DPI / 72, draw_annots=True).to_pil().convert("RGB") for page in document]
    out = BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], dpi=(DRAWN_DPI, DRAWN_DPI), compression="jpeg")
    return out.getvalue()


def contradicted(read: Mapping[str, Cell], seen: Mapping[str, Cell]) -> dict[str, tuple[str, str]]:
    """Cells read with certainty of which a witness surely has another figure: (read, seen)."""
    found = {}
    for name, cell in read.items():
        other = seen.get(name)
        if other is None or other.state != REPORTED or cell.state not in (REPORTED, BLANK):
            continue
        if other.value != cell.value and (other.confidence is None or other.confidence >= MIN_CONFIDENCE):
            found[name] = (cell.raw, other.raw)
    return found


def broken_sums(read: Mapping[str, Cell]) -> int:
    """How many identities within the report do not hold for these cells; those with a cell without figure are left out."""
    form = load_forms()[FORM]
    sums: dict[str, Decimal] = defaultdict(Decimal)
    open_ones = set()
    for term in form.terms:
        cell = read.get(term.cell)
        if term.years_back or cell is None or cell.value is None:
            open_ones.add(term.identity)
        else:
            sums[term.identity] += term.coefficient * Decimal(str(cell.value))
    return sum(amount != 0 for identity, amount in sums.items() if identity not in open_ones)


def nearest(read: Mapping[str, Cell], reports: list[Cells]) -> Cells:
    """Of a witness's reports the one that agrees most."""
    return min(reports, key=lambda seen: len(contradicted(read, seen)), default={})


def _is_same(seen: Cell | None, read: Cell) -> bool:
    return seen is not None and (seen.value, seen.state) == (read.value, read.state)


def compare(path: Path, folder: Path, *, slowly: bool) -> Counter[str] | None:
    """What the witnesses say of a document; None where it cannot be drawn, or no report was read in it."""
    reports, pdf = cells_of(path.read_bytes(), str(path)), printed(path, folder)
    if pdf is None or not reports:
        return None
    is_pdf = path.suffix.lower() == ".pdf"
    quick = [] if is_pdf else cells_of(pdf)
    counts: Counter[str] = Counter()
    slow: list[Cells] | None = None
    for read in reports:
        printed_ones = nearest(read, quick)
        doubtful = contradicted(read, printed_ones)
        if slow is None and (is_pdf or slowly or doubtful):
            slow = cells_of(drawn(pdf))
        clear = nearest(read, slow or [])
        # Two witnesses to one: recognition takes what is struck out for digits.
        silent = {k: v for k, v in contradicted(read, clear).items() if not _is_same(printed_ones.get(k), read[k])}
        if broken_sums({**read, **{name: clear[name] for name in silent}}) > broken_sums(read):
            silent = {}
        for name, (own, seen) in silent.items():
            print(f"    {path.name}: {name}: read {own!r}, drawn {seen!r}", flush=True)
        witness = {**printed_ones, **{name: cell for name, cell in clear.items() if cell.state == REPORTED}}
        for name, cell in read.items():
            if cell.state not in (REPORTED, BLANK):
                counts["marked"] += 1
                continue
            other = witness.get(name)
            counts["compared"] += 1
            if name in silent:
                counts["SILENT"] += 1
            elif _is_same(other, cell):
                counts["agree"] += 1
            else:
                counts["unsettled"] += 1
    return counts


def demo_documents(folder: Path, documents: int, chosen: list[str]) -> Iterator[tuple[str, list[Path]]]:
    """Each format the demo writes, with some of its documents."""
    for layout in words("layouts")["layouts"]:
        if not chosen or layout["name"] in chosen:
            made = layout_documents(folder / layout["name"], 10, layout)
            yield layout["name"], [Path(name) for _, name, _ in made[:documents]]


def sources(folder: Path, chosen: argparse.Namespace) -> Iterator[tuple[str, list[Path]]]:
    if chosen.documents:
        yield from demo_documents(folder, chosen.documents, chosen.formats)
    if not chosen.formats and chosen.cases.is_dir():
        files = sorted(path for path in chosen.cases.iterdir() if path.suffix != ".json" and path.is_file())
        for ending in sorted({path.suffix for path in files}):
            yield f"cases {ending}", [path for path in files if path.suffix == ending]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cases", type=Path, default=SHARED)
    arguments.add_argument("--documents", type=int, default=1, help="of each format of the demo; 0: none")
    arguments.add_argument("--drawn", type=int, default=1, help="documents a format drawn and recognised in any case")
    arguments.add_argument("--formats", nargs="*", default=[])
    chosen = arguments.parse_args()
    for program in PRINTERS:
        if not shutil.which(program):
            print(f"{program} is not installed: what it shows is not compared")
    print(f"| format | documents | {' | '.join(COLUMNS)} |\n|---|---:|{'---:|' * len(COLUMNS)}")
    silent = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for title, paths in sources(folder, chosen):
            found = [compare(path, folder, slowly=k < chosen.drawn) for k, path in enumerate(paths)]
            drawn_ones = [counts for counts in found if counts is not None]
            if not drawn_ones:
                print(f"| {title} | not drawn by anything here |{' |' * len(COLUMNS)}", flush=True)
                continue
            total = sum(drawn_ones, Counter[str]())
            print(f"| {title} | {len(drawn_ones)} | {' | '.join(str(total[c]) for c in COLUMNS)} |", flush=True)
            silent += total["SILENT"]
    sys.exit(1 if silent else 0)


if __name__ == "__main__":
    main()
