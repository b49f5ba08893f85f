"""The dimensions of the published score, in the order of the policy of scoring."""

from decimal import Decimal
from typing import NamedTuple

from gouji.check.rules import read_dimensions

from .versions import VersionReader

_DIMENSIONS = "SELECT dimension, title, weight, reason FROM dimensions ORDER BY dimension"


class Dimension(NamedTuple):
    """`weight`: the points it is worth."""

    code: str
    title: str
    weight: Decimal
    reason: str


def dimensions_of(version: VersionReader) -> list[Dimension]:
    """Those of a version, which may know others than the policy of today."""
    order = {each.dimension: place for place, each in enumerate(read_dimensions())}
    found = [Dimension(*row.values()) for row in version.rows(_DIMENSIONS)]
    return sorted(found, key=lambda dimension: order.get(dimension.code, len(order)))
