"""Starting quickly: what libraries would load on the side and nobody here uses."""

import sys
from importlib.abc import MetaPathFinder
from typing import Any


class _NoPandas(MetaPathFinder):
    def find_spec(self, name: str, *_: Any) -> None:
        if name == "pandas":
            raise ModuleNotFoundError("pandas is left out (gouji.core.no_pandas)", name=name)


def leave_out_pandas() -> None:
    """PyArrow looks for pandas with the first array it makes: half a second and 60 MB where somebody has
    installed it. A process that has loaded pandas keeps it."""
    sys.meta_path.insert(0, _NoPandas())
