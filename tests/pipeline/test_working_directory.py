"""Folders of the names of our packages in the working directory are the user's own and are never imported; a run makes
do with a Prefect server that it starts for itself."""

import os
import subprocess
import sys
from pathlib import Path

from gouji.demo.district import write_district
from tests.standin.foreign_packages import write_foreign_packages
from tests.standin.prefect_server import prepare_home
from tests.standin.waiting import PATIENCE


def test_run(tmp_path: Path) -> None:
    write_foreign_packages(tmp_path)
    write_district(tmp_path / "inbox", agencies=3, years=1, seed=4)
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "PYTHON"))}
    command = [str(Path(sys.executable).with_name("gouji")), "run", "--inbox", "inbox", "--home", "home"]
    done = subprocess.run(
        command, cwd=tmp_path, env=ours | {"PREFECT_HOME": str(prepare_home(tmp_path / "prefect"))},
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "home" / "public" / "latest.json").exists()
