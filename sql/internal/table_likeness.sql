-- Tables whose telling figures (table_figures) are all those of last year's report, of the agency or of one it came
-- from, or of another agency of the district in the same year; `section` 0 is all tables together. Kept only where so
-- many figures agree that chance is no explanation. One fingerprint a table, so that a nation is one join.
CREATE OR REPLACE VIEW internal.table_likeness AS
WITH prints AS (
    SELECT
        f.report_id,
        f.agency_code,
        f.report_year,
        a.district_code,
        CASE WHEN GROUPING(f.number) = 1 THEN 0 ELSE f.number END AS number,
        sum(hash(f.cell, f.value)) AS fingerprint,
        sum(f.bits) AS evidence,
        list(format('{} {}', f.label, plain_number(f.value)) ORDER BY f.value DESC, f.cell) AS passages
    FROM table_figures f
    JOIN agencies a ON a.agency_code = f.agency_code
    GROUP BY GROUPING SETS (
        (f.report_id, f.agency_code, f.report_year, a.district_code, f.number),
        (f.report_id, f.agency_code, f.report_year, a.district_code)
    )
)
SELECT
    p.report_id,
    p.agency_code,
    p.report_year,
    o.report_id AS other_report_id,
    o.agency_code AS other_agency_code,
    o.report_year AS other_report_year,
    'tables' AS kind,
    CASE WHEN o.agency_code = p.agency_code THEN 'own' ELSE scope_of(p.district_code, o.district_code) END AS scope,
    p.number AS section,
    1.0::DOUBLE AS containment,
    p.evidence,
    p.passages,
    o.passages AS other_passages
FROM prints p
JOIN prints o ON o.number = p.number AND o.fingerprint = p.fingerprint AND o.report_id <> p.report_id
LEFT JOIN last_years l ON l.report_id = p.report_id AND l.last_report_id = o.report_id
WHERE (
    l.report_id IS NOT NULL
    AND p.evidence >= threshold_value('tables_copied_bits')
)
OR (
    o.agency_code <> p.agency_code
    AND o.district_code = p.district_code
    AND o.report_year = p.report_year
    AND p.evidence >= threshold_value('tables_peer_bits')
);

COMMENT ON VIEW internal.table_likeness IS
    '数字全部相同的表格：与上年、与同区机关 / Tables whose telling figures are all the same as last year''s or a peer''s';
COMMENT ON COLUMN internal.table_likeness.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.table_likeness.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.table_likeness.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.table_likeness.other_report_id IS '另一报告 / The other report';
COMMENT ON COLUMN internal.table_likeness.other_agency_code IS '另一报告的机关 / Its agency';
COMMENT ON COLUMN internal.table_likeness.other_report_year IS '另一报告的年度 / Its year';
COMMENT ON COLUMN internal.table_likeness.kind IS '总是 tables / Always tables';
COMMENT ON COLUMN internal.table_likeness.scope IS '两份报告的机关：own 同一机关、district 同区县 / The same agency or its district';
COMMENT ON COLUMN internal.table_likeness.section IS '表所在部分，0 为各表合计 / Section of the table, 0 for all of them';
COMMENT ON COLUMN internal.table_likeness.containment IS '总是 1 / Always 1';
COMMENT ON COLUMN internal.table_likeness.evidence IS '偶然相同的难度（比特）/ Bits against a chance agreement';
COMMENT ON COLUMN internal.table_likeness.passages IS '相同的各数，大者在先 / The figures, largest first';
COMMENT ON COLUMN internal.table_likeness.other_passages IS '另一报告中的各数 / The figures in the other report';
