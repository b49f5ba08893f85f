-- District figures: each cell of the forms in use in the district that year, by kind of agency and for all
-- (`all` leaves the district government's own report out). Cells are never added to one another: totals stay
-- totals, and an undivided row stays a row of its own. Beside each sum the least and the most it can be, and an
-- estimate where reports or figures are not there.
WITH expected AS (
    SELECT a.district_code, e.report_year, a.kind, count(*) AS agencies_expected
    FROM expected_reports e
    JOIN agencies a ON a.agency_code = e.agency_code
    GROUP BY a.district_code, e.report_year, a.kind
),
read AS (
    SELECT r.rowid AS report_key, r.form, a.district_code, r.report_year, a.kind
    FROM reports r
    JOIN expected_reports e ON e.agency_code = r.agency_code AND e.report_year = r.report_year
    JOIN agencies a ON a.agency_code = r.agency_code
    WHERE r.is_current
),
coverage AS (
    SELECT x.district_code, x.report_year, x.kind, x.agencies_expected, count(r.report_key) AS agencies_read
    FROM expected x
    LEFT JOIN read r
        ON r.district_code = x.district_code AND r.report_year = x.report_year AND r.kind = x.kind
    GROUP BY ALL
),
groups AS MATERIALIZED (
    SELECT row_number() OVER () AS number, * FROM (SELECT DISTINCT district_code, report_year, kind FROM read)
),
numbered AS (
    SELECT r.report_key, g.number
    FROM read r
    JOIN groups g ON g.district_code = r.district_code AND g.report_year = r.report_year AND g.kind = r.kind
),
-- Two forms may have the same cell.
sums AS (
    SELECT
        n.number,
        c.cell_key,
        sum(c.figure) FILTER (c.state = 'reported') AS reported_sum,
        count(*) FILTER (c.state = 'reported') AS agencies_reported,
        count(*) - count(c.figure) AS agencies_blank
    FROM current_figures c
    JOIN numbered n ON n.report_key = c.report_key
    GROUP BY n.number, c.cell_key
),
figures AS (
    SELECT
        g.district_code,
        g.report_year,
        g.kind,
        f.cell,
        sum(s.reported_sum) AS reported_sum,
        sum(s.agencies_reported) AS agencies_reported,
        sum(s.agencies_blank) AS agencies_blank
    FROM sums s
    JOIN groups g ON g.number = s.number
    JOIN form_cells f ON f.rowid = s.cell_key
    GROUP BY g.district_code, g.report_year, g.kind, f.cell
),
cells_in_use AS (
    SELECT DISTINCT u.district_code, u.report_year, f.cell
    FROM (SELECT DISTINCT district_code, report_year, form FROM read) u
    JOIN form_cells f ON f.form = u.form
),
by_kind AS (
    SELECT
        v.district_code,
        v.report_year,
        v.kind,
        u.cell,
        f.reported_sum,
        v.agencies_expected,
        v.agencies_read,
        coalesce(f.agencies_reported, 0) AS agencies_reported,
        coalesce(f.agencies_blank, 0) AS agencies_blank
    FROM coverage v
    JOIN cells_in_use u ON u.district_code = v.district_code AND u.report_year = v.report_year
    LEFT JOIN figures f
        ON f.district_code = v.district_code
        AND f.report_year = v.report_year
        AND f.kind = v.kind
        AND f.cell = u.cell
),
every_kind AS (
    SELECT
        district_code,
        report_year,
        'all' AS kind,
        cell,
        sum(reported_sum) AS reported_sum,
        sum(agencies_expected) AS agencies_expected,
        sum(agencies_read) AS agencies_read,
        sum(agencies_reported) AS agencies_reported,
        sum(agencies_blank) AS agencies_blank
    FROM by_kind
    WHERE kind <> 'district'
    GROUP BY district_code, report_year, cell
)
SELECT * EXCLUDE (plain, margin)
FROM (
    SELECT
        d.*,
        coalesce(u.agencies_doubtful, 0) AS agencies_doubtful,
        coalesce(d.reported_sum, 0) AS plain,
        plain + CASE WHEN u.cell IS NULL THEN 0 ELSE u.least END AS least,
        plain + CASE WHEN u.cell IS NULL THEN 0 ELSE u.most END AS most,
        CASE WHEN u.peers IS NOT NULL THEN round(plain + u.expected, 4)::DECIMAL(38, 6) END AS estimate,
        round(student_t95(u.peers - 1) * sqrt(u.variance), 4)::DECIMAL(38, 6) AS margin,
        CASE WHEN margin IS NOT NULL THEN greatest(least, estimate - margin) END AS estimate_low,
        CASE WHEN margin IS NOT NULL THEN least(most, estimate + margin) END AS estimate_high
    FROM (FROM by_kind UNION ALL FROM every_kind) d
    LEFT JOIN district_unknowns u
        ON u.district_code = d.district_code AND u.report_year = d.report_year AND u.kind = d.kind AND u.cell = d.cell
)
ORDER BY district_code, report_year, kind, cell
