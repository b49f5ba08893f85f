"""Drafts checked as `gouji check` does, by the registry of the published version and beside last year's report, which is
had from the archive. Nothing is stored."""

import shutil
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.datastructures import UploadFile

from gouji.collect.archive import DamagedCopy, read_archived
from gouji.core.registry import CUSTOM, Agency, District, Registry

from .core.versions import VersionReader
from .wording import plain

if TYPE_CHECKING:
    from gouji.check.check_files import Checked, Unread

_AGENCIES = """
SELECT a.*, e.deadline FROM agencies a
LEFT JOIN (SELECT agency_code, arg_max(deadline, report_year) AS deadline FROM expected_reports GROUP BY ALL) e
USING (agency_code) WHERE ? IN ('', a.district_code) ORDER BY a.agency_code
"""
_LAST = """
SELECT d.source, d.archive_path FROM reports r JOIN documents d USING (document_id)
WHERE r.agency_code = ? AND r.report_year = ? AND r.is_current ORDER BY d.source LIMIT 1
"""


class DraftAnswers(NamedTuple):
    """What the check says of the files of one form: reports, and files that could not be read."""

    reports: "list[Checked]"
    unread: "list[Unread]"


def check_drafts(
    files: Sequence[UploadFile], last_year: UploadFile | None, version: VersionReader | None
) -> DraftAnswers:
    """Check uploads, in their order. `last_year`: the report of the year before where it was given; else each agency's
    is taken from the archive of the version, where it has one."""
    from gouji.check.check_files import Unread, check_files  # 40 MB, for who checks drafts

    with tempfile.TemporaryDirectory(prefix="gouji-") as folder:
        root = Path(folder)
        drafts = [_kept(root / str(number), file) for number, file in enumerate(files)]
        given = _kept(root / "last", last_year) if last_year else None
        registry = registry_of(version) if version else None
        reports, unread = check_files(drafts, given, registry)
        archived = _last_years(version, reports, root / "archived") if version and not given else []
        if archived:
            reports, unread = check_files([*drafts, *archived], None, registry)
        own = {str(path) for path in drafts}
        return DraftAnswers(
            [_named(report, root) for report in reports if _source(report.source, own)],
            [Unread(_bare(each.source, root), _without(each.problem, root)) for each in unread if _source(each.source, own)],
        )  # fmt: skip


def registry_of(version: VersionReader, district: str = "") -> Registry:
    """The agencies of a published version (of one district: with its code), for telling whose a document is."""
    districts = version.rows(
        "SELECT district_code, name FROM districts WHERE ? IN ('', district_code) ORDER BY ALL", district
    )
    return Registry(
        [District(row["district_code"], row["name"]) for row in districts],
        [_agency(row) for row in version.rows(_AGENCIES, district)],
    )


def _agency(row: dict[str, Any]) -> Agency:
    deadline: date = row["deadline"] or date(2000, 12, 31)
    return Agency(
        code=row["agency_code"],
        district_code=row["district_code"],
        name=row["name"],
        full_name=row["full_name"],
        kind=row["kind"],
        peer_group=row["peer_group"],
        rule_making_power=row["rule_making_power"],
        former_names=tuple(row["former_names"]),
        short_names=tuple(row["short_names"]),
        deadline=(deadline.month, deadline.day),
        deadline_basis="",
        deadline_set_by=CUSTOM,
        first_year=None,
        last_year=None,
    )


def _last_years(version: VersionReader, reports: "Sequence[Checked]", folder: Path) -> list[Path]:
    """The archived report of the year before of every agency that has one and did not hand it in itself."""
    found = []
    for code, year in sorted({(r.agency_code, r.report_year) for r in reports if r.agency_code and r.report_year}):
        if any(year - 1 in r.checked_with for r in reports if r.agency_code == code):
            continue
        row = version.row(_LAST, code, year - 1)
        if row is None:
            continue
        try:
            data = read_archived(version.home, row["archive_path"])
        except (DamagedCopy, OSError):
            continue  # said as "not compared"
        path = folder / f"{code}-{year}" / (_bare_name(row["source"]))
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
        found.append(path)
    return found


def _kept(folder: Path, file: UploadFile) -> Path:
    """The upload under its own bare name, since name and ending are hints to the reader."""
    folder.mkdir()
    path = folder / _bare_name(file.filename or "")
    with path.open("wb") as target:
        shutil.copyfileobj(file.file, target)
    return path


def _bare_name(name: str) -> str:
    last = Path(plain(name).replace("\\", "/")).name
    return "".join(character for character in last if character not in ':*?"<>|\n\t')[-120:] or "report"


def _source(source: str, own: set[str]) -> bool:
    return any(source == path or source.startswith(f"{path}/") for path in own)


def _named(report: "Checked", root: Path) -> "Checked":
    report.source = _bare(report.source, root)
    report.warnings = [_without(warning, root) for warning in report.warnings]
    report.superseded = report.superseded and _without(report.superseded, root)
    return report


def _bare(source: str, root: Path) -> str:
    """The name by which the clerk knows the file: without the folder it was kept in for the check."""
    return "/".join(Path(source).relative_to(root).parts[1:])


def _without(text: str, root: Path) -> str:
    """The message without the folders of the check."""
    for folder in sorted((str(path) for path in root.iterdir()), key=len, reverse=True):
        text = text.replace(f"{folder}/", "")
    return text
