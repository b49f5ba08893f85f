"""ZIP archives of documents: one agency's upload, or a whole district's."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath

from gouji.core.errors import unforeseen
from gouji.core.model import Report, UnreadableDocument
from gouji.parse.format_registry import ZIP, Role, endings_of, is_picture

from .attachments import Companions
from .links import local_path
from .media_types import media_type
from .zip_package import ENCRYPTED, SAME_NAME, Package

MAX_DOCUMENT_BYTES = 100_000_000  # bytes of a document in an archive
MAX_ARCHIVE_BYTES = 1_000_000_000  # bytes of all documents in an archive
MAX_NESTED_ARCHIVES = 1  # ZIPs inside a ZIP
MAX_NAMED = 20  # inner files a message names
_JUNK = frozenset({".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db"})
_JUNK_ENDINGS = endings_of(Role.PICTURE) | {".css", ".gif", ".ico", ".js", ".lnk", ".svg", ".thmx", ".url"}


def read_archive(data: bytes, digest: str, read: Callable[[bytes, str, Companions], list[Report]]) -> list[Report]:
    """The reports of all documents in a ZIP, each naming its inner file; `read` reads one, with the files beside it.

    What is skipped or cannot be read becomes a warning of the first report. Raises UnreadableDocument, listing each
    file with its reason, when nothing inside can be read.
    """
    reports: list[Report] = []
    skipped: list[str] = []
    problems: list[str] = []
    same_names: list[str] = []
    for name, content, beside in _documents(data, 0, skipped, problems):
        if SAME_NAME in name:
            same_names.append(name)
        try:
            found = read(content, name, beside)
        except UnreadableDocument as error:
            problems.append(f"「{name}」：{error}")
            continue
        except Exception as error:  # a defect of a reader must cost this file only, and be told
            problems.append(f"「{name}」：读取时出错：{unforeseen(error)} 请单独上报。")
            continue
        for report in found:
            same = next((r for r in reports if _told(r) == _told(report)), None)
            if same is not None:
                same.warnings.append(f"压缩包内「{name}」与它内容相同，只取一份")
                continue
            report.document, report.media_type, report.member = digest, ZIP, name
            report.warnings.insert(0, f"取自压缩包内「{name}」")
            reports.append(report)
    if not reports:
        listed = "；".join(problems[:MAX_NAMED]) or "没有任何文档"
        more = f" 等 {len(problems)} 个文件" if len(problems) > MAX_NAMED else ""
        left = f"；跳过 {_listed(skipped)}" if skipped else ""
        raise UnreadableDocument(
            f"压缩包内没有可以读取的年度报告：{listed}{more}{left}。请解压核对后逐份放回收件目录。"
            " No readable report inside the archive."
        )
    if problems:
        reports[0].warnings.append(f"压缩包内有 {len(problems)} 个文件无法读取：{'；'.join(problems[:MAX_NAMED])}")
    if same_names:
        reports[0].warnings.append(f"压缩包内有文件与另一个同名，已分别读取并编号，请核对：{_listed(same_names)}")
    if skipped:
        reports[0].warnings.append(f"压缩包内跳过 {_listed(skipped)}")
    return reports


def _documents(
    data: bytes, depth: int, skipped: list[str], problems: list[str]
) -> Iterator[tuple[str, bytes, Companions]]:
    """(name, bytes, the files beside it) of each document in a ZIP and in the ZIPs inside it, in order of name."""
    package = Package(data, MAX_ARCHIVE_BYTES)
    if package.is_encrypted():
        raise UnreadableDocument(f"压缩包带有密码：{ENCRYPTED}")
    for name in sorted(package.entries):
        if _is_junk(name):
            skipped.append(name)
            continue
        try:
            content = package.read(name, MAX_DOCUMENT_BYTES)
            inner, _ = media_type(content)
            if inner == ZIP:
                if depth == MAX_NESTED_ARCHIVES:
                    raise UnreadableDocument("压缩包套了不止一层，未再打开，请解压后上报。 Archives nested too deeply.")
                for path, document, beside in _documents(content, depth + 1, skipped, problems):
                    yield f"{name}/{path}", document, beside
            elif is_picture(inner):
                skipped.append(name)
            else:
                yield name, content, partial(_beside, package, name)
        except UnreadableDocument as error:
            problems.append(f"「{name}」：{error}")


def _beside(package: Package, page: str, link: str) -> bytes | None:
    """The file that a page in an archive links to."""
    name = local_path(page, link)
    return package.read(name, MAX_DOCUMENT_BYTES) if name and name in package else None


def _is_junk(name: str) -> bool:
    path = PurePosixPath(name)
    return (
        "__MACOSX" in path.parts
        or path.name.startswith((".", "~$"))
        or path.name.lower() in _JUNK
        or path.suffix.lower() in _JUNK_ENDINGS
    )


def _told(report: Report) -> object:
    return report.agency, report.report_year, [(c.cell, c.value, c.state) for c in report.cells]


def _listed(names: list[str]) -> str:
    more = f" 等 {len(names)} 个文件" if len(names) > MAX_NAMED else ""
    return "、".join(names[:MAX_NAMED]) + more
