"""`gouji dashboard`: the office's pages."""

import os
import sys
from pathlib import Path

import click

from .common import EXIT_INPUT, HOME_OPTION, fail


@click.command()
@HOME_OPTION
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535), help="端口。")
def dashboard(home: Path, port: int) -> None:
    """在浏览器里看结果：总览、排名、单位、问题清单、数据、雷同、自查与下载。只在本机可见。

    The district office's pages, on this machine only (127.0.0.1).

    \b
    例 Examples:
      gouji dashboard
      gouji dashboard --home /srv/gouji --port 8600
    """
    import subprocess
    from importlib.util import find_spec

    if find_spec("streamlit") is None:
        fail("网页需要另装一个组件：pip install 'gouji[dashboard]' The dashboard is an extra: install it.", EXIT_INPUT)
    click.echo(f"打开 Open http://127.0.0.1:{port}  （Ctrl-C 结束 to end）")
    # -P: no folder of the working directory is taken for a package.
    # What the pages need is loaded before the first visitor comes, who would otherwise wait for it
    serve = (
        "import altair, duckdb, pandas, polars, gouji.check.check_files, gouji.core.form_layout, streamlit.web.cli as streamlit;"
        "streamlit.main(prog_name='streamlit')"
    )
    pages = find_spec("gouji_web")
    assert pages is not None
    assert pages.submodule_search_locations is not None
    app = str(Path(pages.submodule_search_locations[0]) / "server.py")
    command = [sys.executable, "-P", "-c", serve, "run", app, "--server.port", str(port)]
    environment = os.environ | {"GOUJI_HOME": str(home.resolve())}
    if os.name == "posix":  # become the server, so that ending this process ends it
        os.execve(sys.executable, command, environment)
    try:
        sys.exit(subprocess.run(command, env=environment, check=False).returncode)
    except KeyboardInterrupt:
        click.echo("已结束。 Ended.")
