"""The decisions a reading tells: each is there, in plain data, in the log in the same words, and none when off."""

import logging
import pickle

import pytest

from gouji.parse import reports, trace
from gouji.parse.document import Box, Document, Grid
from gouji.parse.reports import parse
from gouji.parse.trace import listening
from tests.parse.pdf_writer import report as pdf_report
from tests.parse.writers import numbered

ROWS = [
    ("规章", "2", "3", "7"),
    ("行政规范性文件", "1", "0", "4"),
    ("许可事项（行政许可）", "5"),
    ("行政处罚", "6"),
    ("本地特色数据", "88"),
]


def page(rows=ROWS, title="2024年云溪镇人民政府政府信息公开工作年度报告", extra="") -> bytes:
    body = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)
    return f"""<html><head><meta name="PubDate" content="2025-01-20"><title>{title}</title></head><body>
    <table><tr><td>首页</td><td>新闻</td></tr><tr><td>专栏</td><td>互动</td></tr></table>
    <h1>{title}</h1><p>网站导航之外的一段。</p>
    <p>一、总体情况</p><p>全年收到政府信息公开申请9件，其中网络申请5件、信函申请4件。下发通知16份。{extra}</p>
    <p>二、主动公开政府信息情况</p>
    <table><tr><td>第二十条第（一）项</td></tr>
    <tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>{body}</table>
    <p>（一）主动公开情况</p>
    <p>三、收到和处理政府信息公开申请情况</p><p>见附表。</p></body></html>""".encode()


@pytest.fixture
def events():
    with listening() as told:
        parse(page(), "https://example.invalid/2025/0120/a.html")
    return told


def only(events, kind):
    (event,) = [event for event in events if isinstance(event, kind)]
    return event


def test_nothing_is_told_while_nobody_listens():
    assert not trace.Trace("gouji.parse.reports")
    with listening():
        assert trace.Trace("gouji.parse.reports")


def test_a_reading_is_the_same_while_told():
    with listening():
        told = parse(page())
    assert told == parse(page())


def test_events_can_cross_to_another_process(events):
    assert pickle.loads(pickle.dumps(events)) == events


def test_which_title_gave_agency_and_year_and_what_gave_the_date(events):
    found = only(events, trace.IdentityFound)
    assert (found.agency, found.year) == ("云溪镇人民政府", 2024)
    assert found.candidates[0].agency == "云溪镇人民政府"
    assert "兼有机关与年度" in found.rule
    day = only(events, trace.DateFound)
    assert (str(day.day), day.rule.split()[0]) == ("2025-01-20", "网页元数据")


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("发布日期：2025-01-22", "发布日期之类"),
        ("来源：云溪镇 2025-01-22", "与来源、浏览次数同行"),
        ("2025-01-22", "单独的日期"),
    ],
)
def test_the_rule_of_the_date_is_the_one_that_found_it(line, rule):
    told = page().replace(b'<meta name="PubDate" content="2025-01-20">', b"")
    told = told.replace("网站导航之外的一段。".encode(), line.encode())
    with listening() as events:
        (report,) = parse(told)
    day = only(events, trace.DateFound)
    assert str(report.published_on) == str(day.day) == "2025-01-22"
    assert day.rule.startswith(rule)


def test_headings_taken_and_not_taken(events):
    candidates = [e for e in events if isinstance(e, trace.HeadingsFound)][-1].candidates
    assert [h.number for h in candidates if h.chosen] == [1, 2, 3]
    (sub_item,) = [h for h in candidates if not h.chosen]
    assert sub_item.text == "（一）主动公开情况"
    assert sub_item.weight < min(h.weight for h in candidates if h.chosen)


def test_how_much_of_each_form_was_found(events):
    chosen = only(events, trace.FormChosen)
    shares = {share.form: share for share in chosen.shares}
    assert chosen.form == "2021"
    assert shares["2021"].own_labels > 0
    assert shares["2021"].own_labels > shares["2019"].own_labels
    assert 0 < shares["2021"].rows_found < shares["2021"].rows


def test_each_line_has_its_scores_its_row_and_the_reason(events):
    (assigned,) = [e for e in events if isinstance(e, trace.RowsAssigned) if e.table == "disclosure"]
    lines = {line.label: line for line in assigned.lines}
    assert lines["规章"].given == "regulations"
    assert lines["规章"].scores[0] == (1.0, "regulations")
    likely = lines["许可事项（行政许可）"]
    assert likely.given == "licensing"
    assert 0.55 < likely.scores[0][0] < 1.0
    assert "次序" in likely.why
    assert lines["本地特色数据"].given is None
    assert "不像" in lines["本地特色数据"].why


def test_a_certain_label_out_of_order_says_so():
    rows = [ROWS[1], ROWS[0], ROWS[3], ROWS[2]]
    with listening() as events:
        parse(page(rows))
    (assigned,) = [e for e in events if isinstance(e, trace.RowsAssigned) if e.table == "disclosure"]
    assert [line.given for line in assigned.lines if "out of order, label certain" in line.why] != []


def test_by_which_rule_figures_were_given_to_columns():
    with listening() as events:
        parse(page([*ROWS[:2], ("行政许可", "5", ""), ("行政处罚", "6", "7")]))
    placed = {event.label: event for event in events if isinstance(event, trace.FiguresPlaced)}
    assert (placed["行政许可"].wanted, placed["行政许可"].found, placed["行政许可"].placed) == (1, 2, True)
    assert "空白" in placed["行政许可"].rule
    assert not placed["行政处罚"].placed


def test_figures_of_no_cell_are_named(events):
    unused = [event for event in events if isinstance(event, trace.FiguresUnused)]
    assert [[text for _, text in event.boxes] for event in unused] == [["88"]]


def test_patterns_statements_and_counts_left_over(events):
    (sentence, *_) = [e for e in events if isinstance(e, trace.SentenceRead)]
    kinds = [(s.kind, int(s.value), s.part_of) for s in sentence.statements]
    assert ("requests_received", 9, None) in kinds
    total = next(s.ordinal for s in sentence.statements if s.value == 9)
    assert {int(s.value) for s in sentence.statements if s.part_of == total} == {5, 4}
    fired = next(p for p in sentence.fired if "requests_received" in p.kinds and not p.why_not)
    assert "9件" in fired.words
    left = [count for e in events if isinstance(e, trace.SentenceRead) for count in e.unclaimed]
    assert left == ["16份"]


def test_the_log_says_the_same_words(caplog):
    with caplog.at_level(logging.DEBUG, "gouji"), listening() as events:
        parse(page())
    assert [record.getMessage() for record in caplog.records] == [event.words() for event in events]
    assert {"gouji.parse.cells.alignment", "gouji.parse.prose.statements"} <= {r.name for r in caplog.records}


def test_hostile_text_stays_on_its_line_of_the_log():
    title = "2024年云溪\u202e镇\x1b[31m人民政府政府信息公开工作年度报告"
    with listening() as events:
        parse(page(title=title, extra="共答复\u2066申请3件。"))
    words = "".join(event.words() for event in events)
    assert "⟨U+202E⟩" in words
    assert not {"\n", "\x1b", "\u202e", "\u2066"} & set(words)


def test_a_document_without_end_is_told_only_so_far(monkeypatch):
    monkeypatch.setattr(trace, "MAX_EVENTS", 10)
    with listening() as events:
        (report,) = parse(page())
    assert len(events) == 10
    assert report.cells


def test_recognised_cells_that_are_not_believed_are_told():
    labels = ["规章", "行政规范性文件"]
    rows = [[Box("信息内容", 1, 1, 0.99), Box("本年制发件数", 1, 2, 0.99), Box("本年废止件数", 1, 3, 0.99),
             Box("现行有效件数", 1, 4, 0.99)]]  # fmt: skip
    for i, label in enumerate(labels, 2):
        rows.append([Box(label, i, 1, 0.99), *(Box(str(i * k), i, k, 0.3 if k == 3 else 0.99) for k in (2, 3, 4))])
    document = Document(["二、主动公开政府信息情况", Grid(1, rows, 1, look_again=lambda *_: [])])
    with listening() as events:
        (report,) = reports._reports(document, "0" * 64, "image/png", "")
    changed = only(events, trace.CellsSettled).changes
    assert changed
    assert all(old != new and new in report.cells and old not in report.cells for old, new in changed)
    assert pickle.loads(pickle.dumps(events)) == events


def test_drawn_pages_are_told_before_their_report():
    with listening() as events:
        parse(pdf_report(numbered()))
    pages = [event for event in events if isinstance(event, trace.PageDrawn)]
    assert [drawn.number for drawn in pages] == list(range(1, len(pages) + 1))
    assert all(drawn.width > 0 and drawn.texts for drawn in pages)
    assert any(drawn.cells and drawn.rules for drawn in pages)
    assert events.index(pages[-1]) < events.index(only(events, trace.ReportBegun))
