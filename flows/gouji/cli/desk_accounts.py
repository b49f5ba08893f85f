"""`gouji desk setting`, `user` and `link`: the office's settings and who may use the pages, from the shell.

A password is asked for on the terminal, or read from the environment (GOUJI_PASSWORD) or the standard input; never
from the command line, which other users of the machine can see.
"""

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from .common import EXIT_INPUT, HOME_OPTION, JSON_OPTION, READ_HOME_OPTION, fail, print_json, say
from .desk import WHO_OPTION, told

PASSWORD_VARIABLE = "GOUJI_PASSWORD"


@click.group()
def setting() -> None:
    """设置：署名、联系人、电话、邮箱、文号、依据、反馈期限、节假日。优先于 papers.toml。"""


@setting.command("list")
@READ_HOME_OPTION
@JSON_OPTION
def list_settings_(home: Path, as_json: bool) -> None:
    """列出各项设置。

    \b
    例 Examples:
      gouji desk setting list
    """
    from gouji.desk.office_settings import list_settings
    from gouji.desk.store import Desk

    with told():
        found = list_settings(Desk(home))
    if as_json:
        print_json([{"code": each.kind.code, "word": each.kind.word, "value": each.value} for each in found])
        return
    for each in found:
        shown = "（未填）" if each.value is None else each.value.replace("\n", "、")
        click.echo(f"{each.kind.code}  {each.kind.word}：{shown}")


@setting.command("set")
@click.argument("code")
@click.argument("value")
@WHO_OPTION
@HOME_OPTION
def set_(code: str, value: str, who: str, home: Path) -> None:
    """填一项；值为空则撤销。代号见 gouji desk setting list。

    \b
    例 Examples:
      gouji desk setting set issuer 示例区人民政府办公室
      gouji desk setting set holidays 2026-02-15~2026-02-23
      gouji desk setting set phone ""
    """
    from gouji.desk.office_settings import set_setting
    from gouji.desk.store import Desk

    with told():
        set_setting(Desk(home), who, code, value)
    say("已保存，下次运行起生效 / saved, from the next run")


@click.group()
def user() -> None:
    """用户：多人使用网页时才需要。角色：查看、经办、负责人。"""


@user.command("add")
@click.argument("name")
@click.option("--role", default="经办", show_default=True, help="查看、经办、负责人。 viewer, officer, head.")
@WHO_OPTION
@HOME_OPTION
def add(name: str, role: str, who: str, home: Path) -> None:
    """新增用户；口令在终端输入，也可由环境变量 GOUJI_PASSWORD 或标准输入给出。

    \b
    例 Examples:
      gouji desk user add 张三 --role 负责人
    """
    from gouji.desk.accounts import add_user
    from gouji.desk.store import Desk

    with told():
        added = add_user(Desk(home), who, name, role, _password())
    say(f"已新增用户 {added.name}（{added.role.word}）")


@user.command("passwd")
@click.argument("name")
@WHO_OPTION
@HOME_OPTION
def passwd(name: str, who: str, home: Path) -> None:
    """改口令，并退出其全部登录。

    \b
    例 Examples:
      gouji desk user passwd 张三
    """
    from gouji.desk.accounts import set_password
    from gouji.desk.store import Desk

    with told():
        set_password(Desk(home), who, name, _password())
    say("已改口令 / changed")


@user.command("role")
@click.argument("name")
@click.argument("role")
@WHO_OPTION
@HOME_OPTION
def role_(name: str, role: str, who: str, home: Path) -> None:
    """改角色。

    \b
    例 Examples:
      gouji desk user role 张三 负责人
    """
    from gouji.desk.accounts import set_role
    from gouji.desk.store import Desk

    with told():
        set_role(Desk(home), who, name, role)
    say("已改角色 / changed")


@user.command("remove")
@click.argument("name")
@WHO_OPTION
@HOME_OPTION
def remove(name: str, who: str, home: Path) -> None:
    """删除用户；其所作的决定仍在记录中。

    \b
    例 Examples:
      gouji desk user remove 张三
    """
    from gouji.desk.accounts import remove_user
    from gouji.desk.store import Desk

    with told():
        remove_user(Desk(home), who, name)
    say("已删除 / removed")


@user.command("list")
@READ_HOME_OPTION
@JSON_OPTION
def list_users_(home: Path, as_json: bool) -> None:
    """列出用户与角色。

    \b
    例 Examples:
      gouji desk user list
    """
    from gouji.desk.accounts import list_users
    from gouji.desk.store import Desk

    with told():
        found = list_users(Desk(home))
    if as_json:
        print_json([{"name": each.name, "role": each.role.code} for each in found])
        return
    for each in found:
        click.echo(f"{each.name}  {each.role.word}")
    if not found:
        click.echo("没有用户：只能在本机使用网页 / no users: the pages are for this machine only")


@click.group()
def link() -> None:
    """个人链接：机关经办人凭它自查草稿、报送、看本机关的整改，别的不能。"""


@link.command("add")
@click.argument("agency")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="有效至（含当日）。 Last day.")
@click.option("--name", default="", help="发给谁。 For whom.")
@WHO_OPTION
@HOME_OPTION
def add_link(agency: str, until: datetime, name: str, who: str, home: Path) -> None:
    """发放链接，只显示这一次。机关写代码。

    \b
    例 Examples:
      gouji desk link add 500101101000 --until 2026-03-31 --name 王五
    """
    from gouji.desk.access import make_link
    from gouji.desk.store import Desk

    with told():
        made, token = make_link(Desk(home), who, agency, until.date(), name)
    click.echo(f"编号 {made.link}，只显示这一次的口令：\n{token}")


@link.command("list")
@READ_HOME_OPTION
@JSON_OPTION
def list_links_(home: Path, as_json: bool) -> None:
    """列出发放的链接。

    \b
    例 Examples:
      gouji desk link list
    """
    from gouji.desk.access import list_links
    from gouji.desk.store import Desk

    with told():
        found = list_links(Desk(home))
    if as_json:
        print_json([each._asdict() for each in found])
        return
    for each in found:
        click.echo(f"{each.link}  {each.agency_code}  {each.name}  有效至 {each.until}")


@link.command("revoke")
@click.argument("link")
@WHO_OPTION
@HOME_OPTION
def revoke(link: str, who: str, home: Path) -> None:
    """收回链接，立即失效。

    \b
    例 Examples:
      gouji desk link revoke 1a2b3c4d
    """
    from gouji.desk.access import revoke_link
    from gouji.desk.store import Desk

    with told():
        revoke_link(Desk(home), who, link)
    say("已收回 / taken back")


def _password() -> str:
    """From the environment, the terminal (twice), or the first line of the standard input."""
    if given := os.environ.get(PASSWORD_VARIABLE):
        return given
    if sys.stdin.isatty():
        return str(click.prompt("口令", hide_input=True, confirmation_prompt="再输一次"))
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        fail(
            "没有给出口令：请在终端输入，或由标准输入、环境变量 GOUJI_PASSWORD 给出。 No password was given.",
            EXIT_INPUT,
        )
    return line
