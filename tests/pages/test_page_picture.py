"""Pictures of originals: small whatever a page says of its size, drawn elsewhere, kept up to a number of bytes."""

import resource
from io import BytesIO
from pathlib import Path

from PIL import Image

from gouji_web.page_picture import MAX_SIDE_PIXELS, PictureCache, table_of


def pdf(path: Path, side: int) -> Path:
    """A page with nothing on it."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]>>" % (side, side),
    ]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%sendobj\n" % (n, text) for n, text in enumerate(objects, 1))
    path.write_bytes(body + b"trailer<</Root 1 0 R/Size 4>>\n%%EOF")
    return path


def test_a_page_of_any_size_is_a_small_picture_and_costs_this_process_nothing(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cache = PictureCache()
    for number in range(3):
        drawn = cache.get(pdf(tmp_path / f"{number}.pdf", 14_400), 1)
        assert drawn
        with Image.open(BytesIO(drawn)) as picture:
            assert max(picture.size) <= MAX_SIDE_PIXELS + 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # KB


def test_what_cannot_be_drawn_is_none(tmp_path: Path) -> None:
    cache = PictureCache()
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.7 no more")
    assert cache.get(bad, 1) is None
    assert cache.get(pdf(tmp_path / "one.pdf", 100), "application/pdf", 9) is None
    assert cache.get(bad, "text/html", 1) is None
    assert table_of(bad, 1, 1) is None


def test_pictures_are_kept_up_to_a_number_of_bytes(tmp_path: Path) -> None:
    files = []
    for number in range(3):
        files.append(tmp_path / f"{number}.png")
        Image.effect_noise((200, 200), 90).save(files[-1])
    size = files[0].stat().st_size
    cache = PictureCache(most_bytes=2 * size + size // 2)
    first = [cache.get(file, "image/png", None) for file in files]
    assert first == [file.read_bytes() for file in files]
    files[2].write_bytes(b"changed")
    files[0].write_bytes(b"changed")
    assert cache.get(files[2], "image/png", None) == first[2]  # kept
    assert cache.get(files[0], "image/png", None) is None  # the oldest went
