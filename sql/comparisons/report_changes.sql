-- Every superseded report beside the current one of the same agency and year: cells whose state or figure differs,
-- and sections whose text does. A version without any table (a reading of the wrong page) is compared by its text.
-- Which came first: of two that one address showed, the one it showed first, whatever dates they bear; else by date.
WITH pairs AS (
    SELECT o.agency_code, o.report_year, o.report_id, o.document_id, o.version, o.published_on,
        n.report_id AS current_report_id, n.document_id AS current_document_id, n.published_on AS current_published_on
    FROM reports o
    JOIN reports n ON n.agency_code = o.agency_code AND n.report_year = o.report_year AND n.is_current
    WHERE o.status = 'superseded'
),
at_one_address AS (
    SELECT p.report_id, bool_and(o.version < n.version) AS shown_before
    FROM pairs p
    JOIN documents o ON o.document_id = p.document_id AND o.fetched_on IS NOT NULL
    JOIN documents n ON n.document_id = p.current_document_id AND n.source = o.source AND n.fetched_on IS NOT NULL
    WHERE o.version <> n.version
    GROUP BY p.report_id
),
with_tables AS (
    SELECT report_id FROM cells JOIN pairs USING (report_id) WHERE state <> 'absent' GROUP BY report_id
),
old_cells AS (
    SELECT p.report_id, p.current_report_id, c.cell, c.value, c.state
    FROM pairs p JOIN with_tables USING (report_id) JOIN cells c ON c.report_id = p.report_id
),
new_cells AS (
    SELECT p.report_id, p.current_report_id, c.cell, c.value, c.state
    FROM pairs p JOIN with_tables USING (report_id) JOIN cells c ON c.report_id = p.current_report_id
),
texts AS (
    SELECT report_id, section AS number, string_agg(text, chr(10)) AS text FROM sections GROUP BY report_id, section
),
old_texts AS (
    SELECT p.report_id, p.current_report_id, t.number, t.text FROM pairs p JOIN texts t ON t.report_id = p.report_id
),
new_texts AS (
    SELECT p.report_id, p.current_report_id, t.number, t.text
    FROM pairs p JOIN texts t ON t.report_id = p.current_report_id
),
differences AS (
    SELECT
        report_id,
        current_report_id,
        'cell' AS kind,
        cell AS item,
        plain_number(o.value) AS before,
        plain_number(n.value) AS after,
        coalesce(o.state, 'absent') AS state_before,
        coalesce(n.state, 'absent') AS state_after
    FROM old_cells o
    FULL JOIN new_cells n USING (report_id, current_report_id, cell)
    WHERE o.value IS DISTINCT FROM n.value OR coalesce(o.state, 'absent') <> coalesce(n.state, 'absent')
    UNION ALL
    SELECT
        report_id,
        current_report_id,
        'section',
        format('section.{}', number),
        o.text,
        n.text,
        CASE WHEN o.text IS NULL THEN 'absent' ELSE 'reported' END,
        CASE WHEN n.text IS NULL THEN 'absent' ELSE 'reported' END
    FROM old_texts o
    FULL JOIN new_texts n USING (report_id, current_report_id, number)
    WHERE o.text IS DISTINCT FROM n.text
)
SELECT
    p.agency_code,
    p.report_year,
    p.report_id,
    p.version,
    p.current_report_id,
    CASE
        WHEN a.shown_before THEN 'before'
        WHEN NOT a.shown_before THEN 'unknown'
        WHEN p.published_on < p.current_published_on THEN 'before'
        WHEN p.published_on = p.current_published_on THEN 'same_day'
        ELSE 'unknown'
    END AS published,
    d.kind,
    d.item,
    d.before,
    d.after,
    d.state_before,
    d.state_after
FROM differences d
JOIN pairs p ON p.report_id = d.report_id AND p.current_report_id = d.current_report_id
LEFT JOIN at_one_address a ON a.report_id = p.report_id
ORDER BY p.agency_code, p.report_year, p.version, p.report_id, d.kind, d.item
