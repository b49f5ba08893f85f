/*
id: changed_after_publication
title: 公布以后改动了数字
title_en: Figures were changed after publication
fault: 公布以后改动了数字
fault_en: Figures changed after publication
dimension: timeliness
severity: warning
basis: >-
  国办公开办函〔2021〕30号明确责任“不按时发布、不准确”
practice: >-
  社科院 2016 年年度报告发布情况评估：公布后有变动、多个平台版本不一
why: >-
  先公布的数字已被引用或汇总，改动而不说明，外界无从知道以哪个为准。
  Figures once public have been quoted and added up; a silent change leaves nobody knowing which to believe.
not_an_error: >-
  数字未变的重发、只改文字、补填原来空白的格，不算；主管部门责令更正的，可申请豁免。先后不明的列为无法判断。
  The same figures published again, text alone, or blanks filled in, are no change.
  A correction the office ordered can be waived.
needs: report_changes
*/
WITH changed AS (
    SELECT r.*, f.position, cell_name(f.row_label, f.column_label) AS label
    FROM report_changes r
    JOIN reports n ON n.report_id = r.current_report_id
    JOIN form_cells f ON f.form = n.form AND f.cell = r.item
    WHERE r.kind = 'cell' AND r.state_before = 'reported' AND r.state_after = 'reported'
),
cells AS (
    SELECT
        agency_code,
        report_year,
        current_report_id,
        item,
        format('{}：{}→{}', any_value(label), arg_min(before, version), any_value(after)) AS words,
        any_value(position) AS position
    FROM changed
    GROUP BY agency_code, report_year, current_report_id, item
),
listed AS (
    SELECT current_report_id, list(words ORDER BY position) AS words FROM cells GROUP BY current_report_id
),
told AS (
    SELECT
        agency_code,
        report_year,
        current_report_id,
        bool_or(published = 'before') AS changed_later,
        list_sort(list(DISTINCT item)) AS cells,
        count(DISTINCT report_id) AS versions
    FROM changed
    GROUP BY agency_code, report_year, current_report_id
)
SELECT
    t.agency_code,
    t.report_year,
    t.current_report_id AS report_id,
    CASE WHEN t.changed_later THEN 'fail' ELSE 'cannot_tell' END AS outcome,
    t.cells,
    format('{} 格与先前的版本不同', len(t.cells)) AS reported,
    '公布以后数字不变，或说明更正' AS expected,
    concat(
        format(
            '本年度报告另有 {} 个版本数字与现行版本不同，改动 {} 格：{}',
            t.versions, len(t.cells), array_to_string(l.words[:4], '；')
        ),
        CASE WHEN len(l.words) > 4 THEN format('；另有 {} 格', len(l.words) - 4) ELSE '' END,
        CASE WHEN t.changed_later THEN '。如系更正，请在报告中说明。' ELSE '。几份同日公布或公布日期不明，先后无法判断。' END
    ) AS message
FROM told t
JOIN listed l ON l.current_report_id = t.current_report_id
