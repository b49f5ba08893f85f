"""Chinese numerals, only in a span already found: on running text the library corrupts words (统一平台)."""

from decimal import Decimal
from functools import lru_cache


@lru_cache(maxsize=4096)
def from_chinese(text: str) -> Decimal:
    """十二 -> 12, 一百零三 -> 103, 1万2 -> 12000; raises ValueError."""
    import cn2an  # takes as long to import as everything else here, and most documents have no such numeral

    return Decimal(str(cn2an.cn2an(text.replace("〇", "零"), "smart")))
