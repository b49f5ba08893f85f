"""登记: an upload is looked at before it is taken; one line is changed, added, taken out; the operator's file stays his."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from gouji.core.registry_file import load_registry
from gouji.desk.registry_edits import registry_path
from gouji.desk.registry_uploads import FOLDER
from gouji.desk.store import Desk
from gouji.publish.run_folders import REGISTRY
from gouji.publish.runs import record_start
from tests.pages.small_home import pages_of

HEAD = ("机关代码", "单位名称", "类别", "联系人")
TOWN, OFFICE = ("990101101000", "甲镇", "镇", "王五"), ("990101801000", "乙局", "部门", "")


@pytest.fixture
def pages(tmp_path: Path) -> TestClient:
    return pages_of(tmp_path)  # nothing is published, no registry yet


def excel(*rows: tuple[object, ...]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate((HEAD, *rows)):
            sheet.write_row(line, 0, row)
    return target.getvalue()


def fields(text: str, do: str) -> dict[str, str]:
    """What a browser would send of the form that does `do`."""
    form = next(each for each in re.findall(r"<form.*?</form>", text, re.DOTALL) if f'value="{do}"' in each)
    pairs = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form)
    return {**dict(pairs), "do": do}


def upload(pages: TestClient, data: bytes):
    form = fields(pages.get("/registry").text, "look")
    return pages.post("/registry", data=form, files={"file": ("名单.xlsx", data)})


def take(pages: TestClient, *rows: tuple[object, ...]):
    return pages.post("/registry", data=fields(upload(pages, excel(*rows)).text, "take"))


def codes(home: Path) -> dict[str, str]:
    return {agency.code: agency.name for agency in load_registry(registry_path(home)).agencies}


def test_an_upload_is_looked_at_and_taken(pages: TestClient, tmp_path: Path) -> None:
    assert "还没有登记表" in pages.get("/registry").text
    looked = upload(pages, excel(TOWN, OFFICE))
    assert "共 2 个机关" in looked.text
    assert not registry_path(tmp_path).exists()
    taken = pages.post("/registry", data=fields(looked.text, "take"))
    assert "已采用，共 2 个机关" in taken.text
    assert codes(tmp_path) == {"990101101000": "甲镇", "990101801000": "乙局"}
    assert "王五" in taken.text
    assert not list((tmp_path / FOLDER).glob("*.bin"))
    event = Desk(tmp_path).entries("registry")[0]
    assert event.value["agencies"] == 2


def test_what_it_would_change_is_told_line_by_line(pages: TestClient) -> None:
    take(pages, TOWN, OFFICE)
    text = upload(pages, excel(("990101101000", "甲镇", "镇", "赵六"), ("990101802000", "丙局", "部门", ""))).text
    assert re.search(r"删去 1 个，\s*改动 1 个，\s*新增 1 个", text)
    assert "联系人：王五 → 赵六" in text
    assert upload(pages, excel(TOWN, OFFICE)).text.count("没有不同") == 1


def test_everything_that_is_wrong_is_listed_and_nothing_is_changed(pages: TestClient, tmp_path: Path) -> None:
    take(pages, TOWN)
    text = upload(pages, excel(("990101101000", "", "镇", ""), ("990101103000", "丁镇", "星球", ""))).text
    assert "有 2 处要改" in text
    assert "星球" in text
    assert 'value="take"' not in text
    assert codes(tmp_path) == {"990101101000": "甲镇"}
    for bad in (b"", b"PK\x03\x04 no workbook"):
        assert "采用</button>" not in upload(pages, bad).text


def test_a_line_is_changed_added_and_taken_out(pages: TestClient, tmp_path: Path) -> None:
    take(pages, TOWN, OFFICE)
    form = fields(pages.get("/registry?open=990101101000").text, "save") | {
        "contact": "<b>赵六</b>",
        "deadline": "01-20",
    }
    saved = pages.post("/registry", data=form)
    assert "已保存" in saved.text
    assert "&lt;b&gt;赵六&lt;/b&gt;" in saved.text
    agency = next(each for each in load_registry(registry_path(tmp_path)).agencies if each.code == "990101101000")
    assert agency.deadline == (1, 20)
    added = fields(pages.get("/registry?open=new").text, "save") | {
        "code": "990101102000",
        "name": "戊镇",
        "kind": "镇",
    }
    assert "已保存" in pages.post("/registry", data=added).text
    assert codes(tmp_path)["990101102000"] == "戊镇"
    pages.post("/registry", data=fields(pages.get("/registry?open=990101102000").text, "remove"))
    assert "990101102000" not in codes(tmp_path)


def test_a_wrong_line_is_not_saved_and_what_was_typed_stays(pages: TestClient, tmp_path: Path) -> None:
    take(pages, TOWN)
    before = registry_path(tmp_path).read_bytes()
    form = fields(pages.get("/registry?open=990101101000").text, "save") | {"deadline": "13-45", "contact": "赵六"}
    answer = pages.post("/registry", data=form)
    assert answer.status_code == 409
    assert "赵六" in answer.text
    assert "13-45" in answer.text
    assert registry_path(tmp_path).read_bytes() == before


def test_the_second_of_two_who_write_is_told(pages: TestClient, tmp_path: Path) -> None:
    take(pages, TOWN)
    mine = theirs = fields(pages.get("/registry?open=990101101000").text, "save")
    assert "已保存" in pages.post("/registry", data=theirs | {"contact": "赵六"}).text
    late = pages.post("/registry", data=mine | {"contact": "钱七"})
    assert late.status_code == 409
    assert "已被改动" in late.text
    assert load_registry(registry_path(tmp_path)).agencies[0].contact == "赵六"


def test_a_registry_of_earlier_runs_becomes_the_office_s_own_with_its_changes(
    pages: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = tmp_path / "elsewhere" / "districts.csv"
    theirs.parent.mkdir()
    theirs.write_text("code,name,kind\n990101101000,甲镇,镇\n990101801000,乙局,部门\n", encoding="utf-8")
    (theirs.parent / "changes_districts.csv").write_text(
        "from,to,kind,day\n990101801000,,撤销,2025-05-01\n", encoding="utf-8"
    )
    before = theirs.read_bytes()
    details = {"run": {"registry": str(theirs), "inbox": str(tmp_path)}}
    monkeypatch.setattr("gouji.publish.run_folders.run_details", lambda _: details)
    text = pages.get("/registry?open=990101101000").text
    assert "撤销" in text
    pages.post("/registry", data=fields(text, "save") | {"contact": "赵六"})
    assert codes(tmp_path) == {"990101101000": "甲镇", "990101801000": "乙局"}
    assert load_registry(registry_path(tmp_path)).lineage.changes[0].kind == "abolished"
    assert theirs.read_bytes() == before


def test_what_the_operator_named_is_only_shown(
    pages: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(pages, TOWN)
    monkeypatch.setenv(REGISTRY, str(registry_path(tmp_path)))
    text = pages.get("/registry?open=990101101000").text
    assert "网页上只能看" in text
    assert 'value="save"' not in text
    token = re.search(r'name="csrf" value="([^"]+)"', pages.get("/settings").text)
    assert token
    answer = pages.post("/registry", data={"csrf": token[1], "do": "remove", "code": "990101101000"})
    assert answer.status_code == 409
    assert "990101101000" in codes(tmp_path)


def test_an_upload_that_is_gone_is_told(pages: TestClient) -> None:
    for name in ("0" * 64, "../registry", "..%2fregistry"):
        answer = pages.get(f"/registry?upload={name}")
        assert answer.status_code == 409
        assert "请重新上传" in answer.text


def test_it_goes_out_as_a_workbook_and_comes_in_again_unchanged(pages: TestClient) -> None:
    take(pages, TOWN, OFFICE)
    out = pages.get("/registry.xlsx").content
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(out)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in sheet[1:]] == ["990101101000", "990101801000"]
    assert "没有不同" in upload(pages, out).text
    assert pages.get("/registry-template.xlsx").status_code == 200


def test_of_many_who_save_at_once_one_does_and_the_others_are_told(pages: TestClient, tmp_path: Path) -> None:
    take(pages, TOWN)
    form = fields(pages.get("/registry?open=990101101000").text, "save")
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda n: pages.post("/registry", data=form | {"contact": f"第{n}位"}), range(6)))
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 5]
    assert all("已被改动" in answer.text for answer in answers if answer.status_code == 409)
    event = Desk(tmp_path).events("registry")[-1].after
    assert event["before"]["contact"] == "王五"
    assert event["after"]["contact"] == load_registry(registry_path(tmp_path)).agencies[0].contact


def test_a_list_without_an_organ_of_the_changes_is_refused_before_it_replaces_the_old(
    pages: TestClient, tmp_path: Path
) -> None:
    take(pages, TOWN, OFFICE)
    registry_path(tmp_path).with_name("changes.csv").write_text(
        f"from,to,kind,day,note\n{OFFICE[0]},,撤销,2025-05-01,职责并出\n", encoding="utf-8"
    )
    assert "职责并出" in pages.get("/registry").text
    before = registry_path(tmp_path).read_bytes()
    text = upload(pages, excel(TOWN)).text
    assert "不在登记表中" in text
    assert 'value="take"' not in text
    form = fields(pages.get(f"/registry?open={OFFICE[0]}").text, "remove")
    assert pages.post("/registry", data=form).status_code == 409
    assert registry_path(tmp_path).read_bytes() == before


def test_a_registry_of_earlier_runs_that_is_unusable_by_now_can_be_replaced(pages: TestClient, tmp_path: Path) -> None:
    theirs = tmp_path / "elsewhere" / "districts.csv"
    theirs.parent.mkdir()
    theirs.write_text("code,name,kind\n1,,镇\n", encoding="utf-8")
    record_start(
        tmp_path, "a", datetime(2026, 2, 1, tzinfo=UTC), date(2026, 2, 1), inbox=str(tmp_path), registry=str(theirs)
    )
    assert "已采用" in take(pages, TOWN).text
    assert codes(tmp_path) == {"990101101000": "甲镇"}


def test_a_replaced_registry_is_kept_listed_taken_away_and_put_back(pages: TestClient, tmp_path: Path) -> None:
    take(pages, TOWN, OFFICE)
    first = registry_path(tmp_path).read_bytes()
    assert "以前的登记表" not in pages.get("/registry").text
    take(pages, TOWN)
    text = pages.get("/registry").text
    [address] = re.findall(r'href="(/registry/former\.csv[^"]+)"', text)
    answer = pages.get(address)
    assert answer.content == first
    assert "attachment" in answer.headers["content-disposition"]
    looked_at = pages.post("/registry", data=fields(text, "again"))
    assert "新增 1 个" in looked_at.text  # against the one in use, before anything is changed
    assert list(codes(tmp_path)) == [TOWN[0]]
    pages.post("/registry", data=fields(looked_at.text, "take"))
    assert list(codes(tmp_path)) == [TOWN[0], OFFICE[0]]
    assert pages.get("/registry").text.count("/registry/former.csv") == 1  # the other one now
    history = sorted((tmp_path / "registry-history").iterdir())
    assert len(history) == 2
    history[0].unlink()
    history[1].unlink()
    assert "文件没有留" in pages.get("/registry").text


@pytest.mark.parametrize("digest", ["../registry", "0" * 64, "", "A" * 64, "../../etc/passwd\0"])
def test_no_other_file_is_given_out_as_a_former_registry(pages: TestClient, digest: str, tmp_path: Path) -> None:
    take(pages, TOWN)
    take(pages, TOWN, OFFICE)
    form = fields(pages.get("/registry").text, "again")
    before = registry_path(tmp_path).read_bytes()
    assert pages.get("/registry/former.csv", params={"digest": digest}).status_code == 409
    assert pages.post("/registry", data=form | {"digest": digest}).status_code == 409
    assert pages.post("/registry", data={k: v for k, v in form.items() if k != "csrf"}).status_code == 403
    assert registry_path(tmp_path).read_bytes() == before


def test_uploads_of_two_people_do_not_push_each_other_out(pages: TestClient, tmp_path: Path) -> None:
    one, other = upload(pages, excel(TOWN)), upload(pages, excel(TOWN, OFFICE))
    assert "看过再采用" in pages.get(str(one.url)).text
    assert "看过再采用" in pages.get(str(other.url)).text
    for number in range(12):
        upload(pages, excel((f"99010110{number:04}", "丙镇", "镇", "")))
    assert len(list((tmp_path / FOLDER).iterdir())) == 10
    assert pages.get(str(one.url)).status_code == 409
