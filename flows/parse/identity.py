"""Whose report this is, of which year, and when it was published."""

import re
from collections import Counter
from datetime import date
from typing import NamedTuple

import cn2an

from .labels import fold

LONGEST_TITLE = 120
_TITLE = re.compile(r"(?:政府)?信息公开.{0,16}(?:年度报告|年报|报告)|年度报告.{0,6}信息公开")
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)|(二[〇零○Oo0]二?[〇零○一二三四五六七八九])年")
_PUBLISHED = re.compile(
    r"(?:发布|公布|公开|发文|更新|上传|信息|印发)?(?:日期|时间)\s*[:：]?\s*[\[【(]?\s*(20\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})"
)
_DATE = re.compile(r"(20\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})|(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)")
_ADDRESS_DATE = re.compile(
    r"(?:^|[/_t.-])(20\d\d)(0[1-9]|1[0-2])([0-3]\d)(?=\d{0,9}[_./-]|\D|$)|/(20\d\d)[/-](\d{1,2})[/-](\d{1,2})[/_]"
)
_NAME_ENDS = re.compile(
    r"(?:[.。，,:：;；\s_|>»\-—–]|关于|发布|公布|编制|的|《|》|【|】|\(|\)|\[|\]|本机关|年度$|年$)+"
)
_FILE_ENDING = re.compile(r"\.(?:s?html?|txt|md|docx?|wps|pdf|xlsx?|rtf|ofd|mht|zip|jpe?g|png|tiff?)$", re.IGNORECASE)


class Identity(NamedTuple):
    title: str | None
    agency: str | None
    report_year: int | None
    warnings: tuple[str, ...]


def identify(titles: list[str], opening: list[str], prose: str) -> Identity:
    """Title, agency as printed and report year.

    `titles`: hints from outside the text, best first; `opening`: the paragraphs before the first heading; `prose`:
    section 一, asked only where no title tells.
    """
    for title in _candidates(titles, opening):
        year = year_in(title)
        agency = agency_in(title)
        if year and agency:
            return Identity(title, agency, year, ())
    title = next(iter(_candidates(titles, opening)), None)
    warnings = []
    year = next((y for t in _candidates(titles, opening) if (y := year_in(t))), None)
    if year is None and (year := _commonest_year(prose)) is not None:
        warnings.append(f"标题中没有年度，按第一部分正文取 {year} 年")
    agency = next((a for t in _candidates(titles, opening) if (a := agency_in(t))), None)
    return Identity(title, agency, year, tuple(warnings))


def published_on(dates: list[str], paragraphs: list[str], address: str) -> date | None:
    """Date of publication: from meta elements, a line such as 发布日期：2026-01-13, or the address."""
    for text in dates:
        if (match := _DATE.search(text)) and (day := _date(match)):
            return day
    for text in paragraphs:
        if len(text) <= 200 and (match := _PUBLISHED.search(text)) and (day := _date(match)):
            return day
    for match in _ADDRESS_DATE.finditer(address):
        if day := _date(match):
            return day
    return None


def is_title(text: str) -> bool:
    return len(text) <= LONGEST_TITLE and _TITLE.search(fold(text)) is not None


def year_in(text: str) -> int | None:
    match = _YEAR.search(fold(text))
    if match is None:
        return None
    if match[1]:
        return int(match[1])
    digits = "".join(str(cn2an.cn2an(c, "smart")) if c in "一二三四五六七八九" else "0" for c in match[2])
    return int(digits) if len(digits) == 4 else None


def agency_in(title: str) -> str | None:
    """What is left of a title without its year and the words of every title; None when too short to be a name."""
    text = _FILE_ENDING.sub("", fold(title).strip())
    text = re.split(r"[|_>»]|--", text)[0] if _TITLE.search(re.split(r"[|_>»]|--", text)[0]) else text
    text = re.sub(r"\(?(?:20[0-4]\d|二[〇零○Oo0]二?[〇零○一二三四五六七八九])\s*年?度?\)?", " ", text)
    match = _TITLE.search(text)
    name = text[: match.start()] if match else text
    name = _trim(name)
    if not name and match:
        name = _trim(text[match.end() :])
    name = re.sub(r"\s+", "", name)
    return name if 2 <= len(name) <= 50 and not re.search(r"[。；;？?！!]", name) else None


def _candidates(titles: list[str], opening: list[str]) -> list[str]:
    """Title-like texts, best first: meta titles; the paragraph nearest to the first heading, with the line above it
    when the title is broken over lines; then that line alone."""
    found = [" ".join(t.split()) for t in titles if is_title(t)]
    for i in range(len(opening) - 1, -1, -1):
        text = opening[i]
        if not is_title(text):
            continue
        above = opening[i - 1] if i else ""
        below = opening[i + 1] if i + 1 < len(opening) else ""
        found.append(text)
        if agency_in(text) is None and 4 <= len(above) <= 50:
            found.append(above + text)
        if year_in(text) is None and year_in(below) and len(below) <= 12:
            found.append(text + below)
        if year_in(text) is None and year_in(above) and len(above) <= 60:
            found.append(above + text)
    return found


def _trim(name: str) -> str:
    name = name.strip()
    while match := _NAME_ENDS.match(name):
        name = name[match.end() :]
    while (trimmed := re.sub(rf"{_NAME_ENDS.pattern}$", "", name)) != name:
        name = trimmed
    return name


def _commonest_year(prose: str) -> int | None:
    if period := re.search(r"(20\d\d)年1月1日(?:起)?[至到—-]+(?:20\d\d年)?12月31日", fold(prose)):
        return int(period[1])
    years = Counter(int(y) for y in re.findall(r"(?<!\d)(20[0-4]\d)年", fold(prose)))
    return years.most_common(1)[0][0] if years else None


def _date(match: re.Match[str]) -> date | None:
    parts = [int(group) for group in match.groups() if group]
    try:
        return date(parts[0], parts[1], parts[2])
    except (ValueError, IndexError):
        return None
