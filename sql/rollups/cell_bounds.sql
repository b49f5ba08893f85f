-- Figures that are not certain, with the least and most each can be: what is not given, narrowed three times by the
-- identities of the form, and what is reported and in doubt, from the smallest to the largest of what is reported and
-- proposed. Figures that nothing speaks against are taken as reported; equations with last year bind nobody.
WITH RECURSIVE doubtful AS (
    SELECT
        r.rowid::INTEGER AS report_key,
        f.rowid::INTEGER AS cell_key,
        c.value AS reported,
        CASE
            WHEN count(*) = count(d.proposed) THEN least(c.value, min(d.proposed))
            WHEN NOT f.signed THEN 0
        END AS least,
        CASE WHEN count(*) = count(d.proposed) THEN greatest(c.value, max(d.proposed)) END AS most,
        CASE WHEN bool_and(d.is_unique) AND min(d.proposed) = max(d.proposed) THEN min(d.proposed) END AS likeliest
    FROM doubted_figures d
    JOIN cells c ON c.report_id = d.report_id AND c.cell = d.cell AND c.state = 'reported'
    JOIN reports r ON r.report_id = d.report_id
    JOIN form_cells f ON f.form = r.form AND f.cell = d.cell
    GROUP BY r.rowid, f.rowid, f.signed, c.value
),
given_nothing AS MATERIALIZED (
    FROM open_figures
),
-- All figures of reports with something to narrow; rows that another stands for are in no equation.
known AS (
    SELECT c.report_key, c.cell_key, g.report_key IS NOT NULL AS is_open,
        CASE WHEN is_open THEN g.least WHEN d.report_key IS NOT NULL THEN d.least ELSE c.figure END AS least,
        CASE WHEN is_open THEN g.most WHEN d.report_key IS NOT NULL THEN d.most ELSE c.figure END AS most
    FROM current_figures c
    SEMI JOIN given_nothing o ON o.report_key = c.report_key
    LEFT JOIN given_nothing g ON g.report_key = c.report_key AND g.cell_key = c.cell_key
    LEFT JOIN doubtful d ON d.report_key = c.report_key AND d.cell_key = c.cell_key
),
places AS MATERIALIZED (
    SELECT p.identity_key, p.cell_key, p.coefficient
    FROM identity_places p
    WHERE NOT EXISTS (FROM identities i WHERE i.form = p.form AND i.identity = p.identity AND i.years_back = 1)
),
narrowed AS (
    SELECT 0 AS round, report_key, cell_key, is_open, least::DECIMAL(38, 6) AS least, most::DECIMAL(38, 6) AS most
    FROM known
    UNION ALL
    SELECT
        round + 1,
        report_key,
        cell_key,
        is_open,
        CASE WHEN is_open AND (highest >= lowest) IS NOT FALSE THEN lowest ELSE before_least END,
        CASE WHEN is_open AND (highest >= lowest) IS NOT FALSE THEN highest ELSE before_most END
    FROM (
        SELECT
            any_value(round) AS round, report_key, cell_key, any_value(is_open) AS is_open,
            any_value(least) AS before_least, any_value(most) AS before_most,
            greatest(before_least, max(CASE WHEN coefficient > 0 THEN -others_most ELSE others_least END)) AS lowest,
            least(before_most, min(CASE WHEN coefficient > 0 THEN -others_least ELSE others_most END)) AS highest
        FROM (
            SELECT
                *,
                CASE WHEN count(*) FILTER (low IS NULL) OVER terms = (low IS NULL)::INTEGER
                    THEN (sum(low) OVER terms - coalesce(low, 0)) / abs(coefficient) END AS others_least,
                CASE WHEN count(*) FILTER (high IS NULL) OVER terms = (high IS NULL)::INTEGER
                    THEN (sum(high) OVER terms - coalesce(high, 0)) / abs(coefficient) END AS others_most
            FROM (
                SELECT
                    n.*, p.identity_key, p.coefficient,
                    p.coefficient * CASE WHEN p.coefficient > 0 THEN n.least ELSE n.most END AS low,
                    p.coefficient * CASE WHEN p.coefficient > 0 THEN n.most ELSE n.least END AS high
                FROM narrowed n
                LEFT JOIN places p ON p.cell_key = n.cell_key
                WHERE n.round < 3
            )
            WINDOW terms AS (PARTITION BY report_key, identity_key)
        )
        GROUP BY report_key, cell_key
    )
),
found AS (
    SELECT report_key, cell_key, NULL::DECIMAL(20, 6) AS reported, least, most,
        CASE WHEN least = most THEN least END AS likeliest, 'not_given' AS reason
    FROM narrowed
    WHERE is_open AND round = 3
    UNION ALL
    SELECT g.report_key, g.cell_key, NULL, g.least, g.most, CASE WHEN g.least = g.most THEN g.least END, 'not_given'
    FROM given_nothing g
    ANTI JOIN known k ON k.report_key = g.report_key AND k.cell_key = g.cell_key
    UNION ALL
    SELECT report_key, cell_key, reported, least, most, likeliest, 'doubtful' FROM doubtful
)
SELECT
    r.agency_code, r.report_year, r.report_id, f.cell,
    b.reported, b.least::DECIMAL(20, 6) AS least, b.most::DECIMAL(20, 6) AS most, b.likeliest, b.reason
FROM found b
JOIN reports r ON r.rowid = b.report_key
JOIN form_cells f ON f.rowid = b.cell_key
ORDER BY r.agency_code, r.report_year, f.position
