-- Ranks, one row an owed report; ties share a rank and the next is skipped (1, 2, 2, 4). The district
-- government itself (kind `district`) is compared with nobody in the district: it has a rank in its own peer
-- group and none overall. Whoever has no score has no rank.
WITH totals AS (
    SELECT agency_code, report_year, sum(score) AS score
    FROM scores
    GROUP BY agency_code, report_year
),
scored AS (
    SELECT
        c.agency_code,
        c.report_year,
        c.district_code,
        c.peer_group,
        c.status,
        t.score,
        t.score IS NOT NULL AND c.kind <> 'district' AS ranked_overall,
        t.score IS NOT NULL AS ranked_in_group
    FROM current_reports c
    LEFT JOIN totals t ON t.agency_code = c.agency_code AND t.report_year = c.report_year
)
SELECT
    agency_code,
    report_year,
    district_code,
    peer_group,
    status,
    score,
    CASE WHEN ranked_overall THEN rank() OVER (
        PARTITION BY district_code, report_year, ranked_overall ORDER BY score DESC
    ) END AS rank,
    CASE WHEN ranked_in_group THEN rank() OVER (
        PARTITION BY district_code, report_year, peer_group, ranked_in_group ORDER BY score DESC
    ) END AS rank_in_group,
    count(*) FILTER (ranked_overall) OVER (PARTITION BY district_code, report_year) AS agencies,
    count(*) FILTER (ranked_in_group) OVER (PARTITION BY district_code, report_year, peer_group) AS agencies_in_group
FROM scored
ORDER BY district_code, report_year, rank NULLS LAST, agency_code
