"""Names that are one character off, and names of several agencies in one."""

import re
from collections.abc import Iterable, Mapping

MIN_TOWN = 3  # characters of the name of a town or street, its last word (镇, 街道) included
MIN_OTHER = 5  # characters of any other: 民政局 and 财政局 are two agencies
_TOWN = re.compile(r"[镇乡村场街道路]$")
# Where a name may end, so that another begins behind a mark: 和 is also inside names (发展和改革委员会).
_ENDS = r"(?:人民政府|办事处|街道|委员会|[镇乡局])"
_JOINED = re.compile(rf"(?<=\w){_ENDS}(?P<mark>[、,，;；和与及暨])(?=\w{{2,}}?{_ENDS})")
_PARTY = re.compile(r"中共|党委|党工委|委员会办公室$")


def names_in(name: str) -> list[str]:
    """The agencies that a name joins (甲镇人民政府、乙镇人民政府); one where it is one agency's, or a government's and
    its party committee's."""
    parts, start = [], 0
    for match in _JOINED.finditer(name):
        parts.append(name[start : match.start("mark")])
        start = match.end("mark")
    parts.append(name[start:])
    return [name] if any(_PARTY.search(part) for part in parts) else parts


def index_of(names: Iterable[str]) -> dict[str, set[str]]:
    """Names by each text that is left of them without one character, and by themselves."""
    index: dict[str, set[str]] = {}
    for name in names:
        if len(name) >= (MIN_TOWN if _TOWN.search(name) else MIN_OTHER):
            for text in {name, *_shortened(name)}:
                index.setdefault(text, set()).add(name)
    return index


def near_ends(text: str, index: Mapping[str, set[str]], longest: int) -> list[tuple[str, str]]:
    """(name, what stands before it) of the names that the end of a text is one character off: another in its place,
    one too many, one too few; never its last."""
    found: list[tuple[str, str]] = []
    for size in range(min(longest + 1, len(text)), MIN_TOWN - 1, -1):
        end, before = text[-size:], text[:-size]
        names = sorted({name for key in (end, *_shortened(end)) for name in index.get(key, ())})
        found += [(name, before) for name in names if name[-1] == end[-1] and name != end and _is_one_off(end, name)]
    return found


def _shortened(name: str) -> list[str]:
    return [name[:i] + name[i + 1 :] for i in range(len(name) - 1)]


def _is_one_off(a: str, b: str) -> bool:
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) == 1
    long, short = (a, b) if len(a) > len(b) else (b, a)
    return len(short) >= MIN_TOWN and short in _shortened(long)
