"""`gouji dashboard`: the office's pages."""

import os
import sys
from pathlib import Path

import click

from gouji.core.errors import refusal
from gouji.core.own_origin import LOOPBACK

from .common import EXIT_INPUT, HOME_OPTION, fail


@click.command()
@HOME_OPTION
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535), help="端口。")
@click.option("--new", "is_new", is_flag=True, hidden=True, help="服务端渲染的新网页。 The pages that replace these.")
def dashboard(home: Path, port: int, is_new: bool) -> None:
    """在浏览器里看结果：总览、排名、单位、问题清单、数据、雷同、自查与下载。只在本机可见。

    The district office's pages, on this machine only (127.0.0.1).

    \b
    例 Examples:
      gouji dashboard
      gouji dashboard --home /srv/gouji --port 8600
    """
    if is_new:
        serve_pages(home, port)
        return
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


def serve_pages(home: Path, port: int) -> None:
    """The pages until Ctrl-C; ends with what to do where the extra is not installed or the port is taken."""
    import socket
    from importlib.util import find_spec

    if any(find_spec(name) is None for name in ("jinja2", "itsdangerous", "multipart")):
        fail("网页需要另装一个组件：pip install 'gouji[dashboard]' The dashboard is an extra: install it.", EXIT_INPUT)
    import uvicorn

    listening = socket.socket()
    if os.name == "posix":  # or the port of a server that just ended would not be had for a minute
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
    except OSError as error:
        fail(f"端口 {port} 用不了（{refusal(error)}），请换一个：--port {port + 1} Choose another port.", EXIT_INPUT)
    os.environ["GOUJI_HOME"] = str(home.resolve())
    config = uvicorn.Config(
        "gouji_web.app:from_environment", factory=True, log_level="warning", access_log=False, server_header=False
    )
    click.echo(f"打开 Open http://{LOOPBACK}:{port}  （Ctrl-C 结束 to end）")
    uvicorn.Server(config).run(sockets=[listening])
