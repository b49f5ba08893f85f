"""What users install: the source package, the wheel built from it, and the wheel in a bare environment.

    python tests/package.py [--floors] [PYTHON…]

For each PYTHON (default: this one) an environment without anything else: `gouji check`, `gouji run` on the demo
district, `gouji doctor`. With --floors the oldest versions that pyproject.toml allows, else those of
requirements/runtime.txt. Called by `make package-test` and `make package-floors`; not by `make test`, as a run with Prefect takes its time.
"""

import argparse
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = ("sql/schema/cells.sql", "data/forms/2021.toml", "data/policy/papers.toml", "data/registry/wanzhou.csv")
BIN, SUFFIX = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
# Nothing of this checkout or of its user: what is installed has to do.
OUTSIDE = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GOUJI", "PREFECT"))}


def build(folder: Path) -> Path:
    """The source package and the wheel built from it; returns the wheel. AssertionError where a file is missing."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (source,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
        assert {*FILES, "tests/package.py", "LICENSE"} <= names, "source package"
    with zipfile.ZipFile(wheel) as packed:
        assert {f"gouji/_bundled/{file}" for file in FILES} <= set(packed.namelist()), "wheel"
        assert "gouji_web/templates/base.html" in packed.namelist()
    print(f"{source.name} {source.stat().st_size / 1e6:.1f} MB, {wheel.name} {wheel.stat().st_size / 1e6:.1f} MB")
    return wheel


def try_wheel(wheel: Path, python: str, *, floors: bool, folder: Path) -> None:
    """Install the wheel into a bare environment and do its main jobs. AssertionError where one is not as it should be."""
    uv = [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "--quiet", "--python", python, str(folder / "env")], check=True)
    bin_folder = folder / "env" / BIN
    pins = (
        ["--resolution", "lowest-direct"] if floors else ["--constraints", str(ROOT / "requirements" / "runtime.txt")]
    )
    install = [*uv, "pip", "install", "--quiet", "--python", str(bin_folder / f"python{SUFFIX}"), *pins, str(wheel)]
    subprocess.run(install, check=True)

    def gouji(*words: str, code: int = 0) -> str:
        environment = OUTSIDE | {"PREFECT_HOME": str(folder / "prefect")}
        command = [str(bin_folder / f"gouji{SUFFIX}"), *words]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, f"gouji {' '.join(words)}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    gouji("demo", "示范", "--agencies", "6", "--years", "2")
    truth = json.loads((folder / "示范" / "truth.json").read_text(encoding="utf-8"))
    (summary,) = json.loads(gouji("run", "--inbox", "示范", "--json", "--quiet"))
    assert summary["documents"] == len(truth["documents"]), summary["trouble"]
    assert summary["state"] == "published"
    (page, *_) = (each["path"] for each in truth["documents"] if each["layout"] == "clean_html")
    (checked,) = json.loads(gouji("check", f"示范/{page}", "--json", code=_code_of(truth, page)))
    assert checked["score"] > 0
    assert "gouji[warc]" in gouji("archive", "export", "存档.warc", code=2)
    assert "gouji[s3]" in gouji("run", "--inbox", "示范", "--publish", "s3://bucket/prefix", code=2)
    assert "gouji[dashboard]" in gouji("dashboard", code=2)
    assert "附加包 ocr" in gouji("doctor", code=0)
    print(f"{python}{' (floors)' if floors else ''}: run {summary['seconds']['work']} s, check, doctor")


def _code_of(truth: dict[str, list[dict[str, str]]], page: str) -> int:
    """1 where the demo says that a fault was planted in the page."""
    return int(any(fault.get("path") == page for fault in truth["faults"]))


def main(arguments: Sequence[str]) -> None:
    """Build once, and try on each Python."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pythons", nargs="*", default=[sys.executable])
    parser.add_argument("--floors", action="store_true")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as place:
        wheel = build(Path(place) / "dist")
        for number, python in enumerate(given.pythons):
            folder = Path(place) / str(number)
            folder.mkdir()
            try_wheel(wheel, python, floors=given.floors, folder=folder)


if __name__ == "__main__":
    main(sys.argv[1:])
