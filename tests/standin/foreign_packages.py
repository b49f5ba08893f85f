"""Packages of our names in somebody's working directory: importing one ends the process."""

from pathlib import Path


def write_foreign_packages(folder: Path) -> None:
    for name in ("gouji", "flows", "dashboards", "gouji_web"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(f"raise SystemExit('imported: {name}')\n")
