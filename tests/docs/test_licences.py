"""`make licences`: what every package that Gouji needs says of its licence."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_dependency_has_a_row_with_its_licence() -> None:
    told = subprocess.run([sys.executable, ROOT / "docs" / "licences.py"], capture_output=True, text=True, check=True)
    rows = {
        name.lower(): licence for name, _, licence in re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", told.stdout, re.M)
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {re.match(r"[\w-]+", each)[0].lower() for each in project["dependencies"] if "sys_platform" not in each}
    assert named - rows.keys() == set()
    assert [name for name, licence in rows.items() if licence == "?"] == []
