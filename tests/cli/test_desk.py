"""`gouji desk`: every decision from the shell, what it refuses, and that no password is on the command line."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from gouji.cli.main import cli
from gouji.core.registry_file import load_registry
from gouji.load.warehouse import create_warehouse
from gouji.publish.runs import record_start

AGENCY, NAME = "990001001000", "青石镇"
FINDING = "3f2a9c01" + "0" * 24


@pytest.fixture
def desk(tmp_path):
    """Run `gouji desk …` over a home; returns what it wrote, and fails on another exit code than the one expected."""
    home = tmp_path / "home"

    def run(*words: str, code: int = 0, given: str | None = None) -> str:
        command = ["desk", *words, *([] if "--help" in words else ["--home", str(home)])]
        done = CliRunner().invoke(cli, command, input=given)
        assert done.exit_code == code, done.output
        return done.output

    return run


@pytest.fixture
def published(tmp_path) -> Path:
    """A home with a published version of one agency with one fault, as far as the desk looks at it."""
    home = tmp_path / "home"
    with create_warehouse(home / "warehouse" / "gouji.duckdb", for_reading=False) as con:
        con.execute(
            "INSERT INTO agencies BY NAME SELECT $1 AS agency_code, '990001' AS district_code, $2 AS name,"
            " '示例区青石镇人民政府' AS full_name, '镇' AS kind, '镇乡' AS peer_group, false AS rule_making_power,"
            " [] AS former_names, [] AS short_names, true AS registered",
            [AGENCY, NAME],
        )
        columns = f"""'accuracy' AS dimension, 'error' AS severity, '{AGENCY}' AS agency_code, 2025 AS report_year,
            'fail' AS outcome, ['a.b.c'] AS cells, false AS waived, 2 AS points, '{FINDING}' AS fault_id"""
        con.execute(
            f"INSERT INTO faults BY NAME SELECT {columns}, 'x' AS fault_kind, '合计不符' AS title, 1 AS findings, true AS is_charged"
        )
        con.execute(
            f"INSERT INTO findings BY NAME SELECT {columns}, '{FINDING}' AS finding_id, 'row_total' AS rule, '合计不符' AS message"
        )
        con.execute(
            "INSERT INTO runs BY NAME SELECT '1' AS run_id, now() AS started_at, 'published' AS state, 'v1' AS version,"
            " DATE '2026-02-01' AS as_of, 2025 AS report_year"
        )
    return home


@pytest.mark.usefixtures("published")
def test_a_case_from_its_opening_to_its_end(desk):
    assert "问题 1 个（v1 版）" in desk("case", "open", NAME, "2025", "--handler", "张三", "--until", "2026-03-01")
    assert "已发" in desk("case", "move", AGENCY, "2025", "已发", "--note", "函〔2026〕1号")
    assert "其后只能是" in desk("case", "move", AGENCY, "2025", "待发", code=2)
    assert "待发" in desk("case", "back", AGENCY, "2025")
    desk("case", "edit", AGENCY, "2025", "--remark", "电话已通知")
    desk("case", "reopen", AGENCY, "2025", FINDING)
    (row,) = json.loads(desk("case", "list", "--json"))
    assert (row["state"], row["remark"], row["until"]) == ("to_send", "电话已通知", "2026-03-01")
    assert (row["reopened"], row["resolved"]) == ([FINDING], {})
    assert "问题 1，未消除 1" in desk("case", "list", "--year", "2025")
    assert "没有机关" in desk("case", "open", "无此镇", "2025", code=2)


@pytest.mark.usefixtures("published")
def test_documents_explanations_and_settings(desk):
    desk("intake", "accept", "2025/年报.docx", "--agency", NAME, "--year", "2025", "--published", "2026-01-20")
    assert "2025 年度，公布于 2026-01-20" in desk("intake", "list")
    desk("intake", "return", "2025/年报.docx", "--reason", "盖章页缺失")
    assert "退回：盖章页缺失" in desk("intake", "list")
    desk("intake", "clear", "2025/年报.docx")
    assert json.loads(desk("intake", "list", "--json")) == []
    desk("explanation", NAME, "2025", "e1", "rejected", "--reason", "没有附依据")
    assert "理由" in desk("explanation", NAME, "2025", "e1", "rejected", code=2)
    desk("explanation", NAME, "2025", "e1", "clear")
    desk("setting", "set", "days_to_correct", "15")
    assert "1 至 90" in desk("setting", "set", "days_to_correct", "0", code=2)
    settings = {each["code"]: each["value"] for each in json.loads(desk("setting", "list", "--json"))}
    assert settings["days_to_correct"] == "15"
    assert "新增 intake 2025/年报.docx" in desk("log")
    assert [event["note"] for event in json.loads(desk("log", "--kind", "intake", "--json"))][-1] == "撤销"


def test_one_line_of_the_registry(desk):
    assert "写明要改的列" in desk("agency", "990101101000", code=2)
    assert "没有列 颜色" in desk("agency", "990101101000", "颜色=红", code=2)
    desk("agency", "990101101000", "name=甲镇", "类别=镇", "contact=王五")
    assert "没有代码" in desk("agency", "990101102000", "--remove", code=2)
    desk("agency", "990101102000", "name=乙镇", "kind=镇")
    desk("agency", "990101101000", "--remove")
    assert [event["note"] for event in json.loads(desk("log", "--kind", "registry", "--json"))][-1] == "删去一行登记"


def test_the_first_line_that_is_changed_leaves_the_others_of_the_registry_that_runs_used(desk, tmp_path):
    theirs = tmp_path / "名单.csv"
    theirs.write_text("code,name,kind\n990101101000,甲镇,镇\n990101102000,乙镇,镇\n", encoding="utf-8")
    record_start(
        tmp_path / "home",
        "a",
        datetime(2026, 2, 1, tzinfo=UTC),
        date(2026, 2, 1),
        inbox=str(tmp_path),
        registry=str(theirs),
    )
    desk("agency", "990101101000", "contact=王五")
    kept = load_registry(tmp_path / "home" / "registry.csv").agencies
    assert [(agency.name, agency.contact) for agency in kept] == [("甲镇", "王五"), ("乙镇", "")]
    event = json.loads(desk("log", "--kind", "registry", "--json"))[-1]["after"]
    assert (event["before"], event["after"]) == ({"contact": ""}, {"contact": "王五"})


def test_passwords_are_asked_for_and_never_argued(desk, monkeypatch):
    desk("log", code=2)  # no home yet
    assert "已新增用户 张三（负责人）" in desk(
        "user", "add", "张三", "--role", "负责人", given="石榴开花在五月里一二\n"
    )
    assert "没有给出口令" in desk("user", "add", "李四", code=2, given="")
    assert "10 至" in desk("user", "add", "李四", code=2, given="short\n")
    monkeypatch.setenv("GOUJI_PASSWORD", "correct horse battery")
    desk("user", "passwd", "张三")
    desk("user", "role", "张三", "查看")
    assert json.loads(desk("user", "list", "--json")) == [{"name": "张三", "role": "viewer"}]
    for command in ("add", "passwd"):
        assert "password" not in desk("user", command, "--help").lower().replace("gouji_password", "")
    token = desk("link", "add", AGENCY, "--until", "2199-03-31", "--name", "王五").splitlines()[-1]
    assert len(token) >= 43
    listed = desk("link", "list")
    assert AGENCY in listed and token not in listed  # noqa: PT018
    desk("link", "revoke", listed.split()[0])
    desk("user", "remove", "张三")
    assert token not in desk("log")


def test_backup_restore_and_repair(desk, tmp_path):
    desk("setting", "set", "phone", "010-1")
    backup = tmp_path / "备份.jsonl"
    assert "共 1 条" in desk("export", str(backup))
    home = tmp_path / "home"
    (home / "desk.db").write_bytes(b"")
    assert "gouji verify --repair" in desk("verify", code=1)
    assert "完好" in desk("verify", "--repair")
    for name in ("desk.db", "desk.jsonl"):
        (home / name).write_bytes(b"x" * 5000)
    assert "--repair" in desk("setting", "list", code=2)
    assert "--replace" in desk("import", str(backup), code=2)
    assert "新增 1 条" in desk("import", str(backup), "--replace")
    assert "010-1" in desk("setting", "list")
