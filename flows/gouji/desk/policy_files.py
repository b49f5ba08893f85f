"""Where a district's own rules are: policy.toml, as its office wrote it (check/decisions.py reads it)."""

import os
from pathlib import Path

POLICY_FILE = "policy.toml"
VARIABLE = "GOUJI_POLICY"  # of the operator's environment: this file, and no other


def policy_files(home: Path | None = None, registry: Path | None = None) -> list[Path]:
    """The policy files that count, a later one before an earlier: that which the environment names, or those beside the
    registry and in the home. A file that the environment names and that is not there is named all the same, for the
    reader to refuse."""
    if named := os.environ.get(VARIABLE):
        return [Path(named).resolve()]
    folders = [registry.parent if registry else None, home]
    files = [(folder / POLICY_FILE).resolve() for folder in folders if folder]
    return list(dict.fromkeys(file for file in files if file.is_file()))
