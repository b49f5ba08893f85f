"""Forms as data: what a file may say, what another form changes in it, and what is refused with the place."""

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from gouji.core.errors import FormError, GoujiError
from gouji.core.form_extends import extended
from gouji.core.form_file import load_roles, load_units, read_form, read_toml
from gouji.core.forms import Form, form_for_year, in_force, load_forms
from gouji.core.resources import resource

SMALL = """
code = "2030"
title = "一种格式"
name = "2030 年格式"
basis = "某文〔2030〕1号"
first_year = 2030
sections = [{ number = 1, role = "requests", label = "申请" }]

[[identities]]
rule = "balance"
left = ["requests.sum.{column}"]
right = ["requests.parts(sum).{column}", "-requests.back.{column}", "requests.sum.{column}@-1"]
left_label = "合计"

[[tables]]
code = "requests"
role = "requests"
number = "一"
section = 1
label = "申请"
unit = "件"
header = ["申请人"]
layout = "rows"
columns = [
  { code = "person", label = "自然人", part_of = "total" },
  { code = "firm", label = "企业", part_of = "total" },
  { code = "total", role = "total", label = "总计" },
]
rows = [
  { code = "one", label = "甲", part_of = "sum" },
  { code = "two", label = "乙", part_of = "sum" },
  { code = "back", label = "退回" },
  { code = "sum", role = "handled_total", label = "合计" },
  { code = "fees", role = "processing_fees", label = "收费", unit = "万元", columns = ["total"] },
]
"""


def small() -> dict[str, Any]:
    return tomllib.loads(SMALL)


def form_of(data: dict[str, Any]) -> Form:
    return read_form("2030.toml", data)


def terms(form: Form, identity: str) -> list[tuple[str, int, int]]:
    return [(t.cell, t.coefficient, t.years_back) for t in form.terms if t.identity == identity]


def test_cells_totals_and_units_follow_from_the_file() -> None:
    cells = {cell.cell: cell for cell in form_of(small()).cells}
    assert len(cells) == 4 * 3 + 1
    assert [c.role for c in cells.values() if c.row == "one"] == ["component", "component", "total"]
    assert cells["requests.sum.person"].role == "total"
    assert [c.whole for c in cells.values() if c.row == "one"] == [False, False, True]
    assert (cells["requests.fees.total"].unit, cells["requests.fees.total"].yuan) == ("万元", 10_000)
    assert cells["requests.one.total"].yuan is None


def test_an_identity_of_each_column_with_parts_a_minus_and_last_year() -> None:
    form = form_of(small())
    assert terms(form, "balance:requests.firm") == [
        ("requests.sum.firm", 1, 0),
        ("requests.one.firm", -1, 0),
        ("requests.two.firm", -1, 0),
        ("requests.back.firm", 1, 0),
        ("requests.sum.firm", -1, 1),
    ]
    assert {term.identity for term in form.terms} == {f"balance:requests.{c}" for c in ("person", "firm", "total")}
    assert {(term.numeral, term.line, term.left_label) for term in form.terms} == {("一", "column", "合计")}


def test_an_identity_of_its_own_across_tables_and_a_pattern() -> None:
    data = small()
    other = copy.deepcopy(data["tables"][0]) | {"code": "others", "number": "二"}
    data["tables"].append(other)
    data["identities"] = [{"rule": "row_total", "left": ["others.sum.total"], "right": ["requests.*o*.total"]}]
    form = form_of(data)
    assert terms(form, "row_total:others.sum.total") == [
        ("others.sum.total", 1, 0),
        ("requests.one.total", -1, 0),
        ("requests.two.total", -1, 0),
    ]
    assert {term.line for term in form.terms} == {""}


def test_blocks_that_share_no_cell_have_names_of_their_own() -> None:
    data = small()
    data["identities"] = [
        {"rule": "row_total", "left": ["requests.sum.person"], "right": ["requests.one.person"]},
        {"rule": "row_total", "left": ["requests.back.firm"], "right": ["requests.two.firm"]},
    ]
    assert len({term.block for term in form_of(data).terms}) == 2


WRONG = {  # key named -> (what is done to the file, part of the message)
    "tables.requests.rows.one.rol": (lambda d: row(d, "one").update(rol="fees"), "不认识的键"),
    "tables.requests.rows.one.role": (lambda d: row(d, "one").update(role="recieved"), "received"),
    "tables.requests.role": (lambda d: d["tables"][0].update(role="tables"), "statistics"),
    "tables.requests.unit": (lambda d: d["tables"][0].update(unit="斤"), "万元"),
    "tables.requests.layout": (lambda d: d["tables"][0].update(layout="round"), "across"),
    "tables.requests.section": (lambda d: d["tables"][0].update(section=7), "number"),
    "tables.requests.rows.one.label": (lambda d: row(d, "one").pop("label"), "缺少此项"),
    "tables.requests.rows.one.aliases": (lambda d: row(d, "one").update(aliases="甲"), "一列文字"),
    "tables.requests.rows.fees.columns": (lambda d: row(d, "fees").update(columns=["sum"]), "person"),
    "tables.requests.rows.one.part_of": (lambda d: row(d, "one").update(part_of="summ"), "sum"),
    "tables.requests.rows.two.part_of": (lambda d: row(d, "two").update(part_of="two"), "另一行"),
    "tables.requests.rows.two.instead_of": (lambda d: row(d, "two").update(instead_of=["three"]), "one"),
    "tables.requests.rows": (lambda d: row(d, "two").update(code="one"), "2 项"),
    "tables.requests.rows.A B.code": (lambda d: row(d, "two").update(code="A B"), "小写字母"),
    "sections[0].number": (lambda d: d["sections"][0].update(number="一"), "一个整数"),
    "sections[0].required": (lambda d: d["sections"][0].update(required="no"), "true"),
    "first_year": (lambda d: d.pop("first_year"), "缺少此项"),
    "tables": (lambda d: d.update(tables=[]), "至少一张表"),
    "identities[0] balance.left": (lambda d: side(d, "left", ["requests.sum"]), "table.row.column"),
    "identities[0] balance.right": (lambda d: side(d, "right", ["disputes.sum.total"]), "没有表“disputes”"),
    "identities[0] balance.side": (lambda d: d["identities"][0].update(side=1), "不认识的键"),
    "identities[0] balance": (lambda d: side(d, "right", []), "各至少一项"),
}


def row(data: dict[str, Any], code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(r for r in data["tables"][0]["rows"] if r["code"] == code)
    return found


def side(data: dict[str, Any], name: str, terms: list[str]) -> None:
    data["identities"][0][name] = terms


@pytest.mark.parametrize("key", WRONG)
def test_a_wrong_file_is_refused_with_file_key_found_and_expected(key: str) -> None:
    data = small()
    change, told = WRONG[key]
    change(data)
    with pytest.raises(FormError) as error:
        form_of(data)
    message = str(error.value)
    assert message.startswith(f"2030.toml：{key}：")
    assert told in message
    assert "应为" in message
    assert isinstance(error.value, GoujiError)
    assert isinstance(error.value, ValueError)


@pytest.mark.parametrize(
    ("term", "told"),
    [
        ("requests.summ.{column}", "没有行“summ”"),
        ("requests.sum.totl", "没有列“totl”"),
        ("requests.parts(one).{column}", "parts(one)"),
        ("requests.x*.{column}", "x*"),
        ("requests.{row}.{column}", "并用"),
        ("requests.fees.{column}", "在“person”没有格"),
        ("requests.sum.{column}", "出现 2 次"),
        ("requests.sum.{column}@-2", "table.row.column"),
    ],
)
def test_a_term_that_names_no_cell_is_refused(term: str, told: str) -> None:
    data = small()
    side(data, "right", [term])
    with pytest.raises(FormError) as error:
        form_of(data)
    assert told in str(error.value)


# --- extends ----------------------------------------------------------------------------------------------------


def newer(**keys: Any) -> Form:
    data = {"code": "2031", "name": "2031 年格式", "first_year": 2031, "extends": "2030"} | keys
    return read_form("2031.toml", extended("2031.toml", small(), data))


def changed(**keys: Any) -> list[dict[str, Any]]:
    return [{"code": "requests", **keys}]


def test_a_row_more_is_in_the_sums_it_says_it_is_part_of() -> None:
    form = newer(tables=changed(rows=[{"code": "three", "after": "two", "label": "丙", "part_of": "sum"}]))
    assert [r.code for r in form.table("requests").rows] == ["one", "two", "three", "back", "sum", "fees"]
    assert ("requests.three.firm", -1, 0) in terms(form, "balance:requests.firm")


def test_rows_may_be_dropped_named_anew_and_moved() -> None:
    table = newer(
        tables=changed(drop_rows=["fees"], rows=[{"code": "one", "label": "甲类"}, {"code": "back", "after": ""}])
    ).table("requests")
    assert [(r.code, r.label) for r in table.rows] == [
        ("back", "退回"),
        ("one", "甲类"),
        ("two", "乙"),
        ("sum", "合计"),
    ]


def test_a_renamed_code_is_renamed_wherever_the_older_form_names_it() -> None:
    form = newer(
        tables=changed(
            rows=[{"code": "all", "was": "sum"}], columns=[{"code": "natural", "was": "person", "label": "个人"}]
        )
    )
    assert [r.part_of for r in form.table("requests").rows[:2]] == ["all", "all"]
    assert terms(form, "balance:requests.natural")[:2] == [
        ("requests.all.natural", 1, 0),
        ("requests.one.natural", -1, 0),
    ]


def test_an_identity_replaces_or_drops_that_of_its_rule() -> None:
    assert newer(drop_identities=["balance"]).terms == ()
    own = [{"rule": "balance", "left": ["requests.sum.total"], "right": ["requests.one.total"]}]
    assert {term.identity for term in newer(identities=own).terms} == {"balance:requests.sum.total"}


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ({"tables": changed(rows=[{"code": "three", "label": "丙"}])}, "tables.requests.rows.three"),
        ({"tables": changed(rows=[{"code": "three", "after": "five", "label": "丙"}])}, "rows.three.after"),
        ({"tables": changed(rows=[{"code": "three", "was": "five"}])}, "rows.three.was"),
        ({"tables": changed(drop_rows=["five"])}, "tables.requests.drop_rows"),
        ({"tables": changed(rows=[{"label": "丙"}])}, "tables.requests.rows"),
        ({"tables": changed(rows=[{"code": "one", "lable": "丙"}])}, "tables.requests.rows.one.lable"),
        ({"drop_tables": ["disputes"]}, "drop_tables"),
        ({"drop_identities": ["chain"]}, "drop_identities"),
        ({"drop": ["requests"]}, "drop"),
    ],
)
def test_a_change_of_what_the_older_form_has_not_is_refused(keys: dict[str, Any], place: str) -> None:
    with pytest.raises(FormError) as error:
        newer(**keys)
    assert f"：{place}：" in str(error.value) or f".{place}：" in str(error.value)


# --- the folder of forms ----------------------------------------------------------------------------------------


@pytest.fixture
def more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GOUJI_FORMS", str(tmp_path))
    return tmp_path


def test_a_further_folder_of_forms(more: Path) -> None:
    (more / "2030.toml").write_text(SMALL, encoding="utf-8")
    forms = load_forms()
    assert [form.last_year for form in forms.values()][-2:] == [2029, None]
    assert form_for_year(2031).code == "2030"
    assert form_for_year(2029).code == "2021"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("2031.toml", SMALL, "与文件名相同的 2031"),
        ("2021.toml", SMALL, "另一个代码"),
        ("2030.toml", SMALL.replace("first_year = 2030", "first_year = 2021"), "与 2021 不同的年度"),
        ("2030.toml", 'extends = "2029"\ncode = "2030"', "extends"),
        ("2030.toml", 'extends = "2030"\ncode = "2030"', "extends"),
        ("2030.toml", "code = ", "TOML"),
    ],
)
def test_a_wrong_folder_is_refused(more: Path, name: str, text: str, told: str) -> None:
    (more / name).write_text(text, encoding="utf-8")
    with pytest.raises(FormError, match=told):
        load_forms()


def test_years_before_every_form_take_the_oldest() -> None:
    forms = list(load_forms().values())
    assert in_force(forms, 1990) is forms[0]
    assert [form_for_year(year).code for year in (2019, 2020, 2021, 2025)] == ["2019", "2019", "2021", "2021"]


def test_every_role_and_unit_has_words_in_both_languages() -> None:
    assert all(" / " in words for roles in load_roles().values() for words in roles.values())
    assert {cell.unit for form in load_forms().values() for cell in form.cells} <= set(load_units())


def test_the_keys_are_explained() -> None:
    from gouji.core import form_file

    told = resource("data", "forms", "2021.toml").read_text(encoding="utf-8").split("code = ", 1)[0]
    keys = {*form_file.FORM_KEYS, *form_file.ROW_KEYS, *form_file.COLUMN_KEYS, *form_file.TABLE_KEYS}
    obvious = {"title", "label", "number", "section", "basis", "first_year", "sections", "tables", "rows", "header"}
    assert [key for key in sorted(keys - obvious) if key not in told] == []


def test_a_line_has_an_english_name_or_its_code() -> None:
    form = load_forms()["2021"]
    assert form.table("disputes").row("review").label_en == "Administrative reviews"
    data = read_toml(resource("data", "forms", "2021.toml"))
    for table in data["tables"]:
        for line in (table, *table["rows"], *table["columns"]):
            del line["label_en"]
    bare = read_form("bare.toml", data)
    assert bare.table("disputes").label_en == "disputes"
    cell = next(cell for cell in bare.cells if cell.cell == "disputes.review.total")
    assert (cell.row_label_en, cell.column_label_en) == ("review", "total")
