"""What every page asks: the published version."""

import json
from pathlib import Path

import pytest

from gouji_web import dataset


def test_a_query_does_not_look_through_the_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The manifest of a nation lists 40,000 documents: seconds a query, were it part of a query's key."""
    public = tmp_path / "public"
    (public / "v1").mkdir(parents=True)
    (public / "v1" / "manifest.json").write_text(json.dumps({"tables": []}), encoding="utf-8")
    pointer = {"version": "v1", "manifest": "v1/manifest.json", "published_at": "2026-02-01T08:00:00+08:00"}
    (public / "latest.json").write_text(json.dumps(pointer), encoding="utf-8")
    monkeypatch.setenv(dataset.HOME, str(tmp_path))
    version = dataset.latest()
    assert version is not None
    version.manifest["inputs"] = (each for each in "what has no hash")
    assert dataset.rows("SELECT 1 AS n") == dataset.rows("SELECT 1 AS n") == [{"n": 1}]
