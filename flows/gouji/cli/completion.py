"""`gouji completion`: what a shell runs to complete our commands and options."""

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish", "powershell")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """打印补全脚本：按 Tab 补全命令、选项和文件名。

    Print the script that completes commands, options and file names.

    \b
    例 Examples:
      eval "$(gouji completion bash)"                                  （写进 ~/.bashrc）
      eval "$(gouji completion zsh)"                                   （写进 ~/.zshrc）
      gouji completion fish > ~/.config/fish/completions/gouji.fish
      gouji completion powershell | Out-String | Invoke-Expression     （写进 $PROFILE）
    """
    from .main import cli

    script = get_completion_class(shell)
    assert script is not None  # of SHELLS
    click.echo(script(cli, {}, "gouji", "_GOUJI_COMPLETE").source())
