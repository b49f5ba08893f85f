-- What does not count and what could not be had, each with its reason and what to do: documents, reports, and addresses
-- as they were last seen. A search of a list page that has not found the report yet is one for each year looked for.
WITH named AS (
    SELECT document_id, min(source) AS source, any_value(agency_code) AS agency_code
    FROM documents
    GROUP BY document_id
),
told AS (
    SELECT document_id, min(agency_code) AS agency_code, min(report_year) AS report_year
    FROM reports
    GROUP BY document_id
)
SELECT
    d.source,
    d.document_state AS state,
    d.problem,
    coalesce(t.agency_code, d.agency_code) AS agency_code,
    t.report_year,
    false AS is_search
FROM documents d
LEFT JOIN told t ON t.document_id = d.document_id
WHERE d.problem IS NOT NULL
UNION ALL
SELECT
    n.source,
    r.status,
    concat(n.source, '：', r.problem),
    coalesce(r.agency_code, n.agency_code),
    r.report_year,
    false
FROM reports r
JOIN named n ON n.document_id = r.document_id
WHERE r.problem IS NOT NULL
UNION ALL
SELECT address, state, problem, agency_code, report_year, role = 'search'
FROM fetches
WHERE is_latest AND problem IS NOT NULL
