"""The figure that docs/architecture.md and docs/clerk.md follow stands in the demo district, and is what they say it is."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from gouji.cli.main import cli
from gouji.demo.district import write_district
from gouji.parse.reports import parse

DOCS = Path(__file__).resolve().parents[2] / "docs"
CELL = "applications.handled_total.total"


@pytest.mark.slow
def test_the_worked_example(tmp_path):
    write_district(tmp_path, agencies=50, years=3, seed=1)  # as `gouji run` without arguments does
    architecture, clerk = ((DOCS / name).read_text(encoding="utf-8") for name in ("architecture.md", "clerk.md"))
    (file,) = tmp_path.glob("**/" + re.search(r"2025/(\w+\.html)", architecture)[1])
    (report,) = parse(file.read_bytes(), file.name)
    assert report.document.startswith(re.search(r"sha256 `(\w+)…`", architecture)[1])
    assert report.agency.endswith("城市管理局")
    (cell,) = [cell for cell in report.cells if cell.cell == CELL]
    assert (
        f"value {cell.value}, state\n   `{cell.state}`, table {cell.table}, row {cell.row}, column {cell.column}"
        in architecture
    )
    asked = ["check", str(file), "--registry", str(tmp_path / "registry.csv")]
    answer = CliRunner().invoke(cli, asked)
    for line in re.findall(r"^  (?:错误|  1\.).*[^…]$", clerk, re.MULTILINE):
        assert line in answer.output
    (told,) = (
        [told] if isinstance(told := json.loads(CliRunner().invoke(cli, [*asked, "--json"]).output), dict) else told
    )
    (fault,) = told["faults"]
    assert {finding["rule"] for finding in fault["findings"]} == {"row_total", "handled_total", "balance"}
    assert [repair["class"] for repair in fault["repairs"]] == ["unique"]
    assert (fault["points"], told["score"]) == (4, 96)
