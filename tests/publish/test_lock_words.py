"""Who holds a home is told with its process and since when."""

import os
import re
from pathlib import Path

import pytest

from gouji.core.errors import NotPublished
from gouji.publish.lock import lock_words, run_lock


def test_who_holds_a_home_and_since_when(tmp_path: Path) -> None:
    assert lock_words(tmp_path) is None
    with run_lock(tmp_path, "one"):
        told = lock_words(tmp_path)
        assert re.fullmatch(rf"one，进程 {os.getpid()}，\d{{4}}-\d\d-\d\d \d\d:\d\d 开始", told or "")
        with pytest.raises(NotPublished, match=re.escape(str(told))), run_lock(tmp_path, "two"):
            pass
    assert lock_words(tmp_path) is None
