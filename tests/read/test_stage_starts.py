"""What the process loads that reads a clerk's document: half of the time to the answer."""

import subprocess
import sys
from pathlib import Path

from gouji.demo.district import write_district

READ = """
import sys
from pathlib import Path
import gouji.core.arrow_alone
from gouji.collect.archive import archive_bytes
from gouji.read.cached_readings import open_readings
from gouji.read.stage import stage_documents
home, file = map(Path, sys.argv[1:])
(staged,) = stage_documents(home, open_readings(home), [archive_bytes(file.read_bytes(), file.name, home)])
print(staged.documents[0]["document_state"], "numpy" in sys.modules)
import numpy, pyarrow
print(pyarrow.array([1]).to_pylist(), numpy.ones(1).sum())
"""


def test_a_document_is_read_and_staged_without_numpy(tmp_path: Path) -> None:
    write_district(tmp_path / "demo", agencies=2, years=1)
    page = min((tmp_path / "demo").rglob("*.html"))
    run = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path / "home"), str(page)], capture_output=True, text=True, check=False
    )
    assert run.stdout.splitlines() == ["read False", "[1] 1.0"], run.stderr
