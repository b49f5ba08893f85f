"""Title, agency, report year and date of publication, however the page tells them."""

from datetime import date

import pytest

from gouji.core.model import Report
from gouji.parse.prose.identity import agency_in, speaker_of, year_in
from gouji.parse.reports import parse
from tests.parse import writers as w

A = w.AGENCY
TABLES = {code: w.html_table(rows) for code, rows in w.printed(w.zeros()).items()}


def read(address: str = "", **options: str) -> Report:
    return parse(w.page(TABLES, **options).encode(), address)[0]


@pytest.mark.parametrize(
    "title",
    [
        f"{A}2024年政府信息公开工作年度报告", f"{A}2024年度政府信息公开工作年度报告", f"2024年{A}政府信息公开工作年度报告",
        f"2024年度{A}政府信息公开工作年度报告", f"{A}关于2024年度政府信息公开工作的年度报告", f"{A}政府信息公开工作2024年度报告",
        f"{A}政府信息公开工作年度报告（2024年）", f"{A}政府信息公开工作年度报告（2024）", f"{A}二〇二四年政府信息公开工作年度报告",
        f"{A}二○二四年度政府信息公开工作年度报告", f"{A}2024政府信息公开工作年度报告", f"{A}2024 年政府信息公开工作年度报告",
        f"{A}２０２４年政府信息公开工作年度报告", f"{A}<br>2024年政府信息公开工作年度报告",
        f"{A}</p><p>2024年政府信息公开工作年度报告", f"{A}</p><p>政府信息公开工作年度报告</p><p>（2024年）",
        f"{A}</p><p>2024年政府信息公开</p><p>工作年度报告", f"{A}2024年政府信息公开年度报告", f"{A}2024年度政府信息公开工作报告",
        f"{A}2024年政府信息公开年报", f"《{A}2024年政府信息公开工作年度报告》", f"{A}2024年信息公开工作年度报告",
        f"2024年</p><p>{A}</p><p>政府信息公开工作年度报告", f"{A}２０２４年政府資訊公開工作年度報告".replace("資訊", "信息"),
        f"{A} 2024年政府信息公开工作年度报告", f"关于{A}2024年政府信息公开工作年度报告的公示", f"{A}2024年政府信息公开工作情况报告",
        f"{A}2024年年度政府信息公开工作年度报告", f"{A}2024年政府信息公开工作年度总结报告",
    ],
)  # fmt: skip
def test_title_in_the_text(title: str) -> None:
    report = read(title=title)
    assert (report.agency, report.report_year) == (A, 2024)


@pytest.mark.parametrize(
    "name",
    ["青石县教育局", "青石县云溪街道办事处", "青石县人民政府办公室", "国家税务总局青石县税务局", "青石县发展和改革局（青石县粮食局）",
     "青石经济技术开发区管理委员会", "云溪苗族土家族乡人民政府", "青石县公安局交通警察大队", "二龙山镇人民政府", "青石市三〇三路街道办事处"],
)  # fmt: skip
def test_agency_as_printed(name: str) -> None:
    report = read(title=f"{name}2023年政府信息公开工作年度报告")
    assert (report.agency, report.report_year) == (name.replace("（", "(").replace("）", ")"), 2023)


def test_government_written_once_for_name_and_subject() -> None:
    assert read(title="青石县云溪镇人民政府信息公开工作2024年年度报告").agency == A


def test_year_only_in_the_prose() -> None:
    report = read(title=f"{A}政府信息公开工作年度报告")
    assert (report.agency, report.report_year) == (A, 2024)
    assert any("2024" in warning for warning in report.warnings)


@pytest.mark.parametrize(
    "head",
    [
        f'<meta name="ArticleTitle" content="{A}2024年政府信息公开工作年度报告">',
        f'<meta name="articletitle" content="{A}2024年政府信息公开工作年度报告"><title>政府信息公开年报</title>',
        f"<title>{A}2024年政府信息公开工作年度报告_青石县人民政府</title>",
        f"<title>{A}2024年政府信息公开工作年度报告 - 某某网</title>",
        f"<title>{A}2024年政府信息公开工作年度报告-青石县人民政府门户网站</title>",
        f"<title>{A}2024年政府信息公开工作年度报告 | 政府信息公开 | 某某网</title>",
        f"<title>某某网——{A}2024年政府信息公开工作年度报告</title>",
        f"<title>\n  {A}2024年政府信息公开工作年度报告\n</title>",
        f'<meta property="og:title" content="{A}2024年政府信息公开工作年度报告">',
    ],
)
def test_title_only_in_the_head(head: str) -> None:
    report = read(head=head, title="")
    assert (report.agency, report.report_year) == (A, 2024)


def test_navigation_with_other_years_before_and_after() -> None:
    links = "".join(
        f"<li><a href=x>青石县某某局{year}年政府信息公开工作年度报告</a></li>" for year in (2019, 2020, 2021)
    )
    report = read(before=f"<ul>{links}</ul>", after=f"<ul>{links}</ul>")
    assert (report.agency, report.report_year) == (A, 2024)


def test_breadcrumb_is_no_title() -> None:
    report = read(before="<div>当前位置：首页 &gt; 政府信息公开年报 &gt; 2022年</div>")
    assert (report.agency, report.report_year) == (A, 2024)


@pytest.mark.parametrize(
    "line", [f"由{A}办公室根据《中华人民共和国政府信息公开条例》编制年度报告", f"按照政府信息公开年度报告的要求，{A}"]
)
def test_a_line_of_the_introduction_names_nobody(line: str) -> None:
    assert agency_in(line) is None


def test_agency_on_its_own_line_and_title_without_it() -> None:
    report = read(title=f"{A}</p><p>2024年政府信息公开工作年度报告")
    assert (report.agency, report.report_year) == (A, 2024)


def test_file_name_tells_when_nothing_else_does() -> None:
    report = read(title="", address=f"/inbox/{A}2024年政府信息公开工作年度报告.html")
    assert (report.agency, report.report_year) == (A, 2024)


def test_the_text_outranks_the_file_name() -> None:
    report = read(address="/inbox/青石县教育局2021年政府信息公开工作年度报告.html")
    assert (report.agency, report.report_year) == (A, 2024)


def test_year_of_the_form_notice_is_not_the_report_year() -> None:
    page = w.page(TABLES, title=f"{A}政府信息公开工作年度报告").replace(
        "2024年，本镇",
        "根据国办公开办函〔2021〕30号要求编制，统计期限自2023年1月1日起至12月31日止。2024年1月公布。本镇",
    )
    assert parse(page.encode())[0].report_year == 2023


@pytest.mark.parametrize(
    ("text", "year"),
    [("2024年", 2024), ("二〇二三年", 2023), ("二○二一年度", 2021), ("二零二零年", 2020), ("二0二四年", 2024), ("１９９９年", None), ("120241", None), ("第20条", None), ("", None)],
)  # fmt: skip
def test_year_in(text: str, year: int | None) -> None:
    assert year_in(text) == year


@pytest.mark.parametrize("title", ["政府信息公开工作年度报告", "2024年政府信息公开工作年度报告", "年度报告"])
def test_no_agency_in_a_bare_title(title: str) -> None:
    assert agency_in(title) is None


# --- date of publication ----------------------------------------------------------------------------------------

DAY = date(2025, 1, 24)


@pytest.mark.parametrize(
    "name", ["PubDate", "pubdate", "publishdate", "PublishDate", "article:published_time", "firstpublishedtime"]
)
@pytest.mark.parametrize("text", ["2025-01-24", "2025-01-24 09:30:00", "2025年1月24日", "2025/1/24", "2025-01-24T09:30:00+08:00", "20250124"])  # fmt: skip
def test_date_in_meta(name: str, text: str) -> None:
    key = "property" if ":" in name else "name"
    assert read(head=f'<meta {key}="{name}" content="{text}">').published_on == DAY


@pytest.mark.parametrize(
    "line",
    ["发布日期：2025-01-24", "发布时间：2025年1月24日 10:20", "日期：2025.01.24", "时间： 2025-01-24", "公开日期:2025/1/24", "发布时间 2025-01-24 来源：本站",
     "信息来源：某某 发布日期：[2025-01-24]", "成文日期：2025年01月24日", "2025-01-24", "2025年1月24日", "来源：本站　2025-01-24 09:11　浏览：12次", "（2025年1月24日）"],
)  # fmt: skip
def test_date_on_a_line_of_its_own(line: str) -> None:
    title = f"{w.TITLE}</p><p>{line}"
    assert read(title=title).published_on == DAY


@pytest.mark.parametrize(
    "address",
    [
        "http://www.example.gov.cn/a/202501/t20250124_13212.html", "https://example.gov.cn/art/2025/1/24/art_1229_4321.html",
        "https://example.gov.cn/2025-01/24/content_5.htm", "/inbox/2025-01-24 年报.html", "/inbox/t20250124_1.html",
        "https://example.gov.cn/doc/2025/01/24/4722822.shtml", "https://example.gov.cn/nw12344/20250124/4a03b5fa.html",
        "https://example.gov.cn/stats/News/Detail/20250124145505726", "C:\\收件\\20250124_报告.html", "云溪镇2025-01-24.txt",
    ],
)  # fmt: skip
def test_date_in_the_address(address: str) -> None:
    assert read(address).published_on == DAY


@pytest.mark.parametrize("address", ["", "x.html", "/zwgk/202501/index.html", "/2024/12/index.html", "/a/20251340_1.html", "/post_12025012499.html", "/bm20230229.html"])  # fmt: skip
def test_no_date_is_no_date(address: str) -> None:
    assert read(address).published_on is None


def test_dates_in_the_prose_are_not_dates_of_publication() -> None:
    page = w.page(TABLES).replace("本镇按要求", "2024年3月5日召开会议，时间：2024年3月5日，本镇按要求")
    assert parse(page.encode())[0].published_on is None


@pytest.mark.parametrize(
    ("prose", "closing", "speaker"),
    [
        ("绮铃镇人民政府2024年走访二十户家庭，按季补齐网上申请入口。", "", "绮铃镇人民政府"),
        ("2024年，云溪区 民政局认真贯彻落实条例。", "", "云溪区民政局"),
        ("本报告由云溪区应急管理局编制。", "", "云溪区应急管理局"),
        ("2024年度,云溪镇主动公开政府信息一百条。", "", "云溪镇"),
        ("我局认真贯彻条例。", "没有其他需要报告的事项。\n云溪区水利局\n2025年1月12日", "云溪区水利局"),
        ("我局认真贯彻条例。", "云溪区水利局没有其他需要报告的事项。", None),
        ("全面落实社会救助政策，公开信息。", "", None),
        ("在区委、区政府领导下，本镇公开信息。", "", None),
        ("", "", None),
    ],
)
def test_who_speaks_where_no_title_says_it(prose: str, closing: str, speaker: str | None) -> None:
    assert speaker_of(prose, closing) == speaker
