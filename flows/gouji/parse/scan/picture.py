"""The bytes of a picture -> its frames, as grey images in which a red seal is as white as the paper."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

import cv2
import numpy as np
from PIL import Image, ImageOps, ImageSequence

from gouji.core.model import UnreadableDocument

MAX_PIXELS = 80_000_000  # a frame; A3 at 600 dpi has 70 million
PAPER_LENGTH_RANGE_MM = (
    180.0,
    450.0,
)  # millimetres of the longer side of paper: A5 to A3; else the file's resolution is not believed
RED_BRIGHTENING_SHARE = 0.6  # how much of its redness a red pixel is brightened by


class PictureFrame(NamedTuple):
    """A grey image (rows of bytes, 255 is white); `dpi` is None where the file does not say it believably."""

    image: Any
    dpi: float | None


def frames_of(data: bytes, most: int) -> Iterator[PictureFrame]:
    """Every frame of a TIFF (at most `most`), the first of anything else.

    Raises UnreadableDocument for what is no picture or too large.
    """
    try:
        with Image.open(BytesIO(data)) as picture:
            count = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
            if count > most:
                raise UnreadableDocument(
                    f"图片有 {count} 页（上限 {most} 页），不像一份年度报告，请核对所收文件。 Too many pages."
                )
            for number, frame in enumerate(ImageSequence.Iterator(picture), 1):
                if number > count:
                    break
                yield _frame(frame, number)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnreadableDocument(
            "图片已损坏或不完整，无法打开，请重新扫描或向报送单位重新索取。 The picture is corrupt or truncated."
        ) from error


def _frame(picture: Image.Image, number: int) -> PictureFrame:
    wide, high = picture.size
    if wide * high > MAX_PIXELS:
        raise UnreadableDocument(
            f"第 {number} 页图片有 {wide:,}×{high:,} 个像素（上限 {MAX_PIXELS:,}），请以 200 至 300 dpi 重新扫描。"
            " Too many pixels: scan at 200 to 300 dpi."
        )
    across, down = map(float, picture.info.get("dpi", (0, 0)))
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("RGBA", "LA", "PA", "P"):  # what is transparent is paper
        layer = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
    if upright.mode.startswith("I"):  # 16 bits
        image = cv2.normalize(np.asarray(upright), None, 0, 255, cv2.NORM_MINMAX, cv2.CV_8U)  # type: ignore[call-overload]
    elif upright.mode in ("1", "L"):
        image = np.asarray(upright.convert("L"))
    else:
        image = without_seal(np.asarray(upright.convert("RGB")))
    if across > 0 and down > 0 and not 0.99 < across / down < 1.01:  # fax: its rows are farther apart
        image = cv2.resize(image, None, fx=1, fy=across / down, interpolation=cv2.INTER_AREA)
        down = across
    return PictureFrame(image, plausible_dpi(down, max(image.shape)))


def plausible_dpi(dpi: float, longest: int) -> float | None:
    """The resolution a file claims, where it makes a sheet of paper of `longest` pixels."""
    return dpi if dpi > 0 and PAPER_LENGTH_RANGE_MM[0] < longest / dpi * 25.4 < PAPER_LENGTH_RANGE_MM[1] else None


def without_seal(image: Any) -> Any:
    """RGB -> grey, in which red ink is white and ink under it stays dark."""
    red, green, blue = cv2.split(image)
    others = cv2.max(green, blue)
    base = np.where(red >= others, red, cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))
    return cv2.add(base, cv2.convertScaleAbs(cv2.subtract(red, others), alpha=RED_BRIGHTENING_SHARE))
