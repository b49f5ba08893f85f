-- What lineage_chains comes to: a finding for each equation that fails, and one for all of a check that cannot be told.
CREATE OR REPLACE VIEW internal.lineage_findings AS
WITH shared AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY report_id, rule, outcome ORDER BY abs(now - before) DESC, identity) AS nth,
        count(*) OVER (PARTITION BY report_id, rule, outcome) AS lines
    FROM lineage_chains
),
cells AS (
    SELECT report_id, rule, list_sort(list(DISTINCT cell)) AS cells
    FROM (SELECT report_id, rule, unnest(cells) AS cell FROM lineage_chains WHERE outcome = 'cannot_tell')
    GROUP BY report_id, rule
)
SELECT
    s.agency_code,
    s.report_year,
    s.report_id,
    s.rule,
    s.outcome,
    CASE s.outcome WHEN 'fail' THEN s.cells ELSE c.cells END AS cells,
    plain_number(s.now) AS reported,
    plain_number(s.before) AS expected,
    concat(
        format(
            '表{}“{}”{}：机构变更后，{}承接{}；按本年（{}年度）报告推算，上年的数合计为 {}，上年（{}年度）报告合计为 {}，',
            s.numeral, s.line_label, CASE WHEN s.lines > 1 AND s.outcome <> 'fail' THEN '等' ELSE '' END, s.successors,
            s.lasts, s.report_year, plain_number(s.now), s.report_year - 1, plain_number(s.before)
        ),
        CASE
            WHEN s.outcome = 'fail' THEN '无论其他机关填何数均不成立。'
            WHEN s.missing IS NOT NULL THEN format('缺{}的报告，无法判断。', s.missing)
            WHEN s.is_known THEN '两者不等，哪个机关有误无法判断，请各承接机关对账。'
            ELSE '另有空白，无法判断。'
        END
    ) AS message
FROM shared s
LEFT JOIN cells c ON c.report_id = s.report_id AND c.rule = s.rule
WHERE s.outcome = 'fail' OR s.nth = 1;

COMMENT ON VIEW internal.lineage_findings IS
    '机构变更后跨年等式的结果 / Findings of equations with last year after a change of organs';
COMMENT ON COLUMN internal.lineage_findings.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.lineage_findings.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.lineage_findings.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.lineage_findings.rule IS '规则 / Check';
COMMENT ON COLUMN internal.lineage_findings.outcome IS 'fail 或 cannot_tell / Outcome';
COMMENT ON COLUMN internal.lineage_findings.cells IS '各格 / Cells';
COMMENT ON COLUMN internal.lineage_findings.reported IS '本年各报告推算的上年数 / Last year''s figure by this year''s reports';
COMMENT ON COLUMN internal.lineage_findings.expected IS '上年报告的数 / The figure of last year''s reports';
COMMENT ON COLUMN internal.lineage_findings.message IS '说明 / Message';
