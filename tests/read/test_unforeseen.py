"""An error that nobody foresaw, thrown at each stage of reading: its document has a row with the kind and place, the
others are read."""

from pathlib import Path

import pytest

from gouji.collect.inbox import archive_batch
from gouji.collect.inbox_files import find_files
from gouji.demo.district import write_district
from gouji.parse import reports
from gouji.parse.files import media_types
from gouji.read import stage
from gouji.read.stage import merge, stage_documents

STAGES = [
    (reports, "parse"), (media_types, "media_type"), (reports, "reader_of"), (reports, "note_macros"),
    (reports.sections, "find_headings"), (reports.identity, "identify"), (reports, "detect_form"),
    (reports.tables, "read_tables"), (reports.ocr_review, "settle"), (reports.statements, "read_sentences"),
    (reports.facts, "read_facts"),
]  # fmt: skip


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    write_district(folder, agencies=4, years=1, seed=4)
    return folder


@pytest.mark.parametrize(("owner", "name"), STAGES, ids=[name for _, name in STAGES])
def test_it_costs_its_document(inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner, name: str) -> None:
    items = archive_batch(find_files(inbox)[:3], inbox, tmp_path)
    true, thrown = getattr(owner, name), []

    def throws_once(*arguments, **named):
        if not thrown:
            thrown.append(name)
            raise ZeroDivisionError("甲")
        return true(*arguments, **named)

    monkeypatch.setattr(owner, name, throws_once)
    rows = merge(items, list(stage_documents(tmp_path, tmp_path / "staged", items))).documents
    bad = [row for row in rows if row["document_state"] == "unreadable"]
    assert len(bad) == 1
    assert "ZeroDivisionError" in str(bad[0]["problem"])
    assert ".py:" in str(bad[0]["problem"])
    assert sum(row["document_state"] == "read" for row in rows) == 2


def test_a_report_that_the_tables_cannot_hold_costs_its_document(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = archive_batch(find_files(inbox)[:3], inbox, tmp_path)
    true = stage.to_arrow

    def refuses(batch):
        if any(report.document == items[1].document_id for _, _, report in batch):
            raise ZeroDivisionError("甲")
        return true(batch)

    monkeypatch.setattr(stage, "to_arrow", refuses)
    rows = merge(items, list(stage_documents(tmp_path, tmp_path / "staged", items))).documents
    assert {row["source"]: row["document_state"] for row in rows if row["document_id"] == items[1].document_id} == {
        items[1].source: "unreadable"
    }
    assert sum(row["document_state"] == "read" for row in rows) == 2
