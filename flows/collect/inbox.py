"""The files an office has put into a folder."""

from pathlib import Path

# The folder's own papers, and what file managers leave behind.
_NOT_REPORTS = frozenset({"registry.csv", "truth.json", "thumbs.db", "desktop.ini"})


def find_files(inbox: Path) -> list[Path]:
    """Every file under the folder that may be a report, in a fixed order.

    Hidden files and the lock files of office programs (~$…) are left out. Raises NotADirectoryError.
    """
    if not inbox.is_dir():
        raise NotADirectoryError(f"收件目录 {inbox} 不存在或不是目录。 No such inbox folder.")
    return sorted(
        path
        for path in inbox.rglob("*")
        if path.is_file()
        and path.name.lower() not in _NOT_REPORTS
        and not path.name.startswith("~$")
        and not any(part.startswith(".") for part in path.relative_to(inbox).parts)
    )
