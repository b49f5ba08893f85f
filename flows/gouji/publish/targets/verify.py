"""Whether a target's versions are what their manifests say: `gouji verify --publish`."""

import hashlib
import json
from pathlib import Path
from typing import Any

from gouji.publish.manifest import MANIFEST
from gouji.publish.verify_home import HomeProblem
from gouji.publish.versions import latest
from gouji.publish.wholeness import is_file_whole

from .send import each_at_once, files_of, parsed_pointer, send_version
from .target import POINTER, Target

_HEALS = "gouji verify --publish 地址 --repair，由产出目录重新送出 / sent again from the home"


def verify_target(target: Target) -> list[HomeProblem]:
    """Read every file of every version at a target; changes nothing. Raises TargetError where it cannot be asked."""
    return [
        HomeProblem("target", f"{target.address}/{name} 丢失或损坏 / lost or damaged", _HEALS)
        for name in _damaged_names(target)
    ]


def repair_target(home: Path, target: Target) -> list[str]:
    """Send again what is damaged or missing, of versions that the home still has whole, and point at the last one;
    the names sent. Raises TargetError."""
    sent = []
    for name in _damaged_names(target):
        version, _, path = name.partition("/")
        digest = _digests(home, version).get(path)
        file = home.joinpath("public", *name.split("/"))
        if digest and is_file_whole(file, digest):
            target.put(name, file, digest)
            sent.append(name)
    if latest(home) is not None:
        send_version(home, target)
    return sent


def _damaged_names(target: Target) -> list[str]:
    told = parsed_pointer(target.read(POINTER))
    names = {name.split("/", 1)[0] for name in target.kept() if name.endswith(f"/{MANIFEST}") and name.count("/") == 1}
    found = [] if told else [POINTER]
    for version in sorted(names | ({told["version"]} if told else set())):
        wanted = told["manifest_sha256"] if told and version == told["version"] else None
        found += [f"{version}/{path}" for path in _damage(target, version, wanted)]
    return found


def _damage(target: Target, version: str, manifest_sha256: str | None) -> list[str]:
    seen = target.read(f"{version}/{MANIFEST}")
    if seen is None or (manifest_sha256 and hashlib.sha256(seen.content).hexdigest() != manifest_sha256):
        return [MANIFEST]
    try:
        files = files_of(json.loads(seen.content))
    except (ValueError, KeyError, TypeError):
        return [MANIFEST]
    digests = each_at_once(lambda file: target.digest(f"{version}/{file.path}"), files)
    return [file.path for file, digest in zip(files, digests, strict=True) if digest != file.sha256]


def _digests(home: Path, version: str) -> dict[str, str]:
    """sha256 of a version's files by path, the manifest's own among them, as the home has them."""
    try:
        content = (home / "public" / version / MANIFEST).read_bytes()
        manifest: dict[str, Any] = json.loads(content)
        return {MANIFEST: hashlib.sha256(content).hexdigest()} | {file.path: file.sha256 for file in files_of(manifest)}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
