"""The changes of a filled ledger between the page that shows them and the form that takes them."""

import json
from collections.abc import Sequence

from gouji.desk.case_sheet import FIELDS, CaseChange

from .office import FormError


def packed(changes: Sequence[CaseChange]) -> str:
    """As one field of the form."""
    return json.dumps(changes, ensure_ascii=False)


def unpacked(text: str) -> list[CaseChange]:
    """Back from the form, whatever a browser made of it. Raises FormError."""
    try:
        changes = [
            CaseChange(
                str(code), int(year), int(seq), str(agency),
                {key: None if value is None else str(value) for key, value in to.items()},
                {str(fault): str(result) for fault, result in results.items()},
                [(str(word), str(before), str(after)) for word, before, after in told],
            )
            for code, year, seq, agency, to, results, told in json.loads(text)
        ]  # fmt: skip
    except (ValueError, TypeError, AttributeError):
        raise FormError("这张表单不完整，请重新上传台账。") from None
    if any(change.to.keys() - FIELDS.values() for change in changes):
        raise FormError("这张表单不完整，请重新上传台账。")
    return changes
