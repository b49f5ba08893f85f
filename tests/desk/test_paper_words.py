"""papers.toml of the home: what the office words otherwise; what is wrong is named with its key and what was expected."""

from pathlib import Path

import pytest

from gouji.desk.errors import DeskError
from gouji.desk.inputs import read_desk
from gouji.desk.paper_words import (
    MAX_CHARACTERS,
    PAPERS_FILE,
    as_toml,
    default_words,
    paper_words_policy,
    read_paper_words,
    words_of,
    write_paper_words,
)


def test_what_is_changed_is_all_that_the_file_holds_and_is_read_back(tmp_path: Path) -> None:
    assert read_paper_words(tmp_path) == {}
    changed = {"notice.end.text": "特此告知。", "workbook.notes.rows.0.0": "总览", "circular.end": "专此“通报”。\n另行"}
    write_paper_words(tmp_path, changed)
    kept = {key: changed[key] for key in ("notice.end.text", "circular.end")}  # the other is the default's
    assert read_paper_words(tmp_path) == kept
    assert (tmp_path / PAPERS_FILE).read_text(encoding="utf-8").startswith("#")
    policy = paper_words_policy(kept)
    assert (policy["notice"]["end"]["text"], policy["circular"]["end"]) == ("特此告知。", "专此“通报”。\n另行")
    assert paper_words_policy({"workbook.notes.rows.0.0": "概览"})["workbook"]["notes"]["rows"][0][0] == "概览"
    write_paper_words(tmp_path, {})
    assert not (tmp_path / PAPERS_FILE).exists()


def test_a_key_may_stand_below_its_table() -> None:
    assert words_of('[notice.end]\ntext = "特此告知。"\n', "f") == {"notice.end.text": "特此告知。"}


@pytest.mark.parametrize(("text", "told"), [
    ('"notice.wrongg" = "一、更正"', "没有“notice.wrongg”这一项，相近的是“notice.wrong”"),
    ("days_to_correct = 5", "没有“days_to_correct”这一项"),  # a setting of the desk, and no wording
    ('"notice.wrong" = 5', "“notice.wrong”应为一段文字"),
    ('"notice.wrong" = " "', "“notice.wrong”应为一段文字"),
    ('"circular.grade" = "{grade}{count}{score}个"', "“circular.grade”中的 {score} 填不了，此处可用 {count}、{grade}"),
    ('"circular.grade" = "{grade.__class__}"', "填不了"),
    ('"circular.grade" = "{count:>99999999}"', "填不了"),
    ('"circular.grade" = "{grade"', "“circular.grade”中的花括号不成对"),
    (f'"circular.end" = "{"长" * (MAX_CHARACTERS + 1)}"', f"不超过 {MAX_CHARACTERS} 字"),
    ("circular.end = 特此", "不是正确的 TOML"),
])  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / PAPERS_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(DeskError) as refused:
        read_paper_words(tmp_path)
    assert told in str(refused.value)
    assert str(tmp_path / PAPERS_FILE) in str(refused.value)
    with pytest.raises(DeskError):  # nor does a run begin with it
        read_desk(tmp_path)


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / PAPERS_FILE).write_bytes("“甲”".encode("gbk"))
    with pytest.raises(DeskError, match="UTF-8"):
        read_paper_words(tmp_path)


def test_wrong_words_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(DeskError):
        write_paper_words(tmp_path, {"circular.end": "{nobody}"})
    assert not (tmp_path / PAPERS_FILE).exists()


def test_every_default_text_is_in_words_and_nothing_else_is_offered() -> None:
    keys = default_words()
    assert {"notice.correct.order", "reminder.how", "own_report.aspects.0.heading"} <= keys.keys()
    assert not {key for key in keys if key.endswith("_reason") or ".rules." in key or ".cells." in key}
    assert words_of(as_toml(keys), "all") == keys


def test_a_run_reads_them_as_an_input(tmp_path: Path) -> None:
    assert read_desk(tmp_path).paper_words == ""
    write_paper_words(tmp_path, {"circular.end": "专此通报。"})
    assert read_desk(tmp_path).paper_words == '"circular.end" = "专此通报。"\n'
