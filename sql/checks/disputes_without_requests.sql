/*
id: disputes_without_requests
title: 有复议、诉讼而两年没有申请的，说明由来
title_en: Where there are reviews or lawsuits and no request in two years, the report says where they come from
fault: 两年没有收到申请，却有复议或诉讼
fault_en: Reviews or lawsuits though no request was received in two years
dimension: accuracy
severity: note
basis: >-
  国办公开办函〔2021〕30号格式表三、表四：政府信息公开行政复议、行政诉讼；《政府信息公开条例》第五十一条
why: >-
  复议、诉讼多由申请的答复引起；没有申请而有案件，往往是把其他行政案件填进表四，或表三漏填。
  Most disputes are about answers to requests: without any, cases of other matters may stand in table 4, or table 3 was
  left at zero.
not_an_error: >-
  只是提示，不扣分：因主动公开引起的、由更早的申请引起的都可能。没有上年报告、表三有空白的不提示。
  A note without points: disputes may be about what was published, or about older requests. Without last year's report,
  or with blanks in table 3, nothing is said.
*/
WITH figures AS (
    SELECT c.report_key, f.table_role, f.row_label, f.cell, c.figure
    FROM current_figures c
    JOIN form_cells f ON f.rowid = c.cell_key
    WHERE f.column_role = 'total' AND f.row_role IN ('received', 'carried_in', 'review', 'litigation')
),
asked AS (
    -- requests at hand in the year, null where the report leaves it open
    SELECT report_key, CASE WHEN count(figure) = count(*) THEN sum(figure) END AS requests
    FROM figures
    WHERE table_role = 'requests'
    GROUP BY report_key
),
disputed AS (
    SELECT
        report_key,
        sum(figure) AS disputes,
        list_sort(list(cell)) AS cells,
        string_agg(format('{} {} 件', replace(row_label, ' ', ''), plain_number(figure)), '、' ORDER BY cell) AS words
    FROM figures
    WHERE table_role = 'disputes' AND figure > 0
    GROUP BY report_key
)
SELECT
    r.agency_code,
    r.report_year,
    r.report_id,
    'fail' AS outcome,
    d.cells,
    format('复议、诉讼 {} 件，申请 0 件', plain_number(d.disputes)) AS reported,
    '有申请，或在报告中说明由来' AS expected,
    format(
        '表{}有{}，而 {} 和 {} 两个年度的报告都没有新收、结转的申请；请核对这些案件是否与政府信息公开有关、申请是否漏填，确有其事的可在报告中说明由来。',
        t.numeral,
        d.words,
        r.report_year - 1,
        r.report_year
    ) AS message
FROM disputed d
JOIN asked a ON a.report_key = d.report_key AND a.requests = 0
JOIN reports r ON r.rowid = d.report_key
JOIN form_tables t ON t.form = r.form AND t.role = 'disputes'
-- after a change of organs, last year's requests of every agency it came from
JOIN (
    SELECT l.report_key
    FROM last_years l
    LEFT JOIN asked b ON b.report_key = l.last_key
    GROUP BY l.report_key
    HAVING count(*) = any_value(l.agencies) AND count(b.requests) = count(*) AND max(b.requests) = 0
) l ON l.report_key = r.rowid
