"""ZIP archives of published files, made on disk when they are asked for: a nation's table does not fit into memory."""

import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from .files import safe_name

_PACKED = frozenset({".parquet", ".docx", ".xlsx", ".zip"})  # which a second packing makes no smaller


def zipped(name: str, files: Mapping[str, Path], texts: Mapping[str, str | bytes] | None = None) -> FileResponse:
    """An archive to be saved under `name`: `files` and `texts` by their names in it. Raises FileNotFoundError."""
    handle, path = tempfile.mkstemp(prefix="gouji-", suffix=".zip")
    try:
        with os.fdopen(handle, "wb") as target, zipfile.ZipFile(target, "w") as archive:
            for inner, file in files.items():
                packing = zipfile.ZIP_STORED if file.suffix in _PACKED else zipfile.ZIP_DEFLATED
                archive.write(file, inner, packing, compresslevel=3)
            for inner, text in (texts or {}).items():
                archive.writestr(inner, text, zipfile.ZIP_DEFLATED)
    except BaseException:
        Path(path).unlink()
        raise
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(safe_name(name))}",
        "Cache-Control": "no-cache, private",
    }
    return FileResponse(
        path,
        media_type="application/zip",
        headers=headers,
        background=BackgroundTask(Path(path).unlink, missing_ok=True),
    )
