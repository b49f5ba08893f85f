"""Papers also as PDF, by LibreOffice where it is installed: an extra step, on demand, beside the files of a version."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from gouji.core.errors import GoujiError

_PROGRAMS = ("soffice", "libreoffice")
_ENDINGS = (".docx", ".xlsx")
_FILES_A_RUN = 40  # names of more would not fit a command line everywhere
_SECONDS_A_RUN = 300


class NoPdf(GoujiError):
    """LibreOffice is not there, or could not make what was asked of it."""


def office_suite() -> str:
    """The command of LibreOffice. Raises NoPdf that says what to do where there is none."""
    found = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    if found is None:
        raise NoPdf(
            "没有找到 LibreOffice（命令 soffice），不能转成 PDF；请安装 LibreOffice 的 Writer 和 Calc 再试，或在 Word、Excel"
            " 中另存为 PDF。 LibreOffice is not installed: no PDF was made."
        )
    return found


def write_pdf(files: Sequence[Path]) -> list[Path]:
    """A PDF beside each Word and Excel file of these; returns them. Raises NoPdf, naming what could not be converted.

    It runs with a profile of its own, so that a LibreOffice that somebody has open is left alone.
    """
    program = office_suite()
    wanted = sorted(file.resolve() for file in files if file.suffix in _ENDINGS)
    with tempfile.TemporaryDirectory() as profile:
        for folder, members in groupby(wanted, lambda file: file.parent):
            names = [str(file) for file in members]
            for start in range(0, len(names), _FILES_A_RUN):
                _convert(program, Path(profile), folder, names[start : start + _FILES_A_RUN])
    made = [file.with_suffix(".pdf") for file in wanted]
    if missing := [file.name for file in made if not file.is_file() or not file.stat().st_size]:
        raise NoPdf(
            f"LibreOffice 没有转成：{'、'.join(missing[:5])}{'等' if len(missing) > 5 else ''}。 Not converted."
        )
    return made


def _convert(program: str, profile: Path, folder: Path, names: Sequence[str]) -> None:
    options = [f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to", "pdf"]
    command = [program, *options, "--outdir", str(folder), *names]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS_A_RUN)
    except (OSError, subprocess.SubprocessError) as error:
        raise NoPdf(f"LibreOffice 转换时出错：{error}。 LibreOffice failed.") from error
