"""The parts of the documents that follow from the code: `make docs` writes them, a test holds them against it.

    python docs/generate.py [--check]

docs/images/architecture.svg   the packages as a ladder, with a dot for each import between two of them
docs/glossary.md               the published tables and views, from their comments in sql/schema and in the code

`--check` writes nothing and ends with 1 when a file is not what the code says.
"""

import ast
import re
import sys
import tomllib
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "images" / "architecture.svg"
GLOSSARY = ROOT / "docs" / "glossary.md"
START, END = "<!-- tables: written by make docs -->", "<!-- end of tables -->"
COMMENT = re.compile(r"COMMENT ON (?:TABLE|VIEW) (?:internal\.)?(\w+) IS\s+((?:'(?:[^']|'')+'\s*)+);")

# The picture, in pixels.
BOX_WIDTH, BOX_HEIGHT, BOX_GAP = 800, 30, 10
MARGIN, COLUMN = 16, 20


def ladder() -> list[str]:
    """The packages, top first, as import-linter's contract in pyproject.toml has them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers: list[str] = next(contract["layers"] for contract in contracts if contract["id"] == "ladder")
    return [name for layer in layers for name in re.split(r"\s*[|:]\s*", layer)]


def imports(packages: list[str]) -> list[tuple[str, str]]:
    """The pairs (importer, imported) of packages, in the order of the ladder."""
    graph = grimp.build_graph("gouji", "gouji_web")
    found = set()
    for module in graph.modules:
        mine = _package(module, packages)
        for other in graph.find_modules_directly_imported_by(module):
            theirs = _package(other, packages)
            if mine and theirs and mine != theirs:
                found.add((mine, theirs))
    return sorted(found, key=lambda pair: (packages.index(pair[0]), packages.index(pair[1])))


def _package(module: str, packages: list[str]) -> str | None:
    return next((name for name in packages if module == name or module.startswith(f"{name}.")), None)


def summary(package: str) -> str:
    """The first sentence of a package's docstring."""
    folder = ROOT / ("dashboards" if package.startswith("gouji_web") else "flows") / package.replace(".", "/")
    docstring = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    return re.split(r"(?<=[.;])\s|\n\n", " ".join(docstring.split()))[0].rstrip(".;")


def picture() -> str:
    """The ladder as SVG. To the right of the boxes each package has an upright line that starts at its own height; a
    dot on it at the height of another package is an import of that package."""
    packages = ladder()
    arrows = imports(packages)
    middle = {name: MARGIN + i * (BOX_HEIGHT + BOX_GAP) + BOX_HEIGHT // 2 for i, name in enumerate(packages)}
    right = MARGIN + BOX_WIDTH
    width = right + COLUMN * (len(packages) + 1) + MARGIN
    height = MARGIN * 2 + len(packages) * (BOX_HEIGHT + BOX_GAP) - BOX_GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' font-family="Helvetica, Arial, sans-serif">',
        "<title>The packages of Gouji, top first; each dot is an import</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for name, y in middle.items():
        title, text = escape(name.removeprefix("gouji.")), escape(summary(name))
        parts += [
            f'<path d="M{right} {y}H{width - MARGIN}" stroke="#dde5ec"/>',
            f'<rect x="{MARGIN}" y="{y - BOX_HEIGHT // 2}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="4"'
            ' fill="#eef3f8" stroke="#5b7a99"/>',
            f'<text x="{MARGIN + 10}" y="{y + 5}" font-size="15" font-weight="bold" fill="#1f3347">{title}</text>',
            f'<text x="{MARGIN + 110}" y="{y + 4}" font-size="11" fill="#33475b">{text}</text>',
        ]
    for i, name in enumerate(packages):
        x, y = right + COLUMN * (len(packages) - i), middle[name]
        mine = [middle[other] for importer, other in arrows if importer == name]
        if mine:
            parts.append(f'<path d="M{right} {y}H{x}V{max(mine)}" fill="none" stroke="#5b7a99" stroke-width="1.5"/>')
            parts += [f'<circle cx="{x}" cy="{each}" r="4" fill="#1f5f99"/>' for each in mine]
        if any(imported == name for _, imported in arrows):
            parts.append(f'<path d="M{right} {y}l8 -4v8z" fill="#1f5f99"/>')
    return "\n".join([*parts, "</svg>", ""])


def glossary() -> str:
    """docs/glossary.md with its part on tables and views renewed."""
    text = GLOSSARY.read_text(encoding="utf-8")
    return text[: text.index(START) + len(START)] + "\n\n" + tables() + "\n" + text[text.index(END) :]


def tables() -> str:
    """Two Markdown tables: what sql/schema publishes, and the views analysts may read."""
    published = [_row(name, comment) for name, comment in comments("schema").items()]
    views = [_row(name, comment) for name, comment in comments("views").items()]
    head = "| name | 中文 | English |\n|---|---|---|\n"
    return f"{head}{''.join(published)}\nViews 视图（`sql/views`；只供检查用的在 `sql/internal` those for the checks alone）：\n\n{head}{''.join(views)}"


def comments(folder: str) -> dict[str, str]:
    """The comment of each table or view of a folder of sql/, by name."""
    found = {}
    for file in sorted((ROOT / "sql" / folder).rglob("*.sql")):
        for name, literals in COMMENT.findall(file.read_text(encoding="utf-8")):
            found[name] = "".join(re.findall(r"'((?:[^']|'')+)'", literals))  # adjacent literals are one text
    return found


def _row(name: str, comment: str) -> str:
    chinese, _, english = comment.replace("''", "'").replace("|", r"\|").partition(" / ")
    return f"| `{name}` | {chinese} | {english} |\n"


def main() -> int:
    pages = {PICTURE: picture(), GLOSSARY: glossary()}
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.relative_to(ROOT)} 与代码不符，请运行 make docs。 Not what the code says: run make docs.")
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
