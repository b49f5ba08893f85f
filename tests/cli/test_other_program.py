"""A version that another program published: a command that reads it says to publish again, without a traceback."""

import sys
from pathlib import Path

import duckdb
import pytest

from gouji.cli.main import main
from tests.pages.small_home import write_home


def test_a_version_without_a_table_that_a_command_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = write_home(tmp_path / "home", {})
    with duckdb.connect(str(home / "warehouse" / "v1.duckdb")) as con:
        con.execute("DROP TABLE facts CASCADE")
    (home / "warehouse" / "gouji.duckdb").symlink_to("v1.duckdb")
    monkeypatch.setattr(sys, "argv", ["gouji", "facts", "--home", str(home)])
    with pytest.raises(SystemExit) as left:
        main()
    told = capsys.readouterr().err
    assert left.value.code == 2
    assert "请重新发布一次" in told
    assert "Traceback" not in told
