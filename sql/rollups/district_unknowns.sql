-- What the figures that are not certain may add to the sum of those reported: at least, at most, and by the estimate
-- of peer_changes where there is no upper bound; what is bounded counts with its only repair, else as anything between
-- its bounds, or, reported and in doubt without bounds, as reported. By kind of agency and for all.
WITH uncertain AS (
    SELECT
        *,
        most IS NULL AND reason <> 'doubtful' AS is_open,
        CASE
            WHEN last_year > 0 THEN 'had'
            WHEN last_year = 0 THEN 'nothing'
            WHEN last_year IS NULL THEN 'unknown'
        END AS had
    FROM uncertain_figures
),
changes AS MATERIALIZED (
    FROM peer_changes
),
placed AS (
    SELECT
        u.*,
        coalesce(g.peers, d.peers) IS NOT NULL AS is_estimated,
        CASE WHEN g.peers IS NOT NULL THEN u.peer_group END AS scope
    FROM uncertain u
    LEFT JOIN changes g
        ON u.is_open AND g.district_code = u.district_code AND g.report_year = u.report_year
        AND g.peer_group = u.peer_group AND g.cell = u.cell AND g.last_year = u.had
    LEFT JOIN changes d
        ON u.is_open AND d.district_code = u.district_code AND d.report_year = u.report_year
        AND d.peer_group IS NULL AND d.cell = u.cell AND d.last_year = u.had
),
every_kind AS (
    SELECT * FROM placed
    UNION ALL
    SELECT * REPLACE ('all' AS kind) FROM placed WHERE kind <> 'district'
),
bounded AS (
    SELECT
        district_code, report_year, kind, cell,
        count(*) FILTER (reason = 'doubtful') AS agencies_doubtful,
        count(*) FILTER (is_open) AS agencies_open,
        CASE WHEN count(*) = count(least) THEN sum(least) - sum(coalesce(reported, 0)) END AS least,
        CASE WHEN count(*) = count(most) THEN sum(most) - sum(coalesce(reported, 0)) END AS most,
        coalesce(bool_and(is_estimated) FILTER (is_open), true) AS is_estimated,
        coalesce(sum(
            coalesce(likeliest, (least + most) / 2, reported) - coalesce(reported, 0)
        ) FILTER (NOT is_open), 0)::DOUBLE AS expected,
        coalesce(sum((most - least)::DOUBLE ** 2 / 12) FILTER (NOT is_open AND likeliest IS NULL), 0) AS variance
    FROM every_kind
    GROUP BY district_code, report_year, kind, cell
),
open AS (
    SELECT
        o.district_code, o.report_year, o.kind, o.cell,
        sum(c.factor * o.size) AS expected,
        sum(c.spread * (CASE c.power WHEN 2 THEN o.squares ELSE o.size END + o.size ** 2 * c.uncertainty)) AS variance,
        min(c.peers) AS peers
    FROM (
        SELECT
            district_code, report_year, kind, cell, scope, had,
            sum(CASE had WHEN 'had' THEN last_year ELSE 1 END)::DOUBLE AS size,
            sum(CASE had WHEN 'had' THEN last_year ELSE 1 END::DOUBLE ** 2) AS squares
        FROM every_kind
        WHERE is_open AND is_estimated
        GROUP BY ALL
    ) o
    JOIN changes c
        ON c.district_code = o.district_code AND c.report_year = o.report_year
        AND c.peer_group IS NOT DISTINCT FROM o.scope AND c.cell = o.cell AND c.last_year = o.had
    GROUP BY o.district_code, o.report_year, o.kind, o.cell
)
SELECT
    b.district_code, b.report_year, b.kind, b.cell, b.agencies_doubtful, b.agencies_open, b.least, b.most,
    -- rounded: sums of fractions depend on their order in the last digits
    CASE WHEN b.is_estimated THEN round(b.expected + coalesce(o.expected, 0), 4) END AS expected,
    CASE WHEN b.is_estimated THEN round(b.variance + coalesce(o.variance, 0), 4) END AS variance,
    CASE WHEN b.is_estimated THEN o.peers END AS peers
FROM bounded b
LEFT JOIN open o
    ON o.district_code = b.district_code AND o.report_year = b.report_year AND o.kind = b.kind AND o.cell = b.cell
ORDER BY b.district_code, b.report_year, b.kind, b.cell
