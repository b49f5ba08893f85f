"""下载: what can be taken away, and that nothing else can."""

import io
import json
import zipfile
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.pages.small_home import DISTRICT, STREET, TOWN, pages_of, write_home

VERSION = "v1"


def paper(path: str, title: str, kind: str, year: int = 2025, agency: str | None = None) -> dict[str, Any]:
    return {
        "path": f"papers/990101/{path}", "title": title, "kind": kind, "district_code": DISTRICT, "report_year": year,
        "agency_code": agency, "media_type": None, "bytes": 42_000,
    }  # fmt: skip


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    home = write_home(tmp_path_factory.mktemp("home"), {}, VERSION)
    folder = home / "public" / VERSION
    papers = [
        paper("整改通知/甲镇.docx", "甲镇整改通知", "notice", agency=TOWN),
        paper("整改通知/乙街道.docx", "乙街道整改通知", "notice", agency=STREET),
        paper("通报.docx", "甲区通报", "circular"),
        paper("通报.html", "甲区通报", "circular"),
        paper("通报2024.docx", "甲区2024通报", "circular", year=2024),
    ]
    tables = [{"name": "agencies", "description": "机关 / agencies", "files": [{"path": "agencies.parquet", "rows": 2, "bytes": 9}],
               "schema": [{"name": "agency_code", "type": "VARCHAR", "description": "机关代码 / code"}]}]  # fmt: skip
    files = [{"path": "csv/agencies.csv", "bytes": 2_400_000}]
    for path in [each["path"] for each in (*papers, *files)] + ["agencies.parquet"]:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(path.encode())
    package = {"resources": [{"path": "csv/agencies.csv"}, {"path": "csv/other.csv"}]}
    (folder / "datapackage.json").write_text(json.dumps(package))
    manifest = {"version": VERSION, "tables": tables, "papers": papers, "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (home / "secret.txt").write_text("not published")
    return pages_of(home)


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        return sorted(archive.namelist())


def test_papers_stand_by_kind_with_their_formats_and_sizes(pages: TestClient) -> None:
    text = pages.get("/downloads?year=2025").text
    assert text.index("通报 <small>1 份") < text.index("整改通知 <small>2 份")
    assert text.count("甲区通报") == 1
    assert "Word<small> 42 KB" in text
    assert "网页<small> 42 KB" in text
    assert "甲区2024通报" not in text
    assert "甲区2024通报" in pages.get("/downloads?year=2024").text


def test_a_paper_is_taken_by_its_title(pages: TestClient) -> None:
    answer = pages.get("/downloads/paper", params={"path": "papers/990101/通报.docx"})
    assert answer.content.decode() == "papers/990101/通报.docx"
    assert "%E7%94%B2%E5%8C%BA%E9%80%9A%E6%8A%A5.docx" in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    "path", ["../../secret.txt", "/etc/hostname", "manifest.json", "papers/990101/../../manifest.json", ""]
)
def test_what_the_manifest_does_not_list_cannot_be_had(pages: TestClient, path: str) -> None:
    assert pages.get("/downloads/paper", params={"path": path}).status_code == 404
    assert pages.get("/downloads/table.zip", params={"name": path}).status_code == 404


def test_papers_come_in_one_archive(pages: TestClient) -> None:
    assert names(pages.get("/downloads/papers.zip?kind=notice&year=2025")) == [
        "整改通知/乙街道.docx",
        "整改通知/甲镇.docx",
    ]
    assert len(names(pages.get("/downloads/papers.zip?year=2025"))) == 4
    assert pages.get("/downloads/papers.zip?kind=none").status_code == 404


def test_data_is_described_and_taken_away(pages: TestClient) -> None:
    assert "机关代码" not in pages.get("/downloads").text
    assert "机关代码" in pages.get("/downloads?table=agencies").text
    assert "没有名为“x”的数据表" in pages.get("/downloads?table=x").text
    assert names(pages.get("/downloads/table.zip?name=agencies")) == ["agencies.parquet"]
    answer = pages.get("/downloads/csv.zip")
    assert names(answer) == ["csv/agencies.csv", "datapackage.json"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert [each["path"] for each in json.loads(archive.read("datapackage.json"))["resources"]] == [
            "csv/agencies.csv"
        ]
    assert pages.get("/downloads/notes.md").status_code == 404
