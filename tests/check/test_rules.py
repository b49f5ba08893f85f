"""Front matter and scoring policy: what is wrong is named, with the file."""

import re
from pathlib import Path

import duckdb
import pytest

from gouji.check.examiners import read_bases, read_points
from gouji.check.rules import (
    RuleError,
    dimensions_about,
    read_dimensions,
    read_rule,
    read_rules,
    read_scoring,
)
from gouji.check.run import check_columns, in_order_of_use
from gouji.core.resources import resource

FRONT = {
    "id": "sample",
    "title": "样例",
    "title_en": "Sample",
    "fault": "不是样例",
    "fault_en": "No sample",
    "dimension": "accuracy",
    "severity": "error",
    "basis": "条例第五十条",
    "why": "因为",
    "not_an_error": "无",
}


def write_check(folder: Path, front: dict[str, str], sql: str = "SELECT 1") -> Path:
    file = folder / "sample.sql"
    lines = "\n".join(f"{key}: {value}" for key, value in front.items())
    file.write_text(f"/*\n{lines}\n*/\n{sql}\n", encoding="utf-8")
    return file


def test_a_whole_front_matter_is_read(tmp_path: Path) -> None:
    rule = read_rule(write_check(tmp_path, FRONT))
    assert (rule.id, rule.dimension, rule.sql) == ("sample", "accuracy", "SELECT 1")


@pytest.mark.parametrize("key", FRONT)
def test_a_missing_key_is_named_with_its_file(tmp_path: Path, key: str) -> None:
    with pytest.raises(RuleError, match=rf"sample\.sql.*{key}"):
        read_rule(write_check(tmp_path, {k: v for k, v in FRONT.items() if k != key}))


@pytest.mark.parametrize(
    ("key", "value"), [("id", "other"), ("dimension", "beauty"), ("severity", "fatal"), ("colour", "red")]
)
def test_what_is_unknown_is_named(tmp_path: Path, key: str, value: str) -> None:
    with pytest.raises(RuleError, match=key):
        read_rule(write_check(tmp_path, FRONT | {key: value}))


def test_a_check_without_front_matter(tmp_path: Path) -> None:
    (tmp_path / "bare.sql").write_text("SELECT 1", encoding="utf-8")
    with pytest.raises(RuleError, match=r"bare\.sql"):
        read_rule(tmp_path / "bare.sql")


def test_a_check_with_other_columns(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="agency_code VARCHAR"):
        check_columns(duckdb.connect(), read_rule(write_check(tmp_path, FRONT)))


def test_every_check_says_what_is_wrong_in_words_of_its_own() -> None:
    """A list of faults must not read as a list of what is right."""
    rules = read_rules()
    assert len({rule.fault for rule in rules}) == len({rule.fault_en for rule in rules}) == len(rules)
    for rule in rules:
        assert not re.search("[A-Za-z_。]", rule.fault), rule.id
        assert not re.search("[\u4e00-\u9fff]", rule.fault_en), rule.id
        assert re.search("不|缺|没有|未|误|照抄|雷同|相同|旧|改动|迟|负|留有|空|异常|弄错|撤下", rule.fault), rule.id


def test_every_basis_cites_law_or_national_notices_and_nothing_else() -> None:
    known = [basis.cites for basis in read_bases().bases]
    for rule in read_rules():
        if rule.id == "not_read":  # what is only for the office to look at asks nothing of a report
            continue
        for part in re.split("；(?![^（]*）)", rule.basis):
            assert any(cites in part for cites in known), (rule.id, part)
        assert not re.search("评分办法|评估|通例|通报|社科院", rule.basis), rule.id


def test_practice_is_optional_and_marks_are_refused(tmp_path: Path) -> None:
    assert read_rule(write_check(tmp_path, FRONT)).practice is None
    assert read_rule(write_check(tmp_path, FRONT | {"practice": "某市的办法"})).practice == "某市的办法"
    with pytest.raises(RuleError, match="basis"):
        read_rule(write_check(tmp_path, FRONT | {"basis": "条例第五十条[V]"}))


def test_published_points_are_covered_or_say_why_not() -> None:
    sources, points = read_points({rule.id for rule in read_rules()})
    assert len(points) >= 45
    assert {point.source for point in points} == set(sources)
    assert sum(sources[point.source].kind != "law" for point in points) >= 45
    with pytest.raises(RuleError, match="no such check row_total"):
        read_points({rule.id for rule in read_rules()} - {"row_total"})


def test_scoring_misses_a_rule_or_has_one_too_many(tmp_path: Path) -> None:
    rules = read_rules()
    with pytest.raises(RuleError, match="row_total"):
        read_scoring([rule for rule in rules if rule.id != "row_total"])
    text = resource("data", "policy", "scoring.toml").read_text(encoding="utf-8")
    (tmp_path / "scoring.toml").write_text(text.replace('"balance"', '"no_such"'), encoding="utf-8")
    with pytest.raises(RuleError, match=r"balance.*no_such"):
        read_scoring(rules, tmp_path / "scoring.toml")


def test_weights_add_up(tmp_path: Path) -> None:
    text = resource("data", "policy", "scoring.toml").read_text(encoding="utf-8")
    (tmp_path / "scoring.toml").write_text(text.replace("weight = 30", "weight = 31"), encoding="utf-8")
    with pytest.raises(RuleError, match="100"):
        read_scoring(read_rules(), tmp_path / "scoring.toml")


def test_files_come_after_those_they_name(tmp_path: Path) -> None:
    for name, text in {"a": "SELECT * FROM b", "b": "SELECT * FROM c", "c": "SELECT 1"}.items():
        (tmp_path / f"{name}.sql").write_text(text, encoding="utf-8")
    assert [file.stem for file in in_order_of_use(sorted(tmp_path.glob("*.sql")))] == ["c", "b", "a"]


def test_a_dimension_is_declared_in_the_policy_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = resource("data", "policy", "scoring.toml").read_text(encoding="utf-8").replace("weight = 30", "weight = 20")
    more = '[dimensions.clarity]\ntitle = "明白"\ntitle_en = "Clarity"\nabout = "content"\nweight = 10\nreason = "试"\n'
    charge = '[faults.sample]\ntitle = "试"\ntitle_en = "A try"\npoints = 1\nreason = "试"\nrules = ["sample"]\n'
    (tmp_path / "scoring.toml").write_text(text + more + charge, encoding="utf-8")
    with pytest.raises(RuleError, match="clarity"):  # nothing is checked in it
        read_scoring(read_rules(), tmp_path / "scoring.toml")
    monkeypatch.setattr("gouji.check.rules._policy_file", lambda: tmp_path / "scoring.toml")
    read_dimensions.cache_clear()
    rules = [*read_rules(), read_rule(write_check(tmp_path, FRONT | {"dimension": "clarity"}))]
    assert [each.dimension for each in read_scoring(rules).dimensions][-1] == "clarity"
    assert "clarity" in dimensions_about("content")
    read_dimensions.cache_clear()


def test_no_code_names_a_dimension() -> None:
    codes = [each.dimension for each in read_dimensions()]
    root = resource("data").parent
    named = re.compile(rf"[\"'](?:{'|'.join(codes)})[\"']|维度[^\n]*及时")
    files = [*root.glob("flows/**/*.py"), *root.glob("dashboards/**/*.py"), *root.glob("sql/**/*.sql")]
    assert [str(file) for file in files if named.search(file.read_text(encoding="utf-8"))] == []


def test_what_a_dimension_is_about_is_checked(tmp_path: Path) -> None:
    text = resource("data", "policy", "scoring.toml").read_text(encoding="utf-8")
    (tmp_path / "scoring.toml").write_text(text.replace('about = "figures"', 'about = "beauty"'), encoding="utf-8")
    with pytest.raises(RuleError, match=r"accuracy.*beauty"):
        read_scoring(read_rules(), tmp_path / "scoring.toml")
