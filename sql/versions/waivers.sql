-- The rows of waivers/*.csv (`given_waivers`) against the findings, on the day `as_of`: what each covers and whether
-- it is in force. The figures it was granted for are those it names, else those remembered from the version before
-- (`remembered_waivers`), else today's.
WITH matched AS (
    SELECT w.source, f.finding_id, p.figures
    FROM given_waivers w
    JOIN findings f
        ON f.rule = w.rule
        AND f.agency_code = w.agency_code
        AND f.report_year = w.report_year
        AND (w.finding_id IS NULL OR w.finding_id = f.finding_id)
        AND (len(w.cells) = 0 OR w.cells = list_sort(f.cells))
    JOIN finding_figures p ON p.finding_id = f.finding_id
    WHERE w.problem IS NULL
),
covered AS (
    SELECT
        source,
        count(*) AS findings,
        CASE count(*)
            WHEN 1 THEN any_value(figures)
            ELSE left(md5(string_agg(figures, ',' ORDER BY finding_id)), 12)
        END AS figures_now
    FROM matched
    GROUP BY source
),
judged AS (
    SELECT
        w.* EXCLUDE (figures, problem),
        coalesce(w.figures, r.figures, c.figures_now) AS figures,
        c.figures_now,
        coalesce(c.findings, 0) AS findings,
        w.problem AS malformed,
        CASE
            WHEN w.problem IS NOT NULL THEN 'malformed'
            WHEN w.until < getvariable('as_of') THEN 'expired'
            WHEN c.findings IS NULL THEN 'matches_nothing'
            WHEN coalesce(w.figures, r.figures, c.figures_now) <> c.figures_now THEN 'lapsed'
            ELSE 'in_force'
        END AS state
    FROM given_waivers w
    LEFT JOIN covered c ON c.source = w.source
    LEFT JOIN (
        SELECT rule, agency_code, report_year, cells, finding_id, reason, who, until, any_value(figures) AS figures
        FROM remembered_waivers
        GROUP BY ALL
    ) r
        ON r.rule = w.rule
        AND r.agency_code = w.agency_code
        AND r.report_year = w.report_year
        AND r.cells = w.cells
        AND r.finding_id IS NOT DISTINCT FROM w.finding_id
        AND r.reason = w.reason
        AND r.who = w.who
        AND r.until IS NOT DISTINCT FROM w.until
)
SELECT
    * EXCLUDE (malformed),
    CASE state
        WHEN 'malformed' THEN malformed
        WHEN 'expired' THEN format('有效期至 {}，已过；如仍需豁免，请改 until', until)
        WHEN 'matches_nothing' THEN '没有与之相符的发现：可能已经改正，可以删去；否则请核对规则、机关、年度与格'
        WHEN 'lapsed' THEN format('准予以后数字有变（指纹 {} 变为 {}），不再有效；如仍需豁免，请核对后重新 gouji waive', figures, figures_now)
    END AS problem
FROM judged
ORDER BY source
