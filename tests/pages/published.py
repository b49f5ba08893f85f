"""What the version published for the pages holds, read from its files."""

import json
from decimal import Decimal
from pathlib import Path

from gouji.parse.reports import parse
from tests.pages.conftest import Site


def paper(site: Site, kind: str, suffix: str, title_end: str = "") -> Path:
    """A paper of 2025 in the published version."""
    latest = json.loads((site.home / "public" / "latest.json").read_text())
    manifest = json.loads((site.home / "public" / latest["manifest"]).read_text())
    (path,) = (
        one["path"]
        for one in manifest["papers"]
        if one["kind"] == kind
        and one["path"].endswith(suffix)
        and one["report_year"] == 2025
        and one["title"].endswith(title_end)
    )
    return site.home / "public" / latest["version"] / path


def figures_of(site: Site, scope: str) -> list[tuple[str, Decimal]]:
    """The district's figures as the paper is read by this project's own reader."""
    content = paper(site, "report", ".docx", "汇总表" if scope == "全部单位" else f"（{scope}）").read_bytes()
    (report,) = parse(content)
    return [(cell.cell, cell.value) for cell in report.cells if cell.value is not None]
