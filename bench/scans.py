"""Scans: cells right of cells, what was wrong without a word, and seconds a document, by resolution.

    python bench/scans.py [--documents 2] [--dpi 200] [--seed 7]

Reports with drawn figures are laid out by LibreOffice in several fonts, sizes and widths, rastered by PDFium and then
spoilt as scanners, copiers, telephones and stamps spoil them. Needs soffice and Chinese fonts. The same seed gives
the same documents on the same machine.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import cv2
import docx
import numpy as np
import pypdfium2
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))

from gouji.core.forms import load_forms
from gouji.core.model import ABSENT, BLANK, NOT_APPLICABLE, REPORTED, UNREADABLE
from gouji.parse.cells.figures import read_figure
from gouji.parse.reports import parse
from tests.parse import writers

FONTS = ("Noto Serif CJK SC", "Noto Sans CJK SC", "AR PL SungtiL GB", "AR PL KaitiM GB")
LATIN = ("", "Liberation Serif", "Liberation Sans", "Carlito", "DejaVu Sans")


class Sample(NamedTuple):
    name: str
    figures: dict[str, str]  # cell -> as printed
    pages: list[Any]  # images, BGR


# --- figures ----------------------------------------------------------------------------------------------------


def draw_count(rng: Random, table: str) -> int:
    """Of as many digits as the columns of its table are wide enough for."""
    most = {"disclosure": 30_000, "applications": 4_000, "disputes": 25}[table]
    return (
        rng.choice(
            (
                0,
                0,
                0,
                rng.randrange(10),
                rng.randrange(10),
                rng.randrange(100),
                rng.randrange(1000),
                rng.randrange(most),
            )
        )
        % most
    )


def drawn_figures(rng: Random) -> dict[str, str]:
    """Figures of all magnitudes whose sums hold, some cells blank, dashed or with separators."""
    form = load_forms()["2021"]
    value: dict[str, int] = {cell.cell: draw_count(rng, cell.table) for cell in form.cells if not cell.optional}
    columns = [column.code for column in form.table("applications").columns]
    parts = [t.cell.split(".")[1] for t in form.terms if t.identity == "handled_total:applications.new"] or sorted(
        {t.cell.split(".")[1] for t in form.terms if t.rule == "handled_total" and t.side == "right"}
        - {"other_undivided"}
    )
    for column in columns[:-1]:
        at = "applications.{}." + column
        value[at.format("handled_total")] = sum(value[at.format(part)] for part in parts)
        whole = value[at.format("handled_total")] + value[at.format("carried_out")]
        value[at.format("carried_in")] = min(value[at.format("carried_in")], whole)
        value[at.format("new")] = whole - value[at.format("carried_in")]
    for row in form.table("applications").rows:
        if not row.instead_of:
            value[f"applications.{row.code}.total"] = sum(value[f"applications.{row.code}.{c}"] for c in columns[:-1])
    for row in form.table("disputes").rows:
        at = f"disputes.{row.code}."
        value[at + "total"] = sum(value[at + c.code] for c in form.table("disputes").columns[:-1])
    figures = {cell: str(n) for cell, n in value.items()}
    figures["disclosure.fees.amount"] = rng.choice(("0", f"{rng.uniform(0, 9999):.2f}", f"{rng.uniform(0, 99):.6g}"))
    style = rng.random()
    for cell, n in value.items():
        if n == 0 and style < 0.3 and rng.random() < 0.3:
            figures[cell] = rng.choice(("", "-", "/"))
        elif n >= 1000 and style > 0.85 and cell != "disclosure.fees.amount":
            figures[cell] = f"{n:,}"
    return figures


# --- pages ------------------------------------------------------------------------------------------------------


def laid_out(folder: Path, count: int, seed: int) -> list[tuple[dict[str, str], bytes, str]]:
    """(figures, PDF, name of its style) of each report."""
    made = []
    for i in range(count):
        rng = Random(f"{seed}/layout/{i}")
        figures = drawn_figures(rng)
        cjk, latin = FONTS[i % len(FONTS)], rng.choice(LATIN)
        size = rng.choice((8, 9, 9, 10, 10.5, 12))
        write_word(folder / f"{i:04}.docx", figures, cjk, latin or cjk, size, rng)
        made.append((figures, f"{cjk}/{latin}/{size}"))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    files = sorted(folder.glob("*.docx"))
    for start in range(0, count, 50):
        subprocess.run([*command, *map(str, files[start : start + 50])], check=True, capture_output=True, timeout=600)
    return [(figures, (folder / f"{i:04}.pdf").read_bytes(), name) for i, (figures, name) in enumerate(made)]


def write_word(path: Path, figures: dict[str, str], cjk: str, latin: str, size: float, rng: Random) -> None:
    """A report as offices type it: body in one size, tables in a smaller one, columns as wide as their words need."""
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(rng.choice((1.5, 2, 2.6)))
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = latin, Pt(rng.choice((12, 14, 16)))
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), cjk)
    if rng.random() < 0.6:  # the page's number
        page.footer.paragraphs[0].text = "- 1 -"
    document.add_paragraph(writers.TITLE).alignment = 1
    tables = writers.printed(figures)
    bold, align, pad = rng.random() < 0.1, rng.choice((0, 1, 1, 2)), rng.choice((0, 0, 2, 5))
    for number, heading in enumerate(writers.HEADINGS, 1):
        document.add_paragraph(heading)
        for text in writers.PROSE.get(number, ()):
            document.add_paragraph(text).paragraph_format.first_line_indent = Pt(28)
        if rows := tables.get({2: "disclosure", 3: "applications", 4: "disputes"}.get(number, "")):
            _word_table(document, rows, size, bold, align, pad)
    document.save(str(path))


def _word_table(document: Any, rows: writers.Rows, size: float, bold: bool, align: int, pad: int) -> None:
    wide = sum(td.wide for td in rows[0])
    table = document.add_table(len(rows), wide, style="Table Grid")
    table.autofit = False
    if wide == 10:
        for column, share in zip(table.columns, (4, 8, 20, *[9.5] * 7), strict=True):
            column.width = Cm(17 * share / 98.5)
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        c = 0
        for td in row:
            while (r, c) in taken:
                c += 1
            taken |= {(r + i, c + j) for i in range(td.tall) for j in range(td.wide)}
            cell = table.cell(r, c)
            if td.tall * td.wide > 1:
                cell = cell.merge(table.cell(r + td.tall - 1, c + td.wide - 1))
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(pad)
            paragraph.alignment = align if td.cell else 1
            run = paragraph.add_run(td.text)
            run.font.size, run.bold = Pt(size), bold or None
            cell.vertical_alignment = 1
            c += td.wide


def rastered(pdf: bytes, dpi: int) -> list[Any]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [np.ascontiguousarray(page.render(scale=dpi / 72).to_numpy()[:, :, :3]) for page in document]
    document.close()
    return pages


# --- what befalls paper -----------------------------------------------------------------------------------------


def turned(image: Any, rng: Random, dpi: int, most: float = 3.0) -> Any:
    high, wide = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), rng.uniform(-most, most), 1)
    fill = rng.choice(((255, 255, 255), (255, 255, 255), (20, 20, 20)))
    return cv2.warpAffine(image, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderValue=fill)


def noisy(image: Any, rng: Random, dpi: int) -> Any:
    noise = np.random.default_rng(rng.randrange(1 << 30)).normal(0, rng.uniform(4, 14), image.shape[:2])
    return np.clip(image.astype(np.float32) + noise[:, :, None], 0, 255).astype(np.uint8)


def specked(image: Any, rng: Random, dpi: int) -> Any:
    """Dirt: specks up to 0.4 mm, dark and light."""
    image = image.copy()
    for _ in range(rng.randrange(50, 300)):
        at = rng.randrange(image.shape[1]), rng.randrange(image.shape[0])
        shade = rng.choice((60, 90, 255))
        cv2.circle(image, at, max(1, round(rng.uniform(0.05, 0.18) / 25.4 * dpi)), (shade,) * 3, -1)
    return image


def blurred(image: Any, rng: Random, dpi: int) -> Any:
    return cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 0.9) * dpi / 200)


def pale(image: Any, rng: Random, dpi: int) -> Any:
    return (image.astype(np.float32) * 0.45 + 255 * 0.5).astype(np.uint8)


def shaded(image: Any, rng: Random, dpi: int) -> Any:
    high, wide = image.shape[:2]
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    angle = rng.uniform(0, 6.28)
    along = (x / wide - 0.5) * np.cos(angle) + (y / high - 0.5) * np.sin(angle)
    light = 0.78 + 0.3 * along - 0.2 * np.exp(-((along - 0.35) ** 2) / 0.01)
    return np.clip(image * light[:, :, None], 0, 255).astype(np.uint8)


def sealed(image: Any, rng: Random, dpi: int) -> Any:
    """A round red seal of 42 mm somewhere over the page, ink over ink."""
    high, wide = image.shape[:2]
    seal = np.full_like(image, 255)
    radius = round(21 / 25.4 * dpi)
    centre = rng.randrange(wide // 4, 3 * wide // 4), rng.randrange(high // 4, 3 * high // 4)
    red = (rng.randrange(30, 90), rng.randrange(20, 70), rng.randrange(190, 235))
    cv2.circle(seal, centre, radius, red, max(2, dpi // 25), cv2.LINE_AA)
    star = [
        (centre[0] + r * np.sin(k * np.pi / 5), centre[1] - r * np.cos(k * np.pi / 5))
        for k in range(10)
        for r in [radius * (0.34 if k % 2 == 0 else 0.13)]
    ]
    cv2.fillPoly(seal, [np.array(star, np.int32)], red, cv2.LINE_AA)
    for k in range(14):  # the characters around
        angle = 2.4 + k * 0.33
        at = centre[0] + 0.78 * radius * np.cos(angle), centre[1] + 0.78 * radius * np.sin(angle)
        size = radius * 0.09
        for dx, dy, w, h in ((-1, -1, 2, 0.3), (-1, 0, 2, 0.3), (-0.2, -1, 0.3, 2), (-1, 0.7, 2, 0.3)):
            a = round(at[0] + dx * size), round(at[1] + dy * size)
            cv2.rectangle(seal, a, (round(a[0] + w * size), round(a[1] + h * size)), red, -1)
    return (image.astype(np.float32) * seal / 255).astype(np.uint8)


def black_edged(image: Any, rng: Random, dpi: int) -> Any:
    """The copier's black margins and two punch holes."""
    image = image.copy()
    high = image.shape[0]
    image[: round(3 / 25.4 * dpi)] = 25
    image[:, : round(rng.uniform(1, 5) / 25.4 * dpi)] = 15
    for y in (high // 2 - round(40 / 25.4 * dpi), high // 2 + round(40 / 25.4 * dpi)):
        cv2.circle(image, (round(11 / 25.4 * dpi), y), round(3 / 25.4 * dpi), (30, 30, 30), -1)
    return image


def bent(image: Any, rng: Random, dpi: int) -> Any:
    """Photographed: perspective and a slight wave."""
    high, wide = image.shape[:2]
    reach = 0.02 * wide
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    moved = corners + np.array([[rng.uniform(-reach, reach) for _ in "xy"] for _ in corners], np.float32)
    image = cv2.warpPerspective(
        image,
        cv2.getPerspectiveTransform(corners, moved),
        (wide, high),
        flags=cv2.INTER_CUBIC,
        borderValue=(200, 205, 208),
    )
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    wave = rng.uniform(0.3, 1.0) / 25.4 * dpi * np.sin(np.pi * x / wide)
    return cv2.remap(image, x, (y + wave).astype(np.float32), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def grey(image: Any, rng: Random, dpi: int) -> Any:
    return cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)


def black_and_white(image: Any, rng: Random, dpi: int) -> Any:
    """As fax and copiers send it."""
    made = cv2.threshold(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), rng.randrange(130, 190), 255, cv2.THRESH_BINARY)[1]
    return cv2.cvtColor(made, cv2.COLOR_GRAY2BGR)


def upside_down(image: Any, rng: Random, dpi: int) -> Any:
    return np.ascontiguousarray(np.rot90(image, rng.choice((1, 2, 3))))


def jpeg(quality: int) -> Callable[[Any, Random, int], Any]:
    def pressed(image: Any, rng: Random, dpi: int) -> Any:
        return cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)

    return pressed


TROUBLES: dict[str, tuple[Callable[[Any, Random, int], Any], ...]] = {
    "flatbed": (turned, blurred, noisy, jpeg(75)),
    "clean": (),
    "sealed": (sealed, turned, blurred, noisy, jpeg(70)),
    "shaded": (turned, shaded, blurred, noisy, jpeg(60)),
    "dirty": (turned, blurred, specked, noisy, jpeg(60)),
    "copier": (sealed, turned, black_edged, grey, noisy, jpeg(50)),
    "pale": (pale, turned, noisy, jpeg(60)),
    "pressed": (turned, blurred, jpeg(30)),
    "sideways": (sealed, turned, upside_down, noisy, jpeg(70)),
    "telephone": (bent, shaded, blurred, noisy, jpeg(60)),
    "fax": (turned, blurred, black_and_white),
}


def spoilt(image: Any, trouble: str, rng: Random, dpi: int) -> Any:
    for befall in TROUBLES[trouble]:
        image = befall(image, rng, dpi)
    return image


def as_file(pages: list[Any], dpi: int, kind: str) -> bytes:
    """TIFF of several frames, PDF of images, or (of one page) a PNG or JPEG."""
    images = [Image.fromarray(page[:, :, ::-1]) for page in pages]
    file = BytesIO()
    if kind == "tiff":
        images[0].save(
            file, "TIFF", save_all=True, append_images=images[1:], dpi=(dpi, dpi), compression="tiff_deflate"
        )
    else:
        images[0].save(file, "PDF", save_all=True, append_images=images[1:], resolution=dpi, quality=90)
    return file.getvalue()


# --- measuring --------------------------------------------------------------------------------------------------


class Score(NamedTuple):
    trouble: str
    name: str
    seconds: float
    right: int
    cells: int
    unsure: int  # marked unreadable or absent
    caught: list[str]  # wrong, in an identity that does not hold
    silent: list[str]  # wrong, and nothing says so
    lost: str  # why the document could not be read
    told: tuple[bool, int]  # agency and year right; sections found


def score(trouble: str, name: str, data: bytes, figures: dict[str, str]) -> Score:
    start = time.process_time()
    try:
        (report,) = parse(data)
    except Exception as error:
        return Score(
            trouble,
            name,
            time.process_time() - start,
            0,
            len(figures),
            0,
            [],
            [],
            f"{type(error).__name__}: {error}"[:150],
            (False, 0),
        )
    seconds = time.process_time() - start
    read = {cell.cell: cell for cell in report.cells}
    known = {
        name: cell.value or Decimal(0) for name, cell in read.items() if cell.state in (REPORTED, BLANK, NOT_APPLICABLE)
    }
    residuals: Counter[str] = Counter()
    members: dict[str, list[str]] = {}
    for term in load_forms()["2021"].terms:
        if not any(t.years_back for t in load_forms()["2021"].terms if t.identity == term.identity):
            residuals[term.identity] += term.coefficient * known.get(term.cell, Decimal(0))  # type: ignore[assignment]
            members.setdefault(term.cell, []).append(term.identity)
    right, unsure, caught, silent = 0, 0, [], []
    for cell, printed in figures.items():
        wanted = read_figure(printed)
        got = read.get(cell)
        if got is not None and (got.state, got.value) == (wanted.state, wanted.value):
            right += 1
        elif got is None or got.state in (UNREADABLE, ABSENT):
            unsure += 1
        else:
            told = f"{cell} {printed!r} read {got.raw!r} ({got.confidence})"
            (caught if any(residuals[i] for i in members.get(cell, ())) else silent).append(told)
    who = report.agency == writers.AGENCY and report.report_year == 2024
    return Score(trouble, name, seconds, right, len(figures), unsure, caught, silent, "", (who, len(report.sections)))


def documents(folder: Path, count: int, seed: int, dpi: int) -> Iterator[tuple[str, str, bytes, dict[str, str]]]:
    for i, (figures, pdf, style) in enumerate(laid_out(folder, count, seed)):
        trouble = list(TROUBLES)[i % len(TROUBLES)]
        rng = Random(f"{seed}/{i}/{dpi}")
        pages = [spoilt(page, trouble, rng, dpi) for page in rastered(pdf, dpi)]
        yield trouble, f"{i:04} {style}", as_file(pages, dpi, "tiff" if i % 2 else "pdf"), figures


def row(dpi: int, trouble: str, scores: list[Score]) -> str:
    cells, right = sum(s.cells for s in scores), sum(s.right for s in scores)
    unsure = sum(s.unsure for s in scores)
    caught, silent = sum(len(s.caught) for s in scores), sum(len(s.silent) for s in scores)
    lost = sum(bool(s.lost) for s in scores)
    seconds = sorted(s.seconds for s in scores)[len(scores) // 2]
    return (
        f"| {dpi} | {trouble} | {len(scores)} | {right:,} of {cells:,} | {100 * right / cells:.2f} % | {unsure} | {caught} |"
        f" {silent} | {lost} | {seconds:.1f} |"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--documents", type=int, default=2)
    arguments.add_argument("--dpi", type=int, nargs="+", default=[200])
    arguments.add_argument("--seed", type=int, default=7)
    options = arguments.parse_args()
    if not shutil.which("soffice"):
        print("没有 LibreOffice（soffice），未测。 Not measured: soffice is not installed.")
        return
    print("| dpi | trouble | documents | cells right | | unsure | wrong, a sum fails | wrong, silent | not read | s |")
    print("|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for dpi in options.dpi:
        with tempfile.TemporaryDirectory() as folder:
            made = documents(Path(folder), options.documents, options.seed, dpi)
            scores = [score(*document) for document in made]
        for trouble in TROUBLES:
            if some := [s for s in scores if s.trouble == trouble]:
                print(row(dpi, trouble, some), flush=True)
        print(row(dpi, "all", scores), flush=True)


if __name__ == "__main__":
    main()
