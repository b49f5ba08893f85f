"""`gouji dashboard`: the office's pages."""

import os
from pathlib import Path

import click

from gouji.core.errors import refusal
from gouji.core.own_origin import LOOPBACK

from .common import EXIT_INPUT, HOME_OPTION, fail


@click.command()
@HOME_OPTION
@click.option(
    "--inbox",
    type=click.Path(path_type=Path, file_okay=False),
    help="网页收下的文件放在哪里、从网页发布时收哪个目录；默认上次运行的，没有则为产出目录下的 inbox/。",
)
@click.option(
    "--registry",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="从网页发布时所用的登记表；默认网页上所建的，没有则为上次运行的。",
)
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535), help="端口。")
def dashboard(home: Path, inbox: Path | None, registry: Path | None, port: int) -> None:
    """在浏览器里办一年的事：收件、发布、总览、催报、整改、排名、送审与下载。只在本机可见。

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

    from gouji.publish.run_folders import INBOX, REGISTRY

    # Said to be TCP, or its connections would not be set to send at once: a page would wait 40 ms for nothing.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":  # or the port of a server that just ended would not be had for a minute
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
    except OSError as error:
        fail(f"端口 {port} 用不了（{refusal(error)}），请换一个：--port {port + 1} Choose another port.", EXIT_INPUT)
    os.environ["GOUJI_HOME"] = str(home.resolve())
    for name, place in ((INBOX, inbox), (REGISTRY, registry)):
        if place is not None:
            os.environ[name] = str(place.resolve())
    config = uvicorn.Config(
        "gouji_web.app:from_environment", factory=True, log_level="warning", access_log=False, server_header=False
    )
    click.echo(f"打开 Open http://{LOOPBACK}:{port}  （Ctrl-C 结束 to end）")
    uvicorn.Server(config).run(sockets=[listening])
