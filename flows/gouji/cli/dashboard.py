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
@click.option(
    "--host",
    default=LOOPBACK,
    show_default=True,
    help="在本机的哪个 IP 地址上提供；除本机自用外一律要登录（先用 gouji desk user add 建用户）。",
)
@click.option("--name", "names", multiple=True, help="浏览器里用来访问的主机名或地址，可多次；别的名字一律拒绝。")
@click.option("--log-in", "with_log_in", is_flag=True, help="本机自用也要登录（前面另有代理服务器时用）。")
@click.option(
    "--certificate", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="加密用的证书（PEM）。"
)
@click.option("--key", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="证书的私钥（PEM）。")
def dashboard(
    home: Path,
    inbox: Path | None,
    registry: Path | None,
    port: int,
    host: str,
    names: tuple[str, ...],
    with_log_in: bool,
    certificate: Path | None,
    key: Path | None,
) -> None:
    """在浏览器里办一年的事：收件、发布、总览、催报、整改、排名、送审与下载。默认只在本机可见。

    The district office's pages, until Ctrl-C: on this machine only, or with --host for several people, who log in.

    \b
    例 Examples:
      gouji dashboard
      gouji dashboard --home /srv/gouji --port 8600
      gouji dashboard --host 10.1.2.3 --certificate 证书.pem --key 私钥.pem
      gouji dashboard --log-in --name gouji.example.gov.cn      # 由代理服务器加密并转来
    """
    import socket
    from importlib.util import find_spec

    if any(find_spec(name) is None for name in ("jinja2", "itsdangerous", "multipart", "PIL")):
        fail("网页需要另装一个组件：pip install 'gouji[dashboard]' The dashboard is an extra: install it.", EXIT_INPUT)
    import uvicorn

    names = _checked_names(home, host, names, with_log_in)
    if (certificate is None) != (key is None):
        fail("--certificate 与 --key 要一起给。 Give both the certificate and its key.", EXIT_INPUT)
    from gouji.publish.run_folders import INBOX, REGISTRY

    # Said to be TCP, or its connections would not be set to send at once: a page would wait 40 ms for nothing.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":  # or the port of a server that just ended would not be had for a minute
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        fail(f"端口 {port} 用不了（{refusal(error)}），请换一个：--port {port + 1} Choose another port.", EXIT_INPUT)
    os.environ |= {"GOUJI_HOME": str(home.resolve()), "GOUJI_NAMES": ",".join(names)}
    os.environ["GOUJI_LOG_IN"] = "1" if with_log_in or host != LOOPBACK else "0"
    for name, place in ((INBOX, inbox), (REGISTRY, registry)):
        if place is not None:
            os.environ[name] = str(place.resolve())
    config = uvicorn.Config(
        "gouji_web.app:from_environment",
        factory=True,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=75,  # seconds: a browser that asks again just as a line is closed for idleness gets an error
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )
    if host != LOOPBACK and certificate is None:
        click.echo(
            "注意：没有证书，口令在网络上不加密；请只在可信的内部网络使用。 Not encrypted: passwords can be read.",
            err=True,
        )
    click.echo(
        f"打开 Open {'https' if certificate else 'http'}://{names[0] if names else host}:{port}  （Ctrl-C 结束 to end）"
    )
    from gouji.flow.kept_server import keep_server

    with keep_server(home.resolve()):
        uvicorn.Server(config).run(sockets=[listening])


def _checked_names(home: Path, host: str, names: tuple[str, ...], with_log_in: bool) -> tuple[str, ...]:
    """The names under which the pages answer beside the machine's own. Ends the command where pages that are reached
    from elsewhere would have no account that manages them, or no name."""
    from ipaddress import IPv4Address

    from gouji.desk.accounts import list_users
    from gouji.desk.store import Desk

    try:
        address = IPv4Address(host)
    except ValueError:
        fail(f"--host “{host}”应是本机的一个 IPv4 地址，如 10.1.2.3。 An IPv4 address of this machine.", EXIT_INPUT)
    if host == LOOPBACK and not with_log_in:
        if names:
            fail("--name 要与 --host 或 --log-in 一起用：别处能访问的网页必须登录。 Names need accounts.", EXIT_INPUT)
        return ()
    if not Desk(home).exists() or not any("manage" in user.role.may for user in list_users(Desk(home))):
        fail(
            "还没有负责人的账户：先用 gouji desk user add 用户名 --role 负责人 新增一个。 Add a user with role 负责人 first.",
            EXIT_INPUT,
        )
    if address.is_unspecified and not names:
        fail(f"--host {host} 要写明浏览器用哪个名字或地址访问：--name 10.1.2.3。 Say by which name.", EXIT_INPUT)
    return names if address.is_unspecified or host == LOOPBACK else tuple(dict.fromkeys((host, *names)))
