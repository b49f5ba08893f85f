"""What a page holds -> what is seen on it: the last drawn on top, without watermarks, without what is crossed out.

Only the characters that something is drawn near to are looked at closely. Where two texts stand over one place and both
are seen, neither is read: DOUBTED stands for them, and a warning says where.
"""

from .drawn_page import DrawnPage
from .overprint import overprinted, without_overprint
from .raised import without_raised
from .strikes import without_struck
from .watermarks import without_watermarks


def what_is_seen(pages: list[DrawnPage]) -> None:
    """Leave on each page what is seen, of text that is not covered; a page recognised in its picture has nothing else."""
    drawn = [page for page in pages if not page.is_recognised]
    over = [overprinted(page) for page in drawn]
    without_watermarks(drawn, over)
    for page, pairs in zip(drawn, over, strict=True):
        without_struck(page)
        without_overprint(page, pairs)
        page.glyphs = without_raised(page.glyphs)
