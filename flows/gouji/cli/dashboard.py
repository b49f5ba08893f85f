"""`gouji dashboard`: the office's pages."""

import os
from pathlib import Path

import click

from gouji.core.errors import refusal
from gouji.core.own_origin import LOOPBACK

from .common import EXIT_INPUT, HOME_OPTION, fail


@click.command()
@HOME_OPTION
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535), help="端口。")
def dashboard(home: Path, port: int) -> None:
    """在浏览器里看结果：总览、单位、问题、排名、数据、雷同、送审与下载。只在本机可见。

    The district office's pages, on this machine only (127.0.0.1), until Ctrl-C.

    \b
    例 Examples:
      gouji dashboard
      gouji dashboard --home /srv/gouji --port 8600
    """
    import socket
    from importlib.util import find_spec

    if any(find_spec(name) is None for name in ("jinja2", "itsdangerous", "multipart", "PIL")):
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
