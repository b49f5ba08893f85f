"""The demo district: its bytes, its figures, its faults, and the truth it tells about them."""

import csv
import hashlib
import json
import math
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from random import Random

import pytest

from gouji.check.rules import read_rules
from gouji.core.forms import form_for_year, load_forms
from gouji.demo.district import write_district
from gouji.demo.figures import sum_figures, with_totals, yearly_figures
from gouji.demo.planters import PLANTERS
from gouji.demo.prose import Slips, write_prose
from gouji.demo.roster import COLUMNS, make_district
from gouji.demo.wording import words

YEARS = [2023, 2024, 2025]
CHECKED = {rule.id for rule in read_rules()}


def fingerprint(folder: Path) -> dict[str, str]:
    """Path -> sha256 of every file under a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """(folder, truth) of a district of 50 agencies over three years."""
    folder = tmp_path_factory.mktemp("demo")
    summary = write_district(folder)
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    assert {key: truth[key] for key in summary} == summary
    return folder, truth


def test_same_seed_same_bytes_whatever_the_hash_seed(tmp_path):
    write_district(tmp_path / "a", agencies=7, years=2, seed=3)
    script = (
        "import sys; from pathlib import Path; from gouji.demo.district import write_district;"
        "write_district(Path(sys.argv[1]), agencies=7, years=2, seed=3)"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "b")],
        check=True,
        env=os.environ | {"PYTHONHASHSEED": "12345"},
        cwd=Path(__file__).parents[2],
    )
    write_district(tmp_path / "c", agencies=7, years=2, seed=4)
    assert fingerprint(tmp_path / "a") == fingerprint(tmp_path / "b")
    (tmp_path / "c" / "policy.toml").unlink()  # the same whatever the seed
    assert set(fingerprint(tmp_path / "a").values()).isdisjoint(fingerprint(tmp_path / "c").values())


@pytest.mark.parametrize("kind", ["部门", "镇", "街道"])
@pytest.mark.parametrize("traits", [frozenset(), frozenset({"busy", "fees"}), frozenset({"prompt"})])
def test_true_figures_satisfy_every_identity_and_the_chain(kind, traits):
    form = load_forms()["2021"]
    repeated = frozenset({2024}) if "prompt" in traits else frozenset()
    for seed in range(40):
        by_year = yearly_figures(kind, YEARS, Random(seed), traits, repeated)
        for year in YEARS:
            residuals: dict[str, int] = defaultdict(int)
            for term in form.terms:
                if year - term.years_back in by_year:
                    figure = by_year[year - term.years_back].get(term.cell, 0)
                    residuals[term.identity] += term.coefficient * figure
            chains = {term.identity for term in form.terms if term.years_back}
            broken = {i for i, rest in residuals.items() if rest and (year > YEARS[0] or i not in chains)}
            assert not broken
            assert all(value >= 0 for value in by_year[year].values())


def test_sums_of_figures_keep_the_totals():
    parts = [
        {"applications.granted.business": 2, "applications.new.business": 2},
        {"disputes.review.other": 1},
    ]
    whole = sum_figures(with_totals("2021", part) for part in parts)
    assert whole == with_totals("2021", sum_figures(parts))
    assert whole["applications.handled_total.total"] == 2


def test_every_kind_of_fault_is_planted_each_in_its_own_report(demo):
    _, truth = demo
    planted = Counter(fault["fault"] for fault in truth["faults"])
    kinds = words("faults")["faults"]
    assert set(planted) == {entry["rule"] for entry in kinds}
    assert {entry.get("made_by", entry["rule"]) for entry in kinds} == set(PLANTERS)
    places = [(fault["agency_code"], fault["report_year"]) for fault in truth["faults"]]
    assert len(set(places)) == len(places)
    assert 0.2 < len(places) / len(truth["documents"]) < 0.33


def test_a_planted_fault_is_among_the_findings_and_faultless_reports_have_none(demo):
    _, truth = demo
    found = defaultdict(set)
    for row in truth["findings"]:
        assert row["rule"] in CHECKED
        assert row["outcome"] in ("fail", "explained", "cannot_tell")
        assert row["cells"] == sorted(row["cells"])
        found[row["agency_code"], row["report_year"]].add(row["rule"])
    faulty = set()
    for fault in truth["faults"]:
        place = fault["agency_code"], fault["report_year"]
        faulty |= {place, (place[0], place[1] + 1)}  # a wrong figure also breaks next year's chain
        names = {fault["fault"]} | ({"not_read"} if fault["fault"] == "cell_blank" else set())  # words in a cell
        assert names & found[place], fault
    # any agency's fault shows in the district's sum
    assert {place for place, rules in found.items() if rules != {"district_sum"}} <= faulty


def test_findings_of_the_identities_follow_from_the_listed_cells(demo):
    """Worked out again, from truth.json's documents only."""
    folder, truth = demo
    current = {(d["agency_code"], d["report_year"]): d for d in truth["documents"] if d["current"]}
    before = changed_agencies(folder)
    expected = set()
    empty = defaultdict(set)  # told by themselves, so that what they leave open is not told once more
    for row in truth["findings"]:
        if row["rule"] in ("cell_blank", "not_read"):
            empty[row["agency_code"], row["report_year"]].update(row["cells"])
    for (code, year), document in current.items():
        form = load_forms()[document["form"]]
        by_identity = defaultdict(list)
        for term in form.terms:
            by_identity[term.identity].append(term)
        for terms in by_identity.values():
            codes = before.get((code, year), [code])  # after a merger several; after a split none's alone
            row = judge(terms, document, [current[last, year - 1] for last in codes if (last, year - 1) in current])
            if row and not (row[0] == "cannot_tell" and empty[code, year].intersection(row[1])):
                expected.add((terms[0].rule, code, year, *row))
    rules = {term.rule for form in load_forms().values() for term in form.terms}
    got = {
        (
            *(row[name] for name in ("rule", "agency_code", "report_year")),
            _unexplained(row["outcome"]),
            tuple(row["cells"]),
        )
        for row in truth["findings"]
        if row["rule"] in rules
    }
    assert got == expected
    assert len(got) > 10


def _unexplained(outcome):
    return "fail" if outcome == "explained" else outcome


def changed_agencies(folder):
    """(agency, first year after a change) -> the agencies whose last year was its own."""
    before = defaultdict(list)
    with (folder / "changes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            place = row["to"], int(row["day"][:4])
            before[place] += [row["from"]] if row["kind"] in ("merged", "renamed") else []
    return before


def judge(terms, document, lasts):
    """(outcome, cells) of one identity, None when it holds or cannot be looked at."""
    low = high = 0
    reported, cells = False, []
    if not lasts and any(term.years_back for term in terms):
        return None
    for term, source in [(t, source) for t in terms for source in (lasts if t.years_back else [document])]:
        form = load_forms()[source["form"]]
        if term.cell not in {cell.cell for cell in form.cells}:
            return None
        undivided = any(".other_undivided." in cell for cell in source["cells"])
        row = term.cell.split(".")[1]
        if source["form"] == "2021" and row in ("other_not_corrected", "other_fee_unpaid", "other_other") and undivided:
            continue
        if source["form"] == "2021" and row == "other_undivided" and not undivided:
            continue
        value = source["cells"].get(term.cell, 0)
        if term.years_back and value == "absent":
            return None
        unknown = value is None or value in ("absent", "unreadable")
        reported |= not unknown
        ends = (0, math.inf) if unknown else (0, 0) if value == "not_applicable" else (value, value)
        ends = sorted(term.coefficient * end if end else 0 for end in ends)
        low, high = low + ends[0], high + ends[1]
        if not term.years_back:
            cells.append(term.cell)
    if not reported or low == high == 0 or all(document["cells"].get(cell) == "absent" for cell in cells):
        return None
    return "fail" if low > 0 or high < 0 else "cannot_tell", tuple(sorted(cells))


def on_disk_of(folder, path):
    """The files beside a page that belong to it."""
    return list((folder / path).with_name(Path(path).stem + "_files").glob("*"))


def test_documents_are_on_disk_in_their_encoding_and_say_whose_they_are(demo):
    folder, truth = demo
    layouts = {layout["name"]: layout for layout in words("layouts")["layouts"]}
    assert {document["layout"] for document in truth["documents"]} == set(layouts)
    on_disk = {path.relative_to(folder).as_posix() for path in folder.glob("*/*") if path.is_file()}
    assert on_disk == {document["path"] for document in truth["documents"]}
    for document in truth["documents"]:
        layout = layouts[document["layout"]]
        data = (folder / document["path"]).read_bytes()
        beside = [path for path in on_disk_of(folder, document["path"]) if path.stat().st_size]
        assert bool(beside) == (layout.get("shown") in ("link", "frame"))
        if layout["family"] in ("rtf", "pdf", "mht", "ofd", "zip"):  # in codes of their own: tests/golden reads them
            continue
        if layout["family"] in ("docx", "xlsx"):  # their parts are stored as they are
            data = data[data.index(b"PK") : data.rindex(b"PK\1\2")]
        text = data.decode(layout["encoding"], "replace" if data.startswith(b"PK") else "strict")
        assert "{{" not in text
        assert str(document["report_year"]) in text
        assert "政府信息公开" in text


def test_cells_of_truth_are_cells_of_its_form(demo):
    _, truth = demo
    for document in truth["documents"]:
        names = {cell.cell for cell in load_forms()[document["form"]].cells}
        assert document["cells"].keys() <= names


def test_changed_report_is_there_twice_and_the_later_one_counts(demo):
    _, truth = demo
    fault = next(fault for fault in truth["faults"] if fault["fault"] == "changed_after_publication")
    versions = [
        document
        for document in truth["documents"]
        if (document["agency_code"], document["report_year"]) == (fault["agency_code"], fault["report_year"])
    ]
    first, second = sorted(versions, key=lambda document: document["published_on"])
    assert (first["current"], second["current"]) == (False, True)
    assert first["published_on"] < second["published_on"]
    assert {cell for cell in first["cells"] if first["cells"][cell] != second["cells"].get(cell, 0)} == set(
        fault["cells"]
    )


def test_registry_and_the_governments_gaps(demo):
    folder, truth = demo
    with (folder / "registry.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 51 + 12  # those of changes.csv besides
    assert len({row["code"] for row in rows}) == len(rows)
    assert all(re.fullmatch(r"99\d{10}", row["code"]) for row in rows)
    assert [row["code"] for row in rows if row["kind"] == "district"] == ["990101000000"]
    assert {row["kind"] for row in rows} == {"街道", "镇", "乡", "民族乡", "部门", "district"}
    assert any(row["former_names"] for row in rows)
    assert any(row["short_names"] for row in rows)
    assert any(row["deadline"] for row in rows)
    planted = next(fault for fault in truth["faults"] if fault["fault"] == "district_sum")
    gaps = {gap["cell"] for gap in truth["district_gaps"] if gap["report_year"] == planted["report_year"]}
    assert set(planted["cells"]) <= gaps


@pytest.mark.parametrize(("agencies", "years"), [(1, 1), (1, 3), (5, 2)])
def test_small_demos_work(tmp_path, agencies, years):
    summary = write_district(tmp_path, agencies=agencies, years=years)
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    missing = sum(fault["fault"] == "report_missing" for fault in truth["faults"])
    twice = sum(not document["current"] for document in truth["documents"])
    assert len(truth["documents"]) == (agencies + 1) * years - missing + twice
    assert summary["fault_count"] >= 1


def test_old_years_use_the_old_form(tmp_path):
    write_district(tmp_path, agencies=5, years=3, last_year=2022)
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    for document in truth["documents"]:
        if document["report_year"] < 2021:
            assert document["form"] == form_for_year(document["report_year"]).code == "2019"


def test_many_agencies_become_several_districts(tmp_path):
    told: list[int] = []
    summary = write_district(tmp_path, agencies=121, years=1, progress=told.append)
    assert summary["districts"] == 3
    assert told[-1] == summary["document_count"]
    assert sorted(path.name for path in (tmp_path / "2025").iterdir()) == ["990101", "990102", "990103"]
    with (tmp_path / "registry.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["code"] for row in rows}) == 124
    assert len({row["district_name"] for row in rows}) == 3


def test_impossible_arguments_are_refused(tmp_path):
    with pytest.raises(ValueError, match="at least 1"):
        write_district(tmp_path, agencies=0)
    with pytest.raises(ValueError, match="7 at most"):
        write_district(tmp_path, years=8)
    assert list(tmp_path.iterdir()) == []


def grams(text: str, names: list[str]) -> set[str]:
    """Runs of five characters, figures and names masked."""
    for name in names:
        text = text.replace(name, "机")
    text = re.sub(r"\d+", "0", text)
    return {text[i : i + 5] for i in range(len(text) - 4)}


def test_prose_is_alike_only_where_it_is_copied():
    district = make_district(0, 40, YEARS, 1)
    names = sorted({agency.called(2025) for agency in district.agencies}, key=len, reverse=True)
    counts = dict.fromkeys(
        (
            "new",
            "carried_in",
            "handled",
            "carried_out",
            "issued",
            "repealed",
            "in_force",
            "reviews",
            "suits",
            "unpaid",
            "yuan",
        ),
        0,
    )

    def sections(agency, seed, slips):
        facts = counts | {
            "name": agency.called(2025),
            "self": "我局",
            "year": 2025,
            "fields": agency.fields,
            "government": agency.kind == "镇",
            "disclosed": [90, 900],
        }
        prose = write_prose(seed, facts, slips)
        text = prose.opening + "".join(text for _, _, text in prose.aspects)
        return grams(text, names), grams("".join(prose.improvement), names)

    written = [sections(agency, f"1/{agency.code}/2025", Slips()) for agency in district.agencies]
    for part in (0, 1):
        for one in written:
            for other in written:
                assert one is other or len(one[part] & other[part]) < 0.3 * len(one[part])
    parts = ["opening", *(f"aspect{number}" for number in range(1, 6)), "problems", "measures"]
    peer, original = district.agencies[0], district.agencies[3]
    assert peer.kind == original.kind
    copied = sections(peer, "other", Slips(copied=dict.fromkeys(parts, f"1/{original.code}/2025")))
    assert len(copied[0] & written[3][0]) > 0.8 * len(copied[0])
    assert copied[1] == written[3][1]


def test_a_district_of_web_pages_only(tmp_path: Path) -> None:
    write_district(tmp_path, agencies=40, years=1, pages=True)
    names = {path.suffix for path in (tmp_path / "2025").rglob("*") if path.is_file()}
    assert names == {".htm", ".html"}
