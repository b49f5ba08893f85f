-- Every web address at which a report that is owed was seen or looked for, and what it showed: `search` is a list page
-- that names the report or not, `page` and `file` the report itself, in its own bytes or in what is attached.
CREATE OR REPLACE VIEW internal.report_addresses AS
WITH holders AS (
    SELECT DISTINCT r.agency_code, r.report_year, coalesce(d.attached_to, d.document_id) AS document_id
    FROM reports r
    JOIN documents d ON d.document_id = r.document_id
    WHERE r.status IN ('current', 'superseded')
),
looked AS (
    SELECT f.*, h.document_id IS NOT NULL OR f.state = 'listed' AS has_it
    FROM fetches f
    LEFT JOIN holders h
        ON h.agency_code = f.agency_code AND h.report_year = f.report_year AND h.document_id = f.document_id
    WHERE f.role IN ('search', 'page', 'file') AND f.agency_code IS NOT NULL
),
numbered AS (
    SELECT
        *,
        number = max(number) OVER address AS is_last,
        number < min(number) FILTER (has_it) OVER address AS is_before
    FROM looked
    WINDOW address AS (PARTITION BY agency_code, report_year, address, role)
)
SELECT
    agency_code,
    report_year,
    address,
    role,
    min(first_on) AS looked_on,
    max(last_on) FILTER (is_before AND state = CASE role WHEN 'search' THEN 'not_listed' ELSE 'gone' END) AS absent_on,
    min(first_on) FILTER (has_it) AS shown_on,
    max(last_on) FILTER (has_it) AS shown_until,
    bool_or(is_last AND has_it) AS has_it,
    any_value(state) FILTER (is_last) AS state,
    any_value(http_status) FILTER (is_last) AS http_status,
    any_value(first_on) FILTER (is_last) AS since,
    any_value(last_on) FILTER (is_last) AS seen_on
FROM numbered
GROUP BY agency_code, report_year, address, role;

COMMENT ON VIEW internal.report_addresses IS
    '报告的网址：每机关每年每个网址一行，何时有报告、现在如何 / Addresses of reports: one row an agency, year and address';
COMMENT ON COLUMN internal.report_addresses.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.report_addresses.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.report_addresses.address IS '网址 / Address';
COMMENT ON COLUMN internal.report_addresses.role IS 'search 在栏目中查找、page 报告网页、file 报告文件 / What it is';
COMMENT ON COLUMN internal.report_addresses.looked_on IS '首次查看之日 / Day on which it was first looked at';
COMMENT ON COLUMN internal.report_addresses.absent_on IS
    '首次见到报告以前，最后一次查看而没有报告之日 / Last day without the report before it was first there';
COMMENT ON COLUMN internal.report_addresses.shown_on IS
    '首次见到报告之日，从未见到的为空 / Day on which it first had the report, null when never';
COMMENT ON COLUMN internal.report_addresses.shown_until IS '最后一次见到报告之日 / Last day on which it had the report';
COMMENT ON COLUMN internal.report_addresses.has_it IS '最近一次查看时是否有报告 / Whether it had the report when last looked at';
COMMENT ON COLUMN internal.report_addresses.state IS '最近的状态，见 fetches.state / Its last state, as in fetches.state';
COMMENT ON COLUMN internal.report_addresses.http_status IS '最近的 HTTP 状态码 / Its last HTTP status';
COMMENT ON COLUMN internal.report_addresses.since IS '自何日起为此状态 / Day from which it is in that state';
COMMENT ON COLUMN internal.report_addresses.seen_on IS '最近一次查看之日 / Day on which it was last looked at';
