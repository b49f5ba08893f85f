"""收件, from nothing: files are handed in, looked at before any run, corrected, and wait for the publication."""

import html
import re
import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from gouji.desk.intake import find_intake
from gouji.desk.store import Desk
from tests.pages.small_home import pages_of, write_home

TOWN, STREET = "990101001000", "990101002000"
REGISTRY = f"code,name,kind,district_name\n990101000000,甲区,district,甲区\n{TOWN},甲镇,镇,\n{STREET},乙街道,街道,\n"


def report(agency: str, date: str = "发布日期：2026-01-20", year: int = 2025) -> bytes:
    title = f"{agency}{year}年政府信息公开工作年度报告"
    heads = ("总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况", "政府信息公开行政复议、行政诉讼情况",
             "存在的主要问题及改进情况", "其他需要报告的事项")  # fmt: skip
    prose = "".join(f"<p>{'一二三四五六'[i]}、{head}</p><p>某某工作照常进行。</p>" for i, head in enumerate(heads))
    return f"<html><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1><p>{date}</p>{prose}</body></html>".encode()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "registry.csv").write_text(REGISTRY, encoding="utf-8")
    return tmp_path


def token(pages: TestClient) -> str:
    return html.unescape(re.search(r'name="csrf" value="([^"]+)"', pages.get("/settings").text)[1])


def upload(pages: TestClient, *files: tuple[str, bytes]):
    return pages.post(
        "/intake", data={"csrf": token(pages), "do": "upload"}, files=[("file", (name, data)) for name, data in files]
    )


def looked_at(pages: TestClient, **params: str) -> str:
    """The page once every file was looked at."""
    until = time.monotonic() + 60
    while "正在看新到的文件" in (text := pages.get("/intake", params=params).text) and time.monotonic() < until:
        time.sleep(0.1)
    return text


def tiles(text: str) -> dict[str, str]:
    return {
        html.unescape(re.sub("<[^>]+>", "", name)).strip(): value
        for name, value in re.findall(r'class="tile[^>]*>(.*?)<b>(.*?)</b>', text, re.S)
    }


def rows(text: str) -> dict[str, str]:
    found = re.findall(r'<tr id="d-.*?</tr>', text, re.S)
    plain = [re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", row)).strip() for row in found]
    return {line.split(" ", 1)[0]: line.split(" ", 1)[1] if " " in line else "" for line in plain}


def test_files_are_looked_at_before_any_run_and_corrected(home: Path) -> None:
    pages = pages_of(home)
    assert "还没有收到文件" in pages.get("/intake").text
    answer = upload(
        pages, ("a.html", report("甲镇人民政府")), ("b.html", report("甲区乙衔道办事处", date="")),
        ("坏.pdf", b"%PDF-1.7 and no more"), ("a.html", report("甲镇人民政府")),
    )  # fmt: skip
    assert "已收下 3 份" in answer.text
    assert "与已有的相同，没有再存 1 份" in answer.text
    text = looked_at(pages, to_act_on="")
    found = rows(text)
    assert "甲镇 2025 2026-01-20 ○ 对上，待发布" in found["a.html"]
    assert "机关不明" in found["b.html"]
    assert "读不出" in found["坏.pdf"]
    assert tiles(text) == {"应报单位": "2", "对上": "1", "还没有": "1", "待认": "2", "待发布": "3"}
    (known,) = re.findall(r'href="/intake[^"]*open=([0-9a-f]{64})[^"]*"[^>]*>a.html', text)
    assert "2026年1月20日，见于：发布日期之类" in pages.get("/intake", params={"open": known}).text
    (strange,) = re.findall(r'href="/intake[^"]*open=([0-9a-f]{64})[^"]*"[^>]*>b.html', text)
    opened = pages.get("/intake", params={"open": strange}).text
    assert re.findall(r'<option value="(\d+)"', opened.split('name="agency"', 1)[1])[0] == STREET
    answer = pages.post(
        "/intake",
        data={"csrf": token(pages), "do": "take", "seen": "0", "document": strange, "agency": STREET,
              "published_on": "2026-01-22"},
    )  # fmt: skip
    assert answer.status_code == 200
    assert find_intake(Desk(home), strange).row["agency"] == STREET
    text = looked_at(pages, to_act_on="")
    assert "乙街道 2025 2026-01-22 ○ 对上，待发布 已改，待下次发布" in rows(text)["b.html"]
    assert tiles(text)["对上"] == "2"
    assert 'name="do" value="start"' in text


def test_what_is_published_is_not_told_as_waiting(home: Path, tmp_path: Path) -> None:
    pages = pages_of(home)
    upload(pages, ("a.html", report("甲镇人民政府")))
    (known,) = re.findall(r"open=([0-9a-f]{64})", looked_at(pages, to_act_on=""))
    document = {"document_id": known, "source": "a.html", "report_count": 1, "in_force": True}
    read = {"report_id": "r1", "document_id": known, "ordinal": 1, "agency_code": TOWN, "report_year": 2025,
            "is_current": True, "status": "current"}  # fmt: skip
    write_home(tmp_path, {"documents": [document], "reports": [read]})
    text = looked_at(pages_of(home), to_act_on="")
    assert tiles(text)["待发布"] == "0"
    assert len(rows(text)) == 1


def test_what_became_of_each_file_is_an_address_and_an_event(home: Path) -> None:
    pages = pages_of(home)
    upload(pages, ("年报.html", b"<p>1</p>"))
    answer = upload(pages, ("../年报.html", b"<p>2</p>"), ("空.docx", b""))
    assert "同名而内容不同，两份都留" in answer.text
    assert "空文件" in answer.text
    assert pages.get(str(answer.url).removeprefix("http://127.0.0.1")).status_code == 200
    assert [event.who for event in Desk(home).events("upload")] == [Desk(home).events("upload")[0].who] * 2
    assert sorted(path.name for path in (home / "inbox").iterdir()) == ["年报.html", "年报（2）.html"]


def test_without_a_registry_files_are_taken_all_the_same(tmp_path: Path) -> None:
    pages = pages_of(tmp_path)
    upload(pages, ("a.html", report("甲镇人民政府")))
    text = looked_at(pages, to_act_on="")
    assert "还没有登记表" in text
    assert "机关不明" in text
    first = pages.get("/overview").text
    assert "发布第一版" in first


def test_no_file_chosen_and_no_right_are_said(home: Path) -> None:
    pages = pages_of(home)
    assert "还没有选文件" in pages.post("/intake", data={"csrf": token(pages), "do": "upload"}).text
