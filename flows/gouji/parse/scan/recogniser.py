"""Images of single lines of text -> characters, with the recognition model that ships in the rapidocr wheel.

Only the model's file is used, by ONNX Runtime: nothing of rapidocr is imported, so nothing can be fetched.
"""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import onnxruntime  # type: ignore[import-untyped]

from gouji.core.model import UnreadableDocument

LINE_HEIGHT_PIXELS = 48  # pixels of a line as the model wants it
MODEL_STEP_PIXELS = 8  # pixels to a column of the model's answer
MAX_LINE_WIDTH_PIXELS = 1_600  # pixels of a line's width
MAX_BATCH_WIDTH_PIXELS = 3_200  # pixels of the lines recognised together
# What looks the same and in a figure can only be the digit or the sign.
LOOK_ALIKES = {"0": "OoＯ〇○Q", "1": "lI|｜丨", "-": "—–－_一ー", "/": "／∕╱", ".": "．·", ",": "，"}
_FIGURE = re.compile("[0-9/.,+" + re.escape("".join(LOOK_ALIKES.values()) + "-") + "]+")


class RecognisedLine(NamedTuple):
    """What a line says; of each character how sure (0-1) and where its middle is, in shares of the image's width."""

    text: str
    sure: list[float]
    at: list[float]

    @property
    def confidence(self) -> float:
        return min(self.sure, default=0.0)


@cache
def _session() -> tuple[Any, tuple[str, ...]]:
    """The model, once a process and on one core, and the characters it knows (the first: none)."""
    package = find_spec("rapidocr")
    folders = package.submodule_search_locations if package else None
    files = sorted(Path(folder) / "models" for folder in folders or ())
    models = [model for folder in files for model in sorted(folder.glob("*rec*.onnx"))]
    if not models:
        raise UnreadableDocument(
            "rapidocr 的安装中没有识别模型（models/*rec*.onnx），请重新安装：pip install --force-reinstall 'gouji[ocr]'。"
            " The recognition model is missing: reinstall."
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(models[-1]), options, providers=["CPUExecutionProvider"])
    return session, ("", *session.get_modelmeta().custom_metadata_map["character"].splitlines(), " ")


def recognise(images: list[Any]) -> list[RecognisedLine]:
    """Grey images of a line each -> what they say, in their order."""
    scaled = [_scaled(image) for image in images]
    found: list[RecognisedLine] = [RecognisedLine("", [], [])] * len(images)
    batch: list[int] = []
    for i in sorted(range(len(images)), key=lambda i: scaled[i].shape[1]):
        if batch and scaled[i].shape[1] * (len(batch) + 1) > MAX_BATCH_WIDTH_PIXELS:
            _recognise(batch, scaled, found)
            batch = []
        batch.append(i)
    if batch:
        _recognise(batch, scaled, found)
    return found


def _scaled(image: Any) -> Any:
    high, wide = image.shape
    width = min(MAX_LINE_WIDTH_PIXELS, max(LINE_HEIGHT_PIXELS, -(-LINE_HEIGHT_PIXELS * wide // high)))
    method = cv2.INTER_AREA if high > LINE_HEIGHT_PIXELS else cv2.INTER_CUBIC
    return cv2.resize(image, (width, LINE_HEIGHT_PIXELS), interpolation=method)


def _recognise(batch: list[int], scaled: list[Any], found: list[RecognisedLine]) -> None:
    session, characters = _session()
    width = -(-max(scaled[i].shape[1] for i in batch) // MODEL_STEP_PIXELS) * MODEL_STEP_PIXELS
    pixels = np.full((len(batch), 3, LINE_HEIGHT_PIXELS, width), 1.0, np.float32)
    for k, i in enumerate(batch):
        pixels[k, :, :, : scaled[i].shape[1]] = scaled[i] / 127.5 - 1
    (answers,) = session.run(None, {session.get_inputs()[0].name: pixels})
    for i, answer in zip(batch, answers, strict=True):
        found[i] = _decoded(answer, characters, width / scaled[i].shape[1])


def _decoded(answer: Any, characters: tuple[str, ...], scale: float) -> RecognisedLine:
    best = answer.argmax(axis=1)
    starts = np.flatnonzero((best != 0) & (np.diff(best, prepend=0) != 0))
    text: list[str] = []
    sure: list[float] = []
    at: list[float] = []
    for start in starts.tolist():
        end = start + 1
        while end < len(best) and best[end] == best[start]:
            end += 1
        peak = start + int(answer[start:end, best[start]].argmax())
        text.append(characters[best[start]])
        sure.append(float(answer[peak, best[start]]))
        at.append((start + end) / 2 / len(best) * scale)
    line = RecognisedLine("".join(text), sure, at)
    return _as_figure(line, answer, starts, best) if _FIGURE.fullmatch(line.text) else line


def _as_figure(line: RecognisedLine, answer: Any, starts: Any, best: Any) -> RecognisedLine:
    """Look-alikes read as the digit they can only be, as sure as the model is of all of them together."""
    text, sure = [], []
    for char, start in zip(line.text, starts, strict=True):
        digit = next((d for d, alike in LOOK_ALIKES.items() if char == d or char in alike), char)
        codes = _codes(digit)
        end = start + 1
        while end < len(best) and best[end] == best[start]:
            end += 1
        text.append(digit)
        sure.append(float(answer[start:end, codes].sum(axis=1).max()))
    return RecognisedLine("".join(text), sure, line.at)


@cache
def _codes(digit: str) -> tuple[int, ...]:
    _, characters = _session()
    alike = digit + LOOK_ALIKES.get(digit, "")
    return tuple(code for code, char in enumerate(characters) if char and char in alike)
