-- What could explain a line of the district's report that is not the sum: an agency whose own figures there are in
-- doubt by just the gap, because its earlier version differs by it in every column concerned, or because its report
-- does not add up there and is out by as much. Nobody is named because a sound figure happens to equal the gap.
CREATE OR REPLACE VIEW internal.district_gaps AS
WITH gaps AS (
    SELECT
        report_id,
        district_code,
        report_year,
        table_code,
        line,
        unnest(cells) AS cell,
        own - agencies_sum AS gap
    FROM district_sums
    WHERE outcome = 'fail' AND len(cells) = 1
),
lines AS (
    SELECT report_id, table_code, line, count(*) AS cells FROM gaps GROUP BY ALL
),
theirs AS (
    SELECT
        g.report_id, g.table_code, g.line, g.cell, g.gap, a.agency_code, a.full_name,
        r.report_id AS their_report_id
    FROM gaps g
    JOIN agencies a ON a.district_code = g.district_code AND a.kind <> 'district'
    JOIN reports r ON r.agency_code = a.agency_code AND r.report_year = g.report_year AND r.is_current
),
resubmitted AS (
    SELECT
        t.report_id, t.table_code, t.line, t.agency_code, t.full_name,
        '重发过报告，改动恰为所差，是否用了旧版' AS why
    FROM theirs t
    JOIN lines l ON l.report_id = t.report_id AND l.table_code = t.table_code AND l.line = t.line
    JOIN report_changes d ON d.current_report_id = t.their_report_id AND d.item = t.cell
    WHERE d.kind = 'cell' AND try_cast(d.before AS DECIMAL(20, 6)) - try_cast(d.after AS DECIMAL(20, 6)) = t.gap
    GROUP BY ALL
    HAVING count(DISTINCT t.cell) = any_value(l.cells)
),
wrong AS (
    SELECT DISTINCT
        t.report_id, t.table_code, t.line, t.agency_code, t.full_name, '的报告此处自身不平，相差恰为所差' AS why
    FROM theirs t
    JOIN broken_identities b
        ON b.report_id = t.their_report_id AND b.outcome = 'fail' AND list_contains(b.cells, t.cell)
    WHERE abs(b.left_low - b.right_low) = abs(t.gap)
)
SELECT
    report_id,
    table_code,
    line,
    agency_code,
    full_name || replace(string_agg(why, '；其' ORDER BY why), '；其的', '；其') AS words,
    row_number() OVER (PARTITION BY report_id, table_code, line ORDER BY agency_code) AS rank
FROM (FROM resubmitted UNION ALL FROM wrong)
GROUP BY report_id, table_code, line, agency_code, full_name
QUALIFY rank <= 3;

COMMENT ON VIEW internal.district_gaps IS
    '区县本级与各机关之和不符时，自身存疑的数字恰能解释所差的机关 '
    '/ Agencies whose own doubtful figures explain a district figure that is not the sum';
COMMENT ON COLUMN internal.district_gaps.report_id IS '本级报告 / The district''s own report';
COMMENT ON COLUMN internal.district_gaps.table_code IS '表 / Table';
COMMENT ON COLUMN internal.district_gaps.line IS '行 / Row';
COMMENT ON COLUMN internal.district_gaps.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.district_gaps.words IS '说明 / In words';
COMMENT ON COLUMN internal.district_gaps.rank IS '次序，至多三个 / Order, three at most';
