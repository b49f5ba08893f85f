-- Ranks, one row an owed report; ties share a rank and the next is skipped (1, 2, 2, 4). The district
-- government itself (kind `district`) is compared with nobody in the district: it has a rank in its own peer
-- group and none overall. Whoever has no score has no rank. Agencies without requests are compared among themselves
-- first: they cannot get the table of requests wrong. The bands (rank_low, …) are added by
-- flows/gouji/check/rank_bands.py.
WITH totals AS (
    SELECT agency_code, report_year, sum(score) AS score, sum(score_low) AS score_low
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
        t.score_low,
        v.requests,
        CASE WHEN c.kind <> 'district' THEN if(v.requests = 0, '没有申请', '有申请') END AS request_group,
        v.volume_group,
        t.score IS NOT NULL AND c.kind <> 'district' AS ranked_overall,
        t.score IS NOT NULL AS ranked_in_group,
        ranked_overall AND v.volume_group IS NOT NULL AS ranked_in_volume
    FROM current_reports c
    LEFT JOIN totals t ON t.agency_code = c.agency_code AND t.report_year = c.report_year
    LEFT JOIN volume_groups v ON v.agency_code = c.agency_code AND v.report_year = c.report_year
),
ranked AS (
    SELECT
        *,
        CASE WHEN ranked_overall THEN rank() OVER (
            PARTITION BY district_code, report_year, ranked_overall ORDER BY score DESC
        ) END AS rank,
        CASE WHEN ranked_in_group THEN rank() OVER (
            PARTITION BY district_code, report_year, peer_group, ranked_in_group ORDER BY score DESC
        ) END AS rank_in_group,
        CASE WHEN ranked_overall THEN rank() OVER (
            PARTITION BY district_code, report_year, request_group, ranked_overall ORDER BY score DESC
        ) END AS rank_in_request_group,
        CASE WHEN ranked_in_volume THEN rank() OVER (
            PARTITION BY district_code, report_year, volume_group, ranked_in_volume ORDER BY score DESC
        ) END AS rank_in_volume_group,
        count(*) FILTER (ranked_overall) OVER (PARTITION BY district_code, report_year) AS agencies,
        count(*) FILTER (ranked_in_group) OVER (PARTITION BY district_code, report_year, peer_group)
            AS agencies_in_group,
        count(*) FILTER (ranked_overall) OVER (PARTITION BY district_code, report_year, request_group)
            AS agencies_in_request_group,
        count(*) FILTER (ranked_in_volume) OVER (PARTITION BY district_code, report_year, volume_group)
            AS agencies_in_volume_group
    FROM scored
)
SELECT
    r.* EXCLUDE (ranked_overall, ranked_in_group, ranked_in_volume),
    g.grade,
    l.score AS previous_score,
    r.score - l.score AS score_change
FROM ranked r
ASOF LEFT JOIN grades g ON r.score >= g.score_from
LEFT JOIN ranked l ON l.agency_code = r.agency_code AND l.report_year = r.report_year - 1
ORDER BY r.district_code, r.report_year, r.rank NULLS LAST, r.agency_code
