"""The registry that the next run will use, else that of the published version."""

from functools import lru_cache
from pathlib import Path

from gouji.core.registry import Registry, RegistryError
from gouji.core.registry_file import load_registry
from gouji.publish.run_folders import run_folders
from gouji_web.draft_check import registry_of

from .versions import VersionReader


def registry_now(home: Path, version: VersionReader | None, district: str = "") -> Registry | None:
    """None where there is neither a registry that can be used nor a version. `district`: the one that is asked about, of
    which alone a version is then asked."""
    file = run_folders(home).registry
    if file is not None:
        try:
            return _loaded(file, file.stat().st_mtime_ns)
        except (OSError, RegistryError):  # the page 运行 says what is wrong with it
            pass
    if version is None:
        return None
    if district:
        return registry_of(version, district)
    if "registry" not in version.made:
        version.made["registry"] = registry_of(version)
    made: Registry = version.made["registry"]
    return made


@lru_cache(maxsize=2)
def _loaded(file: Path, _changed: int) -> Registry:
    return load_registry(file)
