"""Writes the demo: registry.csv, policy.toml, the documents of every year, truth.json."""

import csv
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from gouji.core.forms import form_for_year
from gouji.core.resources import resource

from . import truth
from .attached import archive, page_with_file, saved_page
from .district_truth import district_findings, district_gaps
from .draft import Draft, make_draft
from .faults import Fault, Plan, plan_faults
from .figures import Figures, Stocks, stocks_after, sum_figures, yearly_figures
from .form_cells import first_year
from .html import html_page
from .office import office_document
from .planted_prose import told_by
from .planters import plant
from .promises import plant_promises
from .roster import CHANGE_COLUMNS, COLUMNS, DemoAgency, DemoDistrict, district_sizes, make_district
from .rtf import rtf_document
from .scene import Scene
from .sheets import ofd_document, pdf_document
from .texts import text_document

# How a layout's family is written; all others are text.
WRITERS: dict[str, Callable[[Draft], bytes]] = {
    "html": html_page,
    "mht": saved_page,
    "docx": office_document,
    "xlsx": office_document,
    "rtf": rtf_document,
    "pdf": pdf_document,
    "ofd": ofd_document,
    "zip": archive,
}
EXTENSIONS = {"lines": ".txt", "pipe": ".txt", "one_line": ".txt", "tab": ".txt", "markdown": ".md"}


class Written(NamedTuple):
    """What one district left behind: rows of the registry and of truth.json."""

    registry: list[list[str]]
    changes: list[tuple[str, ...]]
    documents: list[str]  # JSON
    faults: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    district_gaps: list[dict[str, Any]]
    promises: list[dict[str, Any]]
    size: int  # bytes of the documents
    owed: int  # reports for the last year, without the district government's


def write_district(
    folder: Path,
    agencies: int = 50,
    years: int = 3,
    seed: int = 1,
    last_year: int = 2025,
    progress: Callable[[int], None] | None = None,
    pages: bool = False,
) -> dict[str, Any]:
    """Writes a fictional district of `agencies` agencies (besides the district government) into `folder`.

    A district of some size has besides those agencies a few that were merged, split, renamed or abolished in the last
    year, or came of that (data/demo/names.toml); `agencies` in truth.json counts what owes a report for the last year.
    `years` report years ending with `last_year`. Above 60 agencies it becomes several districts, written
    by as many processes as there are processors. `progress` is told the number of documents written so far. `pages`:
    every report is a web page with its tables in it, as a country's reports are on the web, not a mix of formats.
    Same arguments, same bytes. Returns the summary that truth.json begins with; raises ValueError for
    impossible arguments.
    """
    if agencies < 1 or years < 1:
        raise ValueError(f"agencies={agencies}, years={years}: both must be at least 1")
    if last_year - years + 1 < first_year():
        most = last_year - first_year() + 1
        raise ValueError(f"years={years}: the demo's forms begin with {first_year()}; ask for {most} at most")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    report_years = list(range(last_year - years + 1, last_year + 1))
    sizes = district_sizes(agencies)
    write = partial(_write_one, folder=folder, years=report_years, seed=seed, alone=len(sizes) == 1, pages=pages)
    shutil.copyfile(resource("data", "demo", "policy.toml"), folder / "policy.toml")
    faults: list[dict[str, Any]] = []
    findings: list[dict[str, Any]] = []
    gaps: list[dict[str, Any]] = []
    promises: list[dict[str, Any]] = []
    changes: list[tuple[str, ...]] = []
    documents = size = owed = 0
    with (
        (folder / "registry.csv").open("w", encoding="utf-8", newline="") as registry_file,
        tempfile.TemporaryFile("w+", encoding="utf-8") as document_lines,
    ):
        registry = csv.writer(registry_file, lineterminator="\n")
        registry.writerow(COLUMNS)
        for written in _each(write, sizes):
            registry.writerows(written.registry)
            changes += written.changes
            owed += written.owed
            for line in written.documents:
                document_lines.write((",\n" if documents else "") + line)
                documents += 1
            faults += written.faults
            findings += written.findings
            gaps += written.district_gaps
            promises += written.promises
            size += written.size
            if progress:
                progress(documents)
        summary = {
            "seed": seed,
            "agencies": owed,
            "years": report_years,
            "districts": len(sizes),
            "document_count": documents,
            "document_bytes": size,
            "fault_count": len(faults),
            "finding_count": len(findings),
        }
        with (folder / "truth.json").open("w", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps(summary)[:-1] + ',\n"documents": [\n')
            document_lines.seek(0)
            shutil.copyfileobj(document_lines, file)
            lists = {"faults": faults, "findings": findings, "district_gaps": gaps, "promises": promises}
            for name, rows in lists.items():
                lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
                file.write(f'\n],\n"{name}": [\n{lines}')
            file.write("\n]}\n")
    if changes:
        with (folder / "changes.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([CHANGE_COLUMNS, *changes])
    return summary


def _each(write: Callable[[tuple[int, int]], Written], sizes: list[int]) -> Iterator[Written]:
    """Every district written, in order; in parallel when there are several."""
    if len(sizes) == 1:
        yield write((0, sizes[0]))
        return
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        yield from pool.map(write, enumerate(sizes))


def _write_one(
    numbered: tuple[int, int], folder: Path, years: list[int], seed: int, alone: bool, pages: bool
) -> Written:
    """One district: (its index, its number of agencies)."""
    district = make_district(*numbered, years, seed)
    plan = plan_faults(district.agencies, years, Random(f"{seed}/{district.code}/faults"))
    drafts = _drafts(district, years, seed, plan, pages)
    promises = plant_promises(drafts, plan.keys(), seed)
    owing = sum(agency.owes(years[-1]) for agency in district.agencies[:-1])
    rows = [agency.registry_row() for agency in district.agencies]
    written = Written(rows, list(district.changes), [], [], [], [], promises, 0, owing)
    by_code = {agency.code: agency for agency in district.agencies}
    size = 0
    for draft in drafts.values():
        for version in (draft.earlier, draft):
            if version is not None and version.exists:
                size += _write(version, folder, "" if alone else district.code)
                written.documents.append(json.dumps(truth.document(version), ensure_ascii=False))
    for (code, year), draft in drafts.items():
        fault = plan.get((code, year))
        if fault:
            written.faults.append(_fault_row(fault, draft))
        if draft.exists:
            agency = by_code[code]
            before = agency.came_from if year == agency.first_year and agency.came_from else (code,)
            lasts = [last for other in before if (last := drafts.get((other, year - 1))) and last.exists]
            rule, shared = fault.rule if fault else None, agency.siblings > 1
            written.findings.extend(truth.findings(draft, lasts, rule, shared=shared))
        else:
            written.findings.append(truth.finding(draft, "report_missing", "fail", []))
    government = district.agencies[-1]
    for year in years:
        others = [d for (code, at), d in drafts.items() if at == year and code != government.code and d.exists]
        written.district_gaps.extend(district_gaps(drafts[government.code, year], others))
        owed = [d for (code, at), d in drafts.items() if at == year and code != government.code]
        written.findings.extend(district_findings(drafts[government.code, year], owed))
    return written._replace(size=size)


def _fault_row(fault: Fault, draft: Draft) -> dict[str, Any]:
    return {
        "fault": fault.rule,
        "agency_code": draft.agency.code,
        "report_year": draft.year,
        "path": draft.path or None,
        "cells": draft.wrong_cells,
        "explained": bool(draft.explained),
        "note": fault.entry["note"] + (f"：{fault.peer.code}" if fault.peer else ""),
    }


def _drafts(
    district: DemoDistrict, years: list[int], seed: int, plan: Plan, pages: bool
) -> dict[tuple[str, int], Draft]:
    """(agency code, year) -> the document to be written, faults planted; the district government's last."""
    drafts = {}
    true: dict[tuple[str, int], Figures] = {}
    *agencies, government = district.agencies
    succeeded = {code for agency in agencies for code in agency.came_from}
    for agency in agencies:  # those that others came from stand before them
        left = [true[code, agency.first_year - 1] for code in agency.came_from]
        start = stocks_after(left, agency.siblings, agency.place_among) if left else None
        if agency.is_over and agency.code not in succeeded:  # what is abolished leaves nothing for the district to lose
            start = stocks_after([])
        for year, figures in _true_figures(agency, years, seed, plan, start).items():
            true[agency.code, year] = figures
    for year in years:
        here = [true[agency.code, year] for agency in agencies if (agency.code, year) in true]
        true[government.code, year] = sum_figures(here)
    for position, agency in enumerate(district.agencies):
        neighbour = district.agencies[position - 1]
        for year in years:
            if agency.owes(year):
                fault = plan.get((agency.code, year))
                drafts[agency.code, year] = _draft(agency, year, true, seed, neighbour, fault, pages)
    for (code, year), planted in plan.items():
        if sentences := planted.entry.get("last_told"):  # what this year's report is at odds with
            before = drafts[code, year - 1]
            before.slips.told = told_by(sentences, year, before.agency)
        if planted.rule == "alike_peer" and planted.peer:  # one copies from what is public already
            source, copy = drafts[planted.peer.code, year], drafts[code, year]
            source.published = min(source.published, copy.published - timedelta(days=1))
    return drafts


def _true_figures(
    agency: DemoAgency, years: list[int], seed: int, plan: Plan, start: Stocks | None
) -> dict[int, Figures]:
    planted = {year: plan[agency.code, year] for year in years if (agency.code, year) in plan}
    # so that there is something to hand over, or nothing
    made = ({"prompt"} if start else {"busy"}) if agency.is_over and agency.kind == "部门" else set()
    return yearly_figures(
        agency.kind,
        [year for year in years if agency.owes(year)],
        Random(f"{seed}/{agency.code}/figures"),
        frozenset(made | {fault.entry["trait"] for fault in planted.values() if "trait" in fault.entry}),
        frozenset(year for year, fault in planted.items() if fault.rule == "tables_copied"),
        start,
    )


def _draft(
    agency: DemoAgency,
    year: int,
    true: dict[tuple[str, int], Figures],
    seed: int,
    neighbour: DemoAgency,
    fault: Fault | None,
    pages: bool,
) -> Draft:
    def seed_of(code: str, at: int) -> str:
        return f"{seed}/{code}/{at}"

    own_seed = seed_of(agency.code, year)
    form = form_for_year(year)
    families = fault.entry.get("families", []) if fault else []
    draft = make_draft(agency, year, form, true[agency.code, year], own_seed, neighbour, families, pages)
    if fault:
        peer_seed = seed_of(fault.peer.code, year) if fault.peer else ""
        scene = Scene(fault.entry, true[agency.code, year], seed_of(agency.code, year - 1), fault.peer, peer_seed)
        plant(fault, draft, Random(f"{own_seed}/fault"), scene)
    return draft


def _write(draft: Draft, folder: Path, district_code: str) -> int:
    """Writes the document, says in the draft where, and returns its size in bytes."""
    family = draft.layout["family"]
    extension = ".htm" if family == "html" and draft.number % 4 == 0 else EXTENSIONS.get(family, f".{family}")
    name = draft.file_style.format(
        date=draft.published,
        number=draft.number,
        tail=draft.number % 1000,
        name=draft.agency.called(draft.year),
        year=draft.year,
    )
    stem = name + ("" if draft.current else "（初稿）")
    path = Path(str(draft.year), district_code, stem + extension)
    draft.path = path.as_posix()
    files = {path: b""}
    if "attached" in draft.layout:
        files[path], beside = page_with_file(draft, f"{stem}_files")
        files |= {path.with_name(f"{stem}_files") / each: content for each, content in beside.items()}
    else:
        files[path] = WRITERS.get(family, text_document)(draft)
    for each, content in files.items():
        target = folder / each
        try:
            target.write_bytes(content)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    return sum(map(len, files.values()))
