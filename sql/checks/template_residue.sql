/*
id: template_residue
title: 留有模板的说明文字或空位
title_en: Remains of the template were left in
fault: 留有模板的说明文字或空位
fault_en: Remains of the template left in
dimension: substance
severity: warning
basis: >-
  国办公开办函〔2021〕30号格式及填写说明；明确责任中的“敷衍塞责”
why: >-
  说明文字和空位没有删改，说明公布前无人通读。
  Nobody read the report through before it was published.
not_an_error: >-
  网址、栏目代码中的 XX（如 XXGK）不算；表格上方自写的引导语不算。
  Letters in addresses and codes, or one's own words above a table.
*/
WITH passages AS (
    SELECT *, concat(translate(heading, '（）', '()'), chr(10), plain) AS passage
    FROM current_prose
    WHERE says(passage, 'residue') OR regexp_matches(passage, pattern('placeholder'))
),
remains AS (
    SELECT p.*, w.wording AS remain
    FROM passages p
    JOIN wordings w ON w.kind = 'residue' AND contains(p.passage, w.wording)
    UNION ALL
    SELECT
        *,
        regexp_extract(
            passage,
            pattern('placeholder_found'),
            1
        )
    FROM passages
),
found AS (
    SELECT
        agency_code,
        report_year,
        report_id,
        number,
        any_value(numeral) AS numeral,
        any_value(passage) AS passage,
        max_by(remain, (length(remain), -instr(passage, remain))) AS remain
    FROM remains
    WHERE remain <> ''
    GROUP BY agency_code, report_year, report_id, number
)
SELECT
    agency_code,
    report_year,
    report_id,
    'fail' AS outcome,
    []::VARCHAR[] AS cells,
    remain AS reported,
    format('第{}部分无模板残留', numeral) AS expected,
    format(
        '第{}部分留有模板文字“{}”：“…{}…”；请删去或换成本机关的实际内容。',
        numeral,
        remain,
        replace(around(passage, remain, 15, length(remain) + 30), chr(10), ' ')
    ) AS message
FROM found
