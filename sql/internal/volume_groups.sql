-- Agencies of a district that had about as many requests: the classes of `volume_classes`, from the highest down,
-- each merged with the next lower one until it has enough agencies; what is left over at the bottom joins the
-- group above it. The class without requests is never merged: its agencies cannot get the table of requests wrong. An
-- agency whose own report is missing or unreadable counts with its last known volume.
CREATE OR REPLACE VIEW internal.volume_groups AS
WITH RECURSIVE volumes AS (
    SELECT
        r.agency_code,
        r.report_year,
        (sum(c.value) FILTER (f.row_role = 'received')
            + coalesce(sum(c.value) FILTER (f.row_role = 'carried_in'), 0))::INTEGER AS requests
    FROM cells c
    JOIN reports r ON r.report_id = c.report_id
    JOIN form_cells f ON f.form = r.form AND f.cell = c.cell
    WHERE r.is_current
      AND f.row_role IN ('received', 'carried_in')
      AND f.is_whole
      AND c.value BETWEEN 0 AND 1000000000
    GROUP BY r.agency_code, r.report_year
    HAVING requests IS NOT NULL
),
agencies_and_volumes AS (
    SELECT a.district_code, e.agency_code, e.report_year, v.requests, k.requests_from
    FROM expected_reports e
    JOIN agencies a ON a.agency_code = e.agency_code AND a.kind <> 'district'
    ASOF JOIN volumes v ON v.agency_code = e.agency_code AND v.report_year <= e.report_year
    JOIN volume_classes k ON v.requests BETWEEN k.requests_from AND coalesce(k.requests_to, v.requests)
),
classes AS (
    SELECT
        d.district_code,
        d.report_year,
        k.requests_from,
        k.requests_to,
        k.smallest_group,
        count(m.agency_code) AS members,
        row_number() OVER (PARTITION BY d.district_code, d.report_year ORDER BY k.requests_from DESC) AS nth
    FROM (SELECT DISTINCT district_code, report_year FROM agencies_and_volumes) d
    CROSS JOIN volume_classes k
    LEFT JOIN agencies_and_volumes m
        ON m.district_code = d.district_code
        AND m.report_year = d.report_year
        AND m.requests_from = k.requests_from
    GROUP BY d.district_code, d.report_year, k.requests_from, k.requests_to, k.smallest_group
),
merged AS (
    SELECT *, 1 AS volume_group, members AS gathered FROM classes WHERE nth = 1 AND requests_to IS DISTINCT FROM 0
    UNION ALL
    SELECT
        c.*,
        m.volume_group + (m.gathered >= m.smallest_group)::INTEGER,
        c.members + CASE WHEN m.gathered >= m.smallest_group THEN 0 ELSE m.gathered END
    FROM merged m
    JOIN classes c ON c.district_code = m.district_code AND c.report_year = m.report_year AND c.nth = m.nth + 1
    WHERE c.requests_to IS DISTINCT FROM 0
),
grouped AS (
    SELECT
        *,
        volume_group - (
            volume_group > 1
            AND volume_group = max(volume_group) OVER (PARTITION BY district_code, report_year)
            AND sum(members) OVER (PARTITION BY district_code, report_year, volume_group) < smallest_group
        )::INTEGER AS final_group
    FROM merged
    UNION ALL
    SELECT *, 0, members, 0 FROM classes WHERE requests_to = 0
),
named AS (
    SELECT
        district_code,
        report_year,
        requests_from,
        min(requests_from) OVER final AS lowest,
        first_value(requests_to) OVER (final ORDER BY nth) AS highest,
        CASE
            WHEN highest IS NULL AND lowest = 0 THEN '不分档'
            WHEN highest IS NULL THEN concat(lowest, '件以上')
            WHEN highest = 0 THEN '没有申请'
            ELSE concat(lowest, '—', highest, '件')
        END AS volume_group
    FROM grouped
    WINDOW final AS (PARTITION BY district_code, report_year, final_group)
)
SELECT m.agency_code, m.report_year, m.requests, n.volume_group
FROM agencies_and_volumes m
JOIN named n
    ON n.district_code = m.district_code
    AND n.report_year = m.report_year
    AND n.requests_from = m.requests_from;

COMMENT ON VIEW internal.volume_groups IS
    '申请量相近的组：每机关每年一行 / Groups of similar request volume: one row an agency and year';
COMMENT ON COLUMN internal.volume_groups.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.volume_groups.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.volume_groups.requests IS
    '申请量：本年收到的加结转来的；本年未报的取此前最近一年 / Requests received plus carried in; of the last year known where this one is not';
COMMENT ON COLUMN internal.volume_groups.volume_group IS '组名：件数的范围 / Name of the group: its range of requests';
