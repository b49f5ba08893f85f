"""The scans of this folder and the figures printed on them; needs soffice and Chinese fonts.

python tests/golden/scan/make_scans.py
"""

import json
import sys
import tempfile
from pathlib import Path
from random import Random

import cv2
import numpy as np
from PIL import Image

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[2] / "bench"))

import scans  # noqa: E402

NUMBER, SEED = 19, 7  # of the bench's documents: two pages in low rows


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        figures, pdf, _ = scans.laid_out(Path(folder), NUMBER + 1, SEED)[NUMBER]
    (HERE / "figures.json").write_text(json.dumps(figures, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    rng = Random(SEED)
    faxed = [scans.turned(page, rng, 200, 1.5) for page in scans.rastered(pdf, 200)]
    sheets = [
        Image.fromarray(np.where(page.mean(axis=2) > 165, 255, 0).astype(np.uint8)).convert("1") for page in faxed
    ]
    sheets[0].save(HERE / "faxed.tiff", save_all=True, append_images=sheets[1:], compression="group4", dpi=(200, 200))
    page = scans.noisy(scans.turned(scans.sealed(scans.rastered(pdf, 150)[1], rng, 150), rng, 150, 1.0), rng, 150)
    smooth = cv2.GaussianBlur(page, (0, 0), 0.5)
    Image.fromarray(smooth[:, :, ::-1]).save(HERE / "sealed.jpg", quality=45, dpi=(150, 150))


if __name__ == "__main__":
    main()
