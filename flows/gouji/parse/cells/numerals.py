"""Chinese numerals, only in a span already found: on running text the library corrupts words (统一平台)."""

from decimal import Decimal
from functools import lru_cache


@lru_cache(maxsize=4096)
def from_chinese(text: str) -> Decimal:
    """十二 -> 12, 一百零三 -> 103, 1万2 -> 12000, 百 (of 百余) -> 100; raises ValueError."""
    import cn2an  # takes as long to import as everything else here, and most documents have no such numeral

    whole = f"一{text}" if text[:1] in ("百", "千", "佰", "仟") else text
    return Decimal(str(cn2an.cn2an(whole.replace("〇", "零"), "smart")))
