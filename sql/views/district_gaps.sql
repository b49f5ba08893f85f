-- What could explain a line of the district's report that is not the sum: an agency whose figures are the gap in
-- every column concerned (left out, or counted twice) or more than the district's, one whose earlier version differs by
-- just the gap, one whose own report does not add up there, best by just the gap, or else a pair whose figures together
-- are the gap. At most three of each line.
CREATE OR REPLACE VIEW district_gaps AS
WITH gaps AS (
    SELECT
        report_id,
        district_code,
        report_year,
        table_code,
        line,
        unnest(cells) AS cell,
        len(cells) AS parts,
        own,
        own - agencies_sum AS gap
    FROM district_sums
    WHERE outcome = 'fail'
),
lines AS (
    SELECT report_id, table_code, line, count(*) AS cells, max(parts) AS parts FROM gaps GROUP BY ALL
),
theirs AS (
    SELECT
        g.report_id, g.table_code, g.line, g.cell, g.own, g.gap, a.agency_code, a.full_name,
        r.report_id AS their_report_id,
        coalesce(c.figure, 0) AS figure
    FROM gaps g
    JOIN agencies a ON a.district_code = g.district_code AND a.kind <> 'district'
    JOIN reports r ON r.agency_code = a.agency_code AND r.report_year = g.report_year AND r.is_current
    LEFT JOIN form_cells f ON f.form = r.form AND f.cell = g.cell
    LEFT JOIN current_figures c ON c.report_key = r.rowid AND c.cell_key = f.rowid AND c.figure <> 0
    WHERE g.parts = 1
),
single AS (
    SELECT t.report_id, t.table_code, t.line, t.agency_code, t.full_name,
        CASE WHEN max(t.gap) < 0 THEN '的数字恰为所差，是否漏计' ELSE '的数字恰为所差，是否重复计入' END AS why, 1 AS rank
    FROM theirs t
    JOIN lines l ON l.report_id = t.report_id AND l.table_code = t.table_code AND l.line = t.line
    WHERE t.figure = abs(t.gap)
    GROUP BY t.report_id, t.table_code, t.line, t.agency_code, t.full_name
    HAVING count(*) = any_value(l.cells) AND max(t.gap) * min(t.gap) > 0
    -- a small gap that many agencies' figures happen to equal explains nothing
    QUALIFY count(*) OVER (PARTITION BY t.report_id, t.table_code, t.line) <= 2
),
resubmitted AS (
    SELECT t.report_id, t.table_code, t.line, t.agency_code, t.full_name, '重发过报告，改动恰为所差，是否用了旧版' AS why, 0 AS rank
    FROM theirs t
    JOIN lines l ON l.report_id = t.report_id AND l.table_code = t.table_code AND l.line = t.line
    JOIN report_changes d ON d.current_report_id = t.their_report_id AND d.item = t.cell
    WHERE d.kind = 'cell' AND try_cast(d.before AS DECIMAL(20, 6)) - try_cast(d.after AS DECIMAL(20, 6)) = t.gap
    GROUP BY ALL
    HAVING count(DISTINCT t.cell) = any_value(l.cells)
),
wrong AS (
    SELECT
        t.report_id,
        t.table_code,
        t.line,
        t.agency_code,
        t.full_name,
        bool_or(abs(b.left_low - b.right_low) = abs(t.gap)) AS is_gap,
        CASE WHEN is_gap THEN '的报告此处自身不平，相差恰为所差' ELSE '的报告此处自身不平' END AS why,
        CASE WHEN is_gap THEN 0 ELSE 2 END AS rank
    FROM theirs t
    JOIN broken_identities b
        ON b.report_id = t.their_report_id AND b.outcome = 'fail' AND list_contains(b.cells, t.cell)
    GROUP BY t.report_id, t.table_code, t.line, t.agency_code, t.full_name
),
larger AS (
    SELECT DISTINCT report_id, table_code, line, agency_code, full_name, '的数字比本级还大' AS why, 0 AS rank
    FROM theirs
    WHERE figure > own
),
explained AS (
    FROM larger
    UNION ALL BY NAME
    FROM single
    UNION ALL BY NAME
    FROM resubmitted
    UNION ALL BY NAME
    SELECT * EXCLUDE (is_gap) FROM wrong
),
pairs AS (
    SELECT t.report_id, t.table_code, t.line, t.agency_code, format('{}与{}', t.full_name, o.full_name) AS full_name,
        '的数字之和恰为所差' AS why, 3 AS rank
    FROM theirs t
    JOIN theirs o
        ON o.report_id = t.report_id AND o.table_code = t.table_code AND o.line = t.line AND o.cell = t.cell
        AND o.agency_code > t.agency_code
    JOIN lines l ON l.report_id = t.report_id AND l.table_code = t.table_code AND l.line = t.line
    ANTI JOIN explained e ON e.report_id = t.report_id AND e.table_code = t.table_code AND e.line = t.line
    WHERE t.figure + o.figure = abs(t.gap) AND t.figure > 0 AND o.figure > 0
    GROUP BY t.report_id, t.table_code, t.line, t.agency_code, t.full_name, o.full_name
    HAVING count(*) = any_value(l.cells)
    QUALIFY count(*) OVER (PARTITION BY t.report_id, t.table_code, t.line) <= 2
)
SELECT
    report_id,
    table_code,
    line,
    agency_code,
    full_name || replace(string_agg(why, '；其' ORDER BY rank, why), '；其的', '；其') AS words,
    min(rank) AS rank
FROM (FROM explained UNION ALL BY NAME FROM pairs)
GROUP BY report_id, table_code, line, agency_code, full_name
QUALIFY row_number() OVER (PARTITION BY report_id, table_code, line ORDER BY min(rank), agency_code, full_name) <= 3;

COMMENT ON VIEW district_gaps IS
    '区县本级与各机关之和不符时，可能的原因 / What could explain a district figure that is not the sum of its agencies';
COMMENT ON COLUMN district_gaps.report_id IS '本级报告 / The district''s own report';
COMMENT ON COLUMN district_gaps.table_code IS '表 / Table';
COMMENT ON COLUMN district_gaps.line IS '行 / Row';
COMMENT ON COLUMN district_gaps.agency_code IS '可能有关的机关 / Agency that may explain it';
COMMENT ON COLUMN district_gaps.words IS '说明 / In words';
COMMENT ON COLUMN district_gaps.rank IS '可能性次序，小者在先 / Order of likelihood, smallest first';
