"""Where the project's own SQL and data files are: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def resource(*parts: str) -> Path:
    """Path of a file or folder the project ships, e.g. ``resource("data", "forms", "2021.toml")``.

    Raises FileNotFoundError naming both places looked at.
    """
    bundled = _PACKAGE.joinpath("_bundled", *parts)
    checkout = _PACKAGE.parents[1].joinpath(*parts)
    for path in (bundled, checkout):
        if path.exists():
            return path
    raise FileNotFoundError(
        f"安装不完整：{bundled} 与 {checkout} 均不存在，请重新安装 gouji。"
        f" The installation is incomplete: reinstall gouji."
    )
