"""ZIP packages of parts, the same bytes on every machine: no compression, a fixed date."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A package; parts given as text are XML."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name)  # of 1980-01-01
            info.create_system = 0  # the same on every system
            package.writestr(info, _DECLARATION + content if isinstance(content, str) else content)
    return file.getvalue()
