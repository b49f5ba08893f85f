-- Equations with last year's report where organs changed so that one report alone does not follow from last year: after
-- a split (the successors only together), and where a report of the organs concerned is missing.
--   fail         wrong whatever the others' figures are
--   cannot_tell  the reports together do not agree, or some figure is not known: whose is wrong nobody can say
-- No row where all is known and agrees, nor where no report of last year is there.
CREATE OR REPLACE VIEW internal.lineage_chains AS
WITH members AS (
    SELECT g.report_year, g.group_code, g.agency_code, a.name, r.rowid::INTEGER AS source_key, 0 AS years_back
    FROM lineage_groups g
    JOIN agencies a ON a.agency_code = g.agency_code
    LEFT JOIN reports r ON r.agency_code = g.agency_code AND r.report_year = g.report_year AND r.is_current
    UNION
    SELECT g.report_year, g.group_code, k.last_agency_code, a.name, r.rowid::INTEGER, 1
    FROM lineage_links k
    JOIN lineage_groups g ON g.agency_code = k.agency_code AND g.report_year = k.report_year
    JOIN agencies a ON a.agency_code = k.last_agency_code
    LEFT JOIN reports r ON r.agency_code = k.last_agency_code AND r.report_year = k.report_year - 1 AND r.is_current
),
open_groups AS (
    SELECT report_year, group_code
    FROM members
    GROUP BY report_year, group_code
    HAVING count(source_key) FILTER (years_back = 1) > 0
       AND (count(*) FILTER (years_back = 0) > 1 OR count(source_key) < count(*))
),
told AS (
    SELECT m.*, r.form FROM members m SEMI JOIN open_groups o USING (report_year, group_code)
    JOIN reports r ON r.rowid = m.source_key
    WHERE m.years_back = 0
),
chains AS (
    SELECT * FROM identities i
    WHERE EXISTS (FROM identities l WHERE l.form = i.form AND l.identity = i.identity AND l.years_back = 1)
),
figures AS (
    SELECT c.report_key, f.cell, c.figure
    FROM current_figures c
    JOIN form_cells f ON f.rowid = c.cell_key
    WHERE f.cell IN (SELECT cell FROM chains) AND c.report_key IN (SELECT source_key FROM members)
),
terms AS (
    SELECT
        t.source_key AS report_key, t.report_year, i.form, i.rule, i.identity, i.cell, i.coefficient, i.years_back,
        m.agency_code AS source_code, m.name, m.source_key = t.source_key AND i.years_back = 0 AS is_own,
        m.source_key IS NULL AS is_missing, f.figure, coalesce(is_own OR i.years_back = 1, false) AS is_fixed
    FROM told t
    JOIN chains i ON i.form = t.form
    JOIN members m ON m.report_year = t.report_year AND m.group_code = t.group_code AND m.years_back = i.years_back
    LEFT JOIN figures f ON f.report_key = m.source_key AND f.cell = i.cell
),
sums AS (
    SELECT
        report_key, form, rule, identity,
        list_sort(list(cell) FILTER (is_own)) AS cells,
        sum(coefficient * figure) AS difference,
        count(figure) = count(*) AS is_known,
        coalesce(sum(coefficient * figure) FILTER (is_fixed), 0) AS fixed,
        coalesce(bool_or(coefficient > 0) FILTER (NOT is_fixed OR figure IS NULL), false) AS open_above,
        coalesce(bool_or(coefficient < 0) FILTER (NOT is_fixed OR figure IS NULL), false) AS open_below,
        bool_or(is_own AND figure IS NOT NULL) AS is_told,
        sum(coefficient * figure) FILTER (years_back = 0) AS now,
        -sum(coefficient * figure) FILTER (years_back = 1) AS before,
        string_agg(DISTINCT name, '、' ORDER BY name) FILTER (years_back = 1) AS lasts,
        string_agg(DISTINCT name, '、' ORDER BY name) FILTER (years_back = 0) AS successors,
        string_agg(DISTINCT name, '、' ORDER BY name) FILTER (is_missing) AS missing
    FROM terms
    GROUP BY report_key, form, rule, identity
)
SELECT
    r.agency_code, r.report_year, r.report_id, s.rule, s.identity, s.cells, s.now, s.before, s.lasts, s.successors,
    s.missing, s.is_known, l.numeral, l.line_label,
    CASE WHEN s.fixed > 0 AND NOT s.open_below OR s.fixed < 0 AND NOT s.open_above THEN 'fail' ELSE 'cannot_tell' END
        AS outcome
FROM sums s
JOIN reports r ON r.rowid = s.report_key
JOIN (SELECT DISTINCT form, identity, numeral, line_label FROM identity_labels) l
    ON l.form = s.form AND l.identity = s.identity
WHERE s.is_told AND NOT (s.is_known AND s.difference = 0);

COMMENT ON VIEW internal.lineage_chains IS
    '分设或原机关缺报时不能单独成立的跨年等式 '
    '/ Equations with last year that successors share, or of which a report is missing';
COMMENT ON COLUMN internal.lineage_chains.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.lineage_chains.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.lineage_chains.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.lineage_chains.rule IS '规则 / Check';
COMMENT ON COLUMN internal.lineage_chains.identity IS '等式 / Identity';
COMMENT ON COLUMN internal.lineage_chains.cells IS '本报告中的各格 / Cells of the report, sorted';
COMMENT ON COLUMN internal.lineage_chains.now IS
    '按本年各报告推算的上年数，未知的不计 / Last year''s figure as this year''s reports tell it, unknown ones left out';
COMMENT ON COLUMN internal.lineage_chains.before IS
    '上年各报告的数，未知的不计 / Last year''s figure as its reports tell it, unknown ones left out';
COMMENT ON COLUMN internal.lineage_chains.lasts IS '上年的各机关 / Agencies of last year';
COMMENT ON COLUMN internal.lineage_chains.successors IS '承接的各机关 / Agencies that came from them';
COMMENT ON COLUMN internal.lineage_chains.missing IS '没有报告的机关 / Agencies without a report';
COMMENT ON COLUMN internal.lineage_chains.is_known IS '是否各数齐全 / Whether every figure is known';
COMMENT ON COLUMN internal.lineage_chains.numeral IS '表的序号 / Number of the table as printed';
COMMENT ON COLUMN internal.lineage_chains.line_label IS '等式所在的行或列 / Row or column the identity is of';
COMMENT ON COLUMN internal.lineage_chains.outcome IS 'fail 或 cannot_tell / Outcome';
