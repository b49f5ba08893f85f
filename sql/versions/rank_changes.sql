-- Scores and ranks that are not those of the version before (`previous_rankings`).
SELECT
    r.agency_code,
    r.report_year,
    p.score AS previous_score,
    r.score,
    p.rank AS previous_rank,
    r.rank
FROM rankings r
JOIN previous_rankings p USING (agency_code, report_year)
WHERE r.score IS DISTINCT FROM p.score OR r.rank IS DISTINCT FROM p.rank
ORDER BY r.report_year DESC, abs(coalesce(r.score - p.score, 0)) DESC, r.agency_code
