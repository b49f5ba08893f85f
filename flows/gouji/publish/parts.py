"""Into which files the rows of a published table go.

A table of years has a file a year. In a home of many agencies that file is divided by district: into parts named by the
first digits of the codes of their districts, as many digits as it takes (``51``, ``5101``, ``510104``), so that a change
in one district writes one small file of a table and leaves the others. The parts follow from the list of agencies alone.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from typing import Any, NamedTuple

import duckdb

# Of the manifest: a table {name, description, files, schema}, and one of its files.
TableEntry = dict[str, Any]
FileEntry = dict[str, Any]
# (report year, part) of a file's rows, each None where there is none.
FileKey = tuple[int | None, str | None]
# Rows of a file and the sum of their hashes, which does not depend on their order.
Content = tuple[int, str]

MAX_AGENCIES_WHOLE = 5_000  # in a home whose tables are not divided
MAX_AGENCIES = 500  # in a part of more than one district
MAX_AGENCIES_FINE = 100  # in such a part of a table of FINE: 20,000 cells
FINE = ("cells", "figures")
# In every row the version before.
UNDIVIDED = ("figure_changes", "finding_changes")
PART_COLUMNS = ("file_part", "fine_file_part")  # of the table file_parts
UNPLACED = "unplaced"  # the part of rows of no agency


class Division(NamedTuple):
    """SQL about a row `t` of a table: its part, and the join that it needs; undivided, the part is null."""

    part: str = "NULL::VARCHAR"
    join: str = ""
    key: str = ""
    column: str = ""

    def condition(self, parts: Collection[str | None]) -> str:
        """Whether the row is in one of the parts; None: it has no year."""
        if not self.join:
            return "true"
        listed = ", ".join(f"'{part}'" for part in parts if part is not None)
        condition = f"{self.part} IN ({listed})"
        if None in parts:
            return f"(t.report_year IS NULL OR {condition})"
        if UNPLACED not in parts:  # reaches the rows' own table, so that little of it is read
            condition += f" AND t.{self.key} IN (SELECT placed_code FROM file_parts WHERE {self.column} IN ({listed}))"
        return condition


def fill_file_parts(con: duckdb.DuckDBPyConnection) -> bool:
    """Create the temporary table `file_parts` (placed_code, file_part, fine_file_part), the parts of each agency and each
    district by its code; returns whether the home is divided at all: else the table is empty."""
    rows = con.execute("SELECT district_code, count(*) FROM agencies GROUP BY ALL ORDER BY ALL").fetchall()
    is_divided = sum(int(count) for _, count in rows) > MAX_AGENCIES_WHOLE
    con.execute("CREATE OR REPLACE TEMP TABLE district_parts (placed_code TEXT, file_part TEXT, fine_file_part TEXT)")
    if is_divided:
        # A part is a part of a file's name, on systems that know no capitals too.
        named = {code: re.sub("[^0-9a-z]", "-", code.lower()) for code, _ in rows}
        agencies: Counter[str] = Counter()
        for code, count in rows:
            agencies[named[code]] += count
        parts, fine_parts = (_prefixes(agencies, most) for most in (MAX_AGENCIES, MAX_AGENCIES_FINE))
        listed = [(code, parts[name], fine_parts[name]) for code, name in named.items()]
        con.executemany("INSERT INTO district_parts VALUES (?, ?, ?)", listed)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE file_parts AS
        SELECT agency_code AS placed_code, file_part, fine_file_part
        FROM agencies JOIN district_parts ON placed_code = district_code
        UNION ALL
        FROM district_parts WHERE placed_code NOT IN (SELECT agency_code FROM agencies)
    """)
    con.execute("DROP TABLE temp.district_parts")
    return is_divided


def division(name: str, columns: Collection[str], is_divided: bool) -> Division:
    """How a table is divided; rows without a year have one file together."""
    key = next((column for column in ("agency_code", "district_code") if column in columns), None)
    if not is_divided or key is None or "report_year" not in columns or name in UNDIVIDED:
        return Division()
    column = "fine_file_part" if name in FINE else "file_part"
    part = f"CASE WHEN t.report_year IS NOT NULL THEN coalesce(p.{column}, '{UNPLACED}') END"
    return Division(part, f"LEFT JOIN file_parts p ON p.placed_code = t.{key}", key, column)


def _prefixes(agencies: Mapping[str, int], most: int, known: str = "") -> dict[str, str]:
    """The part of each code: the shortest beginning that at most so many agencies share, or that is one district's alone."""
    if len(agencies) == 1 or (known and sum(agencies.values()) <= most):
        return {code: known or code or UNPLACED for code in agencies}
    parts: dict[str, str] = {}
    for prefix, codes in groupby(sorted(agencies), key=lambda code: code[: len(known) + 1]):
        parts |= _prefixes({code: agencies[code] for code in codes}, most, prefix)
    return parts


def file_key(file: Mapping[str, Any]) -> FileKey:
    """Which rows of its table a file of an entry holds."""
    return file.get("report_year"), file.get("part")


def in_order(keys: Iterable[FileKey]) -> list[FileKey]:
    """The files of a table in the order in which they are listed: by year and part, where there is none last."""
    return sorted(keys, key=lambda key: (key[0] is None, key[0] or 0, key[1] is None, key[1] or ""))
