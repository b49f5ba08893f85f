"""本级报告初稿: every sentence's numbers are the district's, each with its source; what is not known is left to write."""

import io
import re
from collections.abc import Mapping
from decimal import Decimal

import docx
import pytest

from gouji.publish.papers.blocks import CommentedParagraph
from gouji.publish.papers.contents import Office, read_office
from gouji.publish.papers.own_report import own_report
from tests.publish.papers.reading_papers import district_tables, read_cells, text_of
from tests.publish.papers.small_district import (
    AS_OF,
    DISTRICT,
    OTHER_TOWN,
    STREET,
    TOWN,
    YEAR,
    Made,
    figures,
    page,
)


@pytest.fixture(scope="module")
def office(made: Made) -> Office:
    with made.tables() as con:
        return read_office(con, DISTRICT, YEAR, AS_OF)


def sentences(office: Office, last_year: Mapping[str, Decimal]) -> list[tuple[str, str]]:
    return [each for block in own_report(office, last_year) if isinstance(block, CommentedParagraph) for each in block.sentences]  # fmt: skip


def test_the_draft_is_the_report_in_the_order_of_the_form(made: Made) -> None:
    content = made.paper("own_report")
    text = text_of(content)
    headings = [
        "一、总体情况",
        "二、主动公开",
        "三、收到和处理",
        "四、政府信息公开行政复议",
        "五、存在的主要问题",
        "六、其他需要",
    ]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)
    tables = {cell: value for cell, value in district_tables(made, "all").items() if ".other_undivided." not in cell}
    assert read_cells(content) == tables


def test_each_sentence_has_its_figures_and_where_they_come_from(made: Made, office: Office) -> None:
    told = dict(sentences(office, {"applications.new.natural_person": Decimal(46)}))
    said = "2025年新收政府信息公开申请63件，上年结转0件。"
    assert told[said] == "出处：汇总表表三“一、本年新收”行“总计”列、表三“二、上年结转”行“总计”列。"
    assert "新收的申请中，自然人提出57件（上年46件）。" in told
    assert "上年数为2024年度" in told["新收的申请中，自然人提出57件（上年46件）。"]
    assert "行政事业性收费1.25万元。" in told
    assert "因政府信息公开被申请行政复议2件，其中结果维持2件、结果纠正0件。" in told
    assert not [text for text in told if "规章" in text]  # all are 0
    document = docx.Document(io.BytesIO(made.paper("own_report")))
    with made.tables() as con:
        rows = con.execute(
            "SELECT cell, balanced_sum FROM district_balanced_sums WHERE peer_group = 'all' AND report_year = 2024"
        )
        last = {cell: value for cell, value in rows.fetchall() if value is not None}
    assert [comment.text for comment in document.comments] == [source for _, source in sentences(office, last)]
    assert {comment.author for comment in document.comments} == {"示例省云汀市试纸区人民政府办公室"}


def test_without_last_years_figures_nothing_is_compared(office: Office) -> None:
    assert not [text for text, _ in sentences(office, {}) if re.search("上年(分别|办结|[0-9])", text)]


def test_a_doubtful_figure_is_named_in_its_comment(make) -> None:
    reports = figures()
    reports[OTHER_TOWN, 2025] = reports[OTHER_TOWN, 2025] | {
        "disclosure.regulations.issued": 3, "disclosure.regulations.repealed": 3,
    }  # fmt: skip
    document = docx.Document(io.BytesIO(make(reports).paper("own_report")))
    doubted = [comment.text for comment in document.comments if "规章" in comment.text]
    assert doubted
    assert all("此数存疑：秋水镇表二“规章”行" in text for text in doubted)


def test_the_problems_are_those_found_and_measures_are_left_to_write(office: Office) -> None:
    text = "".join(text for text, _ in sentences(office, {}))
    assert "三是表三收办不平，涉及1个机关。" in text
    assert "个别机关未按期公布年度报告，逾期未公布1个。" in text
    assert "改进措施" not in text


PROSE = {
    TOWN: "通过政府网站公开信息80条，微信公众号推送信息20余条。举办业务培训3次，参训40人次。设有政务公开专区。",
    OTHER_TOWN: "在政府网站公开信息30条，其中预决算6条。举办业务培训2期。上年培训9次。修订公开指南（2026年版）。",
    STREET: "通过公示栏及时公开惠民政策。组织干部参加业务培训。未召开新闻发布会。",
}


def test_what_offices_tell_in_their_prose_is_added_up_and_each_is_named(make) -> None:
    documents = {
        f"{agency}_2025.html": page(agency, 2025, figures()[agency, 2025]).replace("按要求做好第1部分所列工作。", f"做好工作。{prose}")
        for agency, prose in PROSE.items()
    }  # fmt: skip
    made = make(figures(), documents)
    document = docx.Document(io.BytesIO(made.paper("own_report")))
    comments = {comment.text for comment in document.comments}
    text = text_of(made.paper("own_report"))
    assert (
        "据各机关报告自述，2个机关写出经政府网站公开的条数，合计110条（件、篇），1个机关写出经微信公众号公开的条数，合计20条（件、篇）。"
        in text
    )
    assert any("政府网站——春山镇80、秋水镇30；微信公众号——春山镇20。" in comment for comment in comments)
    assert "写出条数较多的领域有：预决算6条（1个机关）。" in text
    assert "据各机关报告自述，3个机关组织了培训，其中2个写出次数，合计5次（期、场）。" in text
    assert any(comment.endswith("概数按所写的数：冬雪街道、春山镇3、秋水镇2。") for comment in comments)
    assert "1个机关写出参训人次，合计40人次。" in text
    assert "据各机关报告自述，1个机关编制或者更新了公开指南。" in text
    assert "据各机关报告自述，1个机关设有公开专区或者查阅点。" in text
    assert "新闻发布会" not in text  # there was none


def test_without_facts_the_draft_is_as_the_tables_have_it(made: Made) -> None:
    assert "自述" not in text_of(made.paper("own_report"))
