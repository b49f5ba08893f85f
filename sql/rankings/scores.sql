-- Points kept, one row an agency, year and dimension. A missing report keeps nothing. No rows while a report
-- is neither due nor there, nor when its absence is waived or it may be what could not be read: such an agency is
-- not scored and not ranked.
WITH lost AS (
    SELECT agency_code, report_year, dimension, sum(points) AS lost, count(*) AS findings
    FROM findings
    WHERE points > 0
    GROUP BY agency_code, report_year, dimension
),
-- What cannot be told, by itself or because of blanks told elsewhere.
open_findings AS (
    SELECT f.agency_code, f.report_year, coalesce(f.fault_id, f.finding_id) AS fault_id, f.dimension, p.price
    FROM findings f
    JOIN finding_prices p ON p.finding_id = f.finding_id
    WHERE f.outcome = 'cannot_tell' AND NOT f.waived
    UNION ALL
    SELECT f.agency_code, f.report_year, coalesce(f.fault_id, f.finding_id), r.dimension, v.points
    FROM (SELECT *, unnest(leaves_open) AS open_rule FROM findings WHERE NOT waived) f
    JOIN rules r ON r.rule = f.open_rule
    JOIN agencies a ON a.agency_code = f.agency_code
    JOIN rules_in_force v
        ON v.rule = r.rule AND v.district_code = a.district_code AND f.report_year BETWEEN v.from_year AND v.to_year
    WHERE v.severity <> 'note' AND NOT v.on_hold
),
-- Behind each fault one mistake at most of what its open findings would cost.
open_faults AS (
    SELECT agency_code, report_year, arg_max(dimension, (price, dimension)) AS dimension, max(price) AS points
    FROM open_findings
    GROUP BY agency_code, report_year, fault_id
),
still_open AS (
    SELECT agency_code, report_year, dimension, sum(points) AS points
    FROM open_faults
    GROUP BY agency_code, report_year, dimension
),
excused AS (
    SELECT DISTINCT agency_code, report_year
    FROM findings
    WHERE rule = 'report_missing' AND (waived OR outcome = 'cannot_tell')
)
SELECT
    c.agency_code,
    c.report_year,
    d.dimension,
    d.weight,
    CASE WHEN c.status = 'missing' THEN d.weight ELSE coalesce(l.lost, 0) END AS lost,
    d.weight - CASE WHEN c.status = 'missing' THEN d.weight ELSE coalesce(l.lost, 0) END AS score,
    greatest(0, score - coalesce(o.points, 0)) AS score_low,
    CASE WHEN c.status = 'missing' THEN 1 ELSE coalesce(l.findings, 0) END AS findings
FROM current_reports c
CROSS JOIN dimensions d
LEFT JOIN lost l
    ON l.agency_code = c.agency_code AND l.report_year = c.report_year AND l.dimension = d.dimension
LEFT JOIN still_open o
    ON o.agency_code = c.agency_code AND o.report_year = c.report_year AND o.dimension = d.dimension
ANTI JOIN excused x
    ON x.agency_code = c.agency_code AND x.report_year = c.report_year
WHERE c.status <> 'not_due'
ORDER BY c.agency_code, c.report_year, d.dimension
