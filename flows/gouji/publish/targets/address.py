"""The address of a target: s3://bucket/prefix, file:///folder, or a folder."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from .target import Target, TargetUnusable

_EXPECTED = "应为 s3://桶/目录、file:///目录 或一个目录"


def without_secrets(address: str) -> str:
    """What may be told and recorded of an address."""
    url = urlsplit(address)
    place = url.netloc.rsplit("@", 1)[-1]
    return f"{url.scheme}://{place}{url.path}" if url.scheme else address


def open_target(address: str, home: Path) -> Target:
    """The target at an address; nothing is asked of it yet.

    Raises TargetUnusable where the address is not one, carries a secret or lies in `home`, or a library is missing.
    """
    url = urlsplit(address)
    if "@" in url.netloc or any(word in url.query.lower() for word in ("secret", "token", "access_key", "password")):
        raise TargetUnusable(
            "--publish 的地址里不要写密钥，请写在环境变量（AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY）或 ~/.aws/credentials 里。"
            " No secrets in the address: use the environment or ~/.aws/credentials."
        )
    if url.scheme == "s3":
        from .s3 import open_bucket  # boto3: half a second, for whoever has such a target

        return open_bucket(address)
    if url.scheme == "file" and not url.netloc:
        folder = Path(unquote(url.path))
    elif "://" not in address and address.strip():
        folder = Path(address)
    else:
        raise TargetUnusable(
            f"--publish 的地址 {without_secrets(address)} 不认得，{_EXPECTED}。 Not an address of a target."
        )
    from .folder import FolderTarget

    if folder.resolve().is_relative_to(home.resolve()) or home.resolve().is_relative_to(folder.resolve()):
        raise TargetUnusable(
            f"--publish 的目录 {folder} 与产出目录 {home} 重叠，请另择一处。 The target must lie outside the home."
        )
    return FolderTarget(folder.resolve())
