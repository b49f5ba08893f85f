"""The version of the reader: a digest of everything that decides what is read from a document, besides the document.

It is the key of cached readings. It covers the modules that reading imports, found by following the import statements
of their sources, so that an edit of any other module (a page, a paper, a check) reads nothing again; the data of the
forms; and the libraries that read.
"""

import hashlib
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from gouji.core.disk import remove_path
from gouji.core.forms import form_files
from gouji.core.resources import resource
from gouji.parse.format_registry import FORMATS

PACKAGE = Path(__file__).resolve().parent.parent
# Where reading begins: what stages documents, and the readers, which are imported by name.
ENTRIES = ("gouji.read.stage", "gouji.read.cached_readings", "gouji.read.reader_version")
DATA = (("data", "forms"),)
LIBRARIES = ("cn2an", "numpy", "pyarrow")  # of all formats
# An import statement, also one inside a function or over several lines. What only looks like one, in a docstring,
# adds a module at most. Parsing the sources would take ten times as long.
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<base>[.\w]+)[ \t]+import[ \t]+(?P<names>\([^)]*\)|[^\n#]+)|import[ \t]+(?P<modules>[^\n#]+))",
    re.MULTILINE,
)
_COMMENT = re.compile("#[^\n]*")


def open_reader_folder(parent: Path) -> Path:
    """The folder below `parent` of what this reader has kept; those of other versions are removed."""
    folder = parent / reader_version()
    folder.mkdir(parents=True, exist_ok=True)
    for other in parent.iterdir():
        if other != folder:
            remove_path(other)
    return folder


@cache
def reader_version(package: Path = PACKAGE) -> str:
    """The digest, 16 hexadecimal digits; computed once a process. `package`: the folder of the package `gouji`."""
    digest = hashlib.sha256(repr((sys.version_info[:2], [(name, _version(name)) for name in libraries()])).encode())
    for file in (*imported_modules(package).values(), *_data_files()):
        digest.update(f"{file.name} ".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def libraries() -> list[str]:
    """The distributions that decide what is read, sorted."""
    return sorted({*LIBRARIES, *(library for each in FORMATS for library in each.libraries)})


def imported_modules(package: Path = PACKAGE) -> dict[str, Path]:
    """The modules of Gouji that reading imports, directly or not, with their sources; sorted by name.

    `package`: the folder of the package `gouji` whose sources are followed.
    """
    readers = (f"gouji.parse.{each.reader.partition(':')[0]}" for each in FORMATS if each.reader)
    found: dict[str, Path] = {}
    waiting = [*ENTRIES, *readers]
    while waiting:
        name = waiting.pop()
        if name in found or (file := _source(package, name)) is None:
            continue
        found[name] = file
        if "." in name:  # importing a module runs its packages first
            waiting.append(name.rpartition(".")[0])
        waiting += _imports(file.read_text(encoding="utf-8"), name, file.name == "__init__.py")
    return dict(sorted(found.items()))


def _imports(source: str, name: str, is_package: bool) -> Iterator[str]:
    """What may be modules of Gouji among the names that a source imports: `from a import b` gives a and a.b."""
    for match in _IMPORT.finditer(source):
        if match["modules"]:
            yield from (each.split()[0] for each in match["modules"].split(",") if each.strip().startswith("gouji"))
            continue
        base = _absolute(match["base"], name, is_package)
        if base.split(".")[0] != "gouji":
            continue
        yield base
        names = _COMMENT.sub("", match["names"]).strip("() \t\n").split(",")
        yield from (f"{base}.{each.split()[0]}" for each in names if each.strip())


def _absolute(base: str, name: str, is_package: bool) -> str:
    """The full name of what an import in module `name` calls `base`, which may begin with dots."""
    relative = base.lstrip(".")
    up = len(base) - len(relative)
    if not up:
        return base
    parts = name.split(".")
    parts = parts[: len(parts) - up + is_package]
    return ".".join([*parts, relative] if relative else parts)


def _source(package: Path, name: str) -> Path | None:
    """The file of a module of Gouji; None where the name is no module (a class, a function) or another package's."""
    first, *rest = name.split(".")
    if first != "gouji":
        return None
    path = package.joinpath(*rest)
    return next((file for file in (path / "__init__.py", path.with_suffix(".py")) if file.is_file()), None)


def _data_files() -> list[Path]:
    shipped = [file for parts in DATA for file in sorted(resource(*parts).rglob("*")) if file.is_file()]
    return [*shipped, *(file for file in form_files() if file not in shipped)]


def _version(name: str) -> str | None:
    from importlib import metadata  # slow to load, and not needed where nothing is kept

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
