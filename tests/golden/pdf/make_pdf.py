"""Write the HTML pages that README.md's programs turn into the PDF files here: python tests/golden/pdf/make_pdf.py FOLDER"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.parse import writers

STYLE = (
    '<meta charset="utf-8"><style>@page {size: 21cm 29.7cm; margin: 2cm} table {width: 16cm}'
    " * {font-family: 'Noto Sans CJK SC'; font-size: 9pt; font-weight: normal}</style>"
)
# Scaled as a page is to fit the paper: what the browser names (ActualText) then stands in a form object.
SCALED = (
    '<meta charset="utf-8"><style>body {transform: scale(0.7); transform-origin: 0 0}'
    " * {font: 12px 'Noto Sans CJK SC'} table {border-collapse: collapse} td {border: 1px dotted; padding: 3px}</style>"
)


def figures() -> dict[str, str]:
    """A different figure in each cell, every ninth cell blank, some not applicable, fees with decimals."""
    made = writers.numbered()
    for i, name in enumerate(made):
        made[name] = "" if i % 9 == 4 else "-" if i % 31 == 7 else made[name]
    return made | {"disclosure.fees.amount": "4068.208"}


def main() -> None:
    tables = {code: writers.html_table(rows) for code, rows in writers.printed(figures()).items()}
    page = writers.page(tables, head=STYLE)
    (Path(sys.argv[1]) / "numbered.html").write_text(page, encoding="utf-8")
    rows = writers.printed(figures())["disclosure"][1:3]  # few characters, so that the file is small
    lines = "".join(f"<p>{text}</p>" for text in (writers.TITLE, *writers.HEADINGS[:2]))
    page = f"<!DOCTYPE html>{SCALED}{lines}{writers.html_table(rows)}"
    (Path(sys.argv[1]) / "browser.html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
