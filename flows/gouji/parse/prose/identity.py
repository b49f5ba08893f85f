"""Whose report this is, of which year, and when it was published."""

import re
from collections import Counter
from datetime import date
from typing import NamedTuple

from gouji.core.characters import fold
from gouji.core.near_names import names_in
from gouji.parse.cells.numerals import from_chinese
from gouji.parse.trace import DateFound, IdentityFound, TitleCandidate, Trace

trace = Trace(__name__)
MAX_TITLE_LENGTH = 120
_TITLE = re.compile(r"(?:政府)?信息公开.{0,16}(?:年度报告|年报|报告)|年度报告.{0,6}信息公开")
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)|(二[〇零○Oo0]二?[〇零○一二三四五六七八九])年")
_DAY = r"(20\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})"
_DATE = re.compile(rf"{_DAY}|(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)")
# A date behind its name, by how surely that names the day of publication.
_LABELLED = tuple(
    re.compile(rf"(?:{names})\s*[:：]?\s*[\[【(（]?\s*{_DAY}")
    for names in (
        "(?:发布|公布|公开|上传|上网|发稿|刊登)(?:日期|时间)",
        "(?<![\u4e00-\u9fff])(?:日期|时间)",
        "(?:成文|生成|印发|发文|更新|编制)(?:日期|时间)",
    )
)
# What each of the places tells that `published_on` looks at, in its order.
_DATE_RULES = (
    "发布日期之类 a date named as of publication",
    "日期 a date named",
    "成文、印发或更新日期 a date named as of writing",
    "文末的发布日期 a date of publication below the text",
    "与来源、浏览次数同行 in the line of source and visits",
    "网址或文件名 the address",
    "单独的日期 a date alone in its line",
)
_SITE_LINE = re.compile(
    rf"{_DAY}日?\s*(?:\d{{1,2}}:\d\d(?::\d\d)?)?\s*$|{_DAY}.*(?:来源|浏览|点击|阅读|字号|作者|编辑)"
)
_SOURCE_LINE = re.compile(rf"(?:来源|浏览|点击|作者|编辑).*?{_DAY}")
_ADDRESS_DATE = re.compile(
    r"(?:^|[/\\_t.-])(20\d\d)(0[1-9]|1[0-2])([0-3]\d)(?=\d{0,9}(?:\D|$))"
    r"|/(20\d\d)[/-](\d{1,2})[/-](\d{1,2})[/_]|(?<!\d)(20\d\d)-(\d{1,2})-(\d{1,2})(?!\d)"
)
_YEAR_LINE = re.compile(r"[(\[]?(?:20[0-4]\d|二[〇零○Oo0]二?[〇零○一二三四五六七八九])\s*年?度?[)\]]?")
_TITLE_LINE = re.compile(r"[\u4e00-\u9fff]|[^:。;>|/?!]{2,60}")  # what a line of a title broken over lines holds
_ORGAN = re.compile(
    r"(?:政府|[局委办处院站所队厅部署室会镇乡校园]|中心|街道|公司|银行|集团|管理区|开发区|新区)(?:\([^()]{2,25}\))?$"
)
_NAME_ENDS = re.compile(
    r"(?:[.。，,:：;；\s_|>»\-—–]|关于|发布|公布|编制|的|《|》|【|】|\(|\)|\[|\]|本机关|年度$|年$)+"
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")
# What stands in titles and names of files and is nobody's name.
_NO_NAME = re.compile(
    r"(?:(?:附件|附表|正文|全文|首页|标题|主题|题目|文档|新建|未命名|无标题|副本|复件|定稿|终稿|初稿|草稿|修改稿|送审稿|公示稿"
    r"|报送稿|最终版?|更新版?|样本|样表|模板|范本|通知|公告|公示|下载|打印|汇总|我[局镇乡街委县区市]|我街道|我单位|本单位|本级|各?单位|基层)"
    r"[\d()一二三四五六七八九十.、:]*)+"
)
_SENTENCE = re.compile(r"[。；;？?！!《]|根据|按照|依据|依照")  # is of one, and of no name
# Who speaks: the subject of the first sentence, or the line above the date at the end.
_SUBJECT = re.compile(
    r"(?:20\d\d年(?:度|以来|来)?,?)?(?:本报告由)?([\u4e00-\u9fff()]{3,40}?)"
    r"(?=20\d\d年|[,:。]|认真|严格|坚持|深入|全面|按照|根据|依据|依照|积极|始终|持续|高度|紧紧|围绕|主动|通过|累计|收到|在|以|共|未|编制|现将|关于)"
)
_SIGNATURE = re.compile(r"(?:^|\n)([\u4e00-\u9fff()]{3,40})\n+20\d\d年\d{1,2}月\d{1,2}日\s*$")
_PARTS = re.compile(r"[|_>»]|-{1,2}|[—–]+")  # a page's title and the names of site and column beside it
_YEAR_WORDS = re.compile(r"\(?(?:20[0-4]\d|二[〇零○Oo0]二?[〇零○一二三四五六七八九])\s*年?度?\)?")
_FILE_ENDING = re.compile(
    r"\.(?:s?html?|txt|md|csv|doc[mx]?|wps|pdf|xls[mx]?|et|xml|f?od[ts]|rtf|ofd|mht(?:ml)?|zip|jpe?g|png|tiff?)$",
    re.IGNORECASE,
)


class Identity(NamedTuple):
    title: str | None
    agency: str | None
    report_year: int | None
    speaker: str | None
    warnings: tuple[str, ...]


def identify(titles: list[str], opening: list[str], prose: str, file_name: str = "", closing: str = "") -> Identity:
    """Title, agency as printed and report year; who speaks in the text where no title names an agency.

    `titles`: hints of the page itself, best first; `opening`: the paragraphs before the first heading; `prose`:
    section 一, asked only where no title tells; `file_name`: asked last; `closing`: the last section.
    """
    candidates = [*_candidates(titles, opening), *([file_name] if is_title(file_name) else [])]
    whole = next((title for title in candidates if year_in(title) and agency_in(title)), None)
    asked = [whole] if whole else candidates
    agency = next((name for name in map(agency_in, asked) if name), None)
    year = next((year for year in map(year_in, asked) if year), None)
    warnings: tuple[str, ...] = ()
    if year is None and (year := _commonest_year(prose)) is not None:
        warnings = (f"标题中没有年度，按第一部分正文取 {year} 年",)
    if agency and len(named := names_in(agency)) > 1:
        warnings += (
            f"标题写了 {len(named)} 个机关（{'、'.join(named)}），像是联合年报；每个机关都应有自己的年度报告，请核对",
        )
    speaker = None if agency else speaker_of(prose, closing)
    if speaker:
        warnings += (f"标题中没有机关名称，正文自称「{speaker}」",)
    found = Identity(asked[0] if asked else None, agency, year, speaker, warnings)
    if trace:
        rule = (
            "取第一个兼有机关与年度的标题 the first title with both"
            if whole
            else "逐个标题取机关、年度 each from the first title with it"
        )
        rule = "；".join([rule if candidates else "没有标题 no title", *warnings])
        told = [TitleCandidate(text, agency_in(text), year_in(text)) for text in candidates]
        trace(IdentityFound(told, found.title, agency, year, speaker, rule))
    return found


def speaker_of(prose: str, closing: str) -> str | None:
    """The agency that section 一 begins with or the report is signed by, as it calls itself; 我局 names nobody."""
    for match in (_SUBJECT.match(_flat(prose)), _SIGNATURE.search(_flat(closing))):
        if match and _ORGAN.search(match[1]) and not re.match(r"[我本全各在]|上级", match[1]):
            return match[1]
    return None


def _flat(text: str) -> str:
    return re.sub(r"[^\S\n]+", "", fold(text)).strip()


def published_on(dates: list[str], opening: list[str], text: list[str], address: str) -> date | None:
    """Date of publication, by what tells it best: meta elements, a named date (发布日期：2026-01-13), the line of a
    site with date and source, the address, a bare date under the title. Dates in the prose are never taken."""
    for hint in dates:
        if (match := _DATE.search(hint)) and (day := _date(match)):
            if trace:
                trace(DateFound(day, "网页元数据 the page's meta element"))
            return day
    short = [t for t in opening if len(t) <= 300]
    lines = [fold(t) for t in short]
    tails = [fold(t) for t in text if len(t) <= 120 and _LABELLED[0].match(t)]
    days = [_first_date(pattern, lines) for pattern in _LABELLED]
    days += [_first_date(_LABELLED[0], tails), _first_date(_SOURCE_LINE, lines)]
    days += [_first_date(_ADDRESS_DATE, [address])]
    days += [_first_date(_SITE_LINE, [line.strip("()[] ") for line in lines if len(line) <= 100])]
    found = next((i for i, day in enumerate(days) if day), None)
    if trace:
        trace(
            DateFound(None if found is None else days[found], "没有找到 none" if found is None else _DATE_RULES[found])
        )
    return None if found is None else days[found]


def _first_date(pattern: re.Pattern[str], texts: list[str]) -> date | None:
    return next((day for t in texts for match in pattern.finditer(t) if (day := _date(match))), None)


def is_title(text: str) -> bool:
    if len(text) > MAX_TITLE_LENGTH or ("报" not in text and "報" not in text):
        return False
    return _TITLE.search(fold(text)) is not None


def year_in(text: str) -> int | None:
    match = _YEAR.search(fold(text))
    if match is None:
        return None
    if match[1]:
        return int(match[1])
    digits = "".join(str(from_chinese(c)) if c in "一二三四五六七八九" else "0" for c in match[2])
    return int(digits) if len(digits) == 4 else None


def agency_in(title: str) -> str | None:
    """What is left of a title without its year and the words of every title; None when that is no name."""
    text = _FILE_ENDING.sub("", fold(title).strip())
    text = next((part for part in _PARTS.split(text) if _TITLE.search(part)), text)
    text = _YEAR_WORDS.sub(" ", text)
    match = _TITLE.search(text)
    if match is None:
        return None
    name = re.sub(r"\s+", "", _trim(text[: match.start()]) or _trim(text[match.end() :]))
    if name.endswith("人民"):  # 某镇人民政府信息公开…, 政府 written once for both
        name += "政府"
    if name.count("(") > name.count(")"):
        name += ")"
    if "年度报告" in name or name.startswith("工作") or not _CHINESE.search(name):  # a title said twice, a number
        return None
    is_name = 2 <= len(name) <= 50 and not _SENTENCE.search(name) and not _NO_NAME.fullmatch(name)
    return name if is_name else None


def _candidates(titles: list[str], opening: list[str]) -> list[str]:
    """Title-like texts, best first: those of the page's head, then lines of the text, the nearest to the first
    heading first, each alone, joined with the line below that holds the year, then with the lines above it."""
    found = [" ".join(t.split()) for t in titles if is_title(t)]
    lines = [fold(t).strip() for t in opening]
    for i in range(len(lines) - 1, -1, -1):
        below = lines[i + 1] if i + 1 < len(lines) and _YEAR_LINE.fullmatch(lines[i + 1]) else ""
        if is_title(lines[i]):
            first, joined = i, opening[i] + below
            found.append(joined)
        elif i and _TITLE_LINE.fullmatch(lines[i]) and is_title(lines[i - 1] + lines[i]):
            first, joined = i - 1, lines[i - 1] + lines[i]
            found.append(joined)
        else:
            continue
        above = [t for t in lines[max(first - 2, 0) : first][::-1] if _may_begin_title(t)]
        for t in above:
            joined = t + joined
            found.append(joined)
        if not above and first and len(lines[first - 1]) <= 50:
            found.append(lines[first - 1] + joined)
    return found


def _may_begin_title(line: str) -> bool:
    return bool(
        _TITLE_LINE.fullmatch(line)
        and not _DATE.search(line)
        and (_YEAR_LINE.fullmatch(line) or _ORGAN.search(line) or (year_in(line) and not is_title(line)))
    )


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
