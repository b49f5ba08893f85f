"""`gouji archive verify`."""

from gouji.collect.verify import Verified

from .console import console


def print_verified(verified: Verified) -> None:
    """What was proved of the archive, and what not."""
    v = verified
    console.print(f"存档 {v.files} 份文件（{v.bytes:,} 字节），日志 {v.entries} 条")
    for problem in v.problems:
        console.print(f"  · {problem}", style="red", markup=False, soft_wrap=True)
    for note in v.notes:
        console.print(f"  · {note}", style="yellow", markup=False, soft_wrap=True)
    if not v.problems:
        console.print("[green]每份文件都与其 sha256 相符，日志前后相接[/green]")
