"""The page of ratios: what a row says, and that a loss shows."""

import json
from pathlib import Path

from bench.page import Row, losses, page, read_history, run_entry

ROW = Row("读一页 reading", 0.010, "python -m bench.reading", "pandas", 0.020, "lexbor", 0.001)
TRIED = Row("不声明键 no keys", 1.0, "python -m bench.keys", "PRIMARY KEY", 2.0, paid=False)


def history(*rows: Row) -> list[dict]:
    return [json.loads(json.dumps(run_entry([row], loop=0.3))) for row in rows]


def test_a_row_says_how_many_times_as_long_each_takes() -> None:
    text = page([ROW, TRIED], 0.35, ["datasketch"], {})
    assert "| 读一页 reading | 10 | pandas | 2 | lexbor | 10 |  |" in text
    assert text.index("不声明键") > text.index("What did not pay off")
    assert "ten million additions: 0.35 s" in text
    assert "datasketch" in text


def test_a_loss_of_more_than_15_percent_shows_in_either_ratio() -> None:
    before = history(ROW, ROW._replace(ours=0.009), ROW)
    assert losses([ROW._replace(ours=0.0114)], before) == {}
    assert losses([ROW._replace(ours=0.012, limits=0.0012)], before) == {ROW.what: "▼ 17% (others 2 → 1.7)"}
    assert "limit" in losses([ROW._replace(ours=0.012, others=0.024)], before)[ROW.what]
    # A slow machine makes everything slow; a way that was dropped may get as slow as it likes.
    assert losses([ROW._replace(ours=0.1, others=0.2, limits=0.01)], before) == {}
    assert losses([TRIED._replace(others=1.0)], history(TRIED)) == {}


def test_only_the_last_runs_count(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    entries = history(*[ROW._replace(ours=0.001)] * 9, *[ROW] * 5)
    file.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    assert losses([ROW], read_history(file)) == {}
    assert read_history(tmp_path / "none.jsonl") == []
