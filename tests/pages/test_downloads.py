"""The page of downloads, and downloads of a list."""

import json
import zipfile

from tests.pages.browser import Browser
from tests.pages.conftest import Site
from tests.pages.published import paper


def test_files_are_taken_away(browser: Browser) -> None:
    browser.open("downloads")
    browser.until("下载 agencies")
    next(b for b in browser.all("button") if "下载 agencies" in b.text).click()
    with zipfile.ZipFile(browser.downloaded("agencies")) as archive:
        assert archive.namelist() == ["agencies.parquet"]
    browser.open("findings?year=2025")
    browser.until("下载所列")
    next(b for b in browser.all("button") if "下载所列" in b.text).click()
    content = browser.downloaded("问题清单").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert "说明" in content.decode("utf-8-sig").splitlines()[0]


def test_papers_tell_their_format_and_come_all_at_once(browser: Browser, site: Site) -> None:
    browser.open("downloads?year=2025")
    browser.until("全部")
    labels = [text.split("\n")[-1] for text in browser.texts('[data-testid="stDownloadButton"] button') if text]
    assert len(labels) == len(set(labels))
    for suffix, word in ((".docx", "Word"), (".html", "网页")):
        size = paper(site, "report", suffix, "汇总表").stat().st_size
        assert f"2025年度汇总表 · {word} · {round(size / 1000)} KB" in labels
    notices = [p for p in paper(site, "workbook", ".xlsx").parent.rglob("*.docx") if p.parent.name == "整改通知"]
    next(b for b in browser.all("button") if f"全部 {len(notices)} 份整改通知" in b.text).click()
    with zipfile.ZipFile(browser.downloaded("整改通知-")) as archive:
        assert sorted(archive.namelist()) == sorted(p.name for p in notices)
        assert archive.testzip() is None
    next(b for b in browser.all("button") if "主要数据表 CSV" in b.text).click()
    with zipfile.ZipFile(browser.downloaded("CSV-")) as archive:
        package = json.loads(archive.read("datapackage.json"))
        assert {r["path"] for r in package["resources"]} | {"datapackage.json"} == set(archive.namelist())
        assert "csv/district_tables.csv" in archive.namelist()
