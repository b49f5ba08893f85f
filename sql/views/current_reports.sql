-- Owed reports side by side with the current report, one row an agency and year. A report first published
-- in time and corrected later is not late: the first known date of all versions counts, and while an earlier
-- version is undated nothing can be said. What was fetched from the web by the deadline was published by then,
-- whatever date it bears or lacks. Nor can anything be said where a date in time is contradicted: where the address
-- at which the report first appeared was seen without it after the deadline.
CREATE OR REPLACE VIEW current_reports AS
WITH fetched AS (
    SELECT document_id, min(first_on) AS fetched_on FROM fetches WHERE document_id IS NOT NULL GROUP BY document_id
),
versions AS (
    SELECT
        agency_code,
        report_year,
        min(published_on) AS first_published_on,
        min(fetched_on) AS first_fetched_on,
        count(*) - count(published_on) AS undated_versions
    FROM reports
    LEFT JOIN fetched USING (document_id)
    WHERE status IN ('current', 'superseded') AND agency_code IS NOT NULL
    GROUP BY agency_code, report_year
),
first_seen AS (
    SELECT agency_code, report_year, max(absent_on) AS last_absent_on
    FROM (
        FROM internal.report_addresses QUALIFY shown_on = min(shown_on) OVER (PARTITION BY agency_code, report_year)
    )
    GROUP BY agency_code, report_year
)
SELECT
    a.district_code,
    e.agency_code,
    a.name,
    a.kind,
    a.peer_group,
    e.report_year,
    e.deadline,
    e.deadline_basis,
    e.deadline_set_by,
    e.is_due,
    r.report_id,
    r.form,
    r.version,
    r.published_on,
    v.first_published_on,
    v.first_fetched_on,
    s.last_absent_on,
    CASE
        WHEN v.first_fetched_on <= e.deadline THEN 0
        WHEN v.first_published_on <= e.deadline THEN
            CASE WHEN v.first_fetched_on IS NULL OR coalesce(s.last_absent_on <= e.deadline, true) THEN 0 END
        WHEN v.undated_versions = 0 THEN v.first_published_on - e.deadline
    END AS days_late,
    CASE
        WHEN r.report_id IS NULL AND e.is_due THEN 'missing'
        WHEN r.report_id IS NULL THEN 'not_due'
        WHEN days_late > 0 THEN 'late'
        WHEN days_late IS NULL THEN 'unclear'
        ELSE 'reported'
    END AS status
FROM expected_reports e
JOIN agencies a ON a.agency_code = e.agency_code
LEFT JOIN reports r ON r.agency_code = e.agency_code AND r.report_year = e.report_year AND r.is_current
LEFT JOIN versions v ON v.agency_code = e.agency_code AND v.report_year = e.report_year
LEFT JOIN first_seen s ON s.agency_code = e.agency_code AND s.report_year = e.report_year;

COMMENT ON VIEW current_reports IS '应报与已报对照：每机关每年一行 / Owed and current reports: one row an agency and year';
COMMENT ON COLUMN current_reports.district_code IS '所属区县代码 / District';
COMMENT ON COLUMN current_reports.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN current_reports.name IS '机关名称 / Name in the registry';
COMMENT ON COLUMN current_reports.kind IS '类别 / Kind';
COMMENT ON COLUMN current_reports.peer_group IS '同类组 / Peer group';
COMMENT ON COLUMN current_reports.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN current_reports.deadline IS '公布期限 / Date by which it must be public';
COMMENT ON COLUMN current_reports.deadline_basis IS '期限依据 / Where the deadline comes from';
COMMENT ON COLUMN current_reports.deadline_set_by IS
    '期限由何规定：law 条例、notice 本地通知、custom 都没有 / What sets it: law, a local notice, or neither';
COMMENT ON COLUMN current_reports.is_due IS '期限是否已过 / Whether the deadline had passed on the day of the run';
COMMENT ON COLUMN current_reports.report_id IS '现行报告，未报时为空 / Current report, null when there is none';
COMMENT ON COLUMN current_reports.form IS '格式 / Form';
COMMENT ON COLUMN current_reports.version IS '第几版 / Version';
COMMENT ON COLUMN current_reports.published_on IS '现行版本公布日期 / Date of the current version';
COMMENT ON COLUMN current_reports.first_published_on IS '各版本中最早的公布日期 / Earliest known date of all versions';
COMMENT ON COLUMN current_reports.first_fetched_on IS
    '最早从网上取得之日，收件目录中的为空 / Day on which it was first had from the web, null for the inbox';
COMMENT ON COLUMN current_reports.last_absent_on IS
    '报告首次出现的网址，此前最后一次查看而没有报告之日 / Last day on which the address where it first appeared was seen without it';
COMMENT ON COLUMN current_reports.days_late IS
    '迟报天数，按时为 0，日期不明或与网上所见矛盾为空 / Days late, 0 in time, null when not known or contradicted by what the web showed';
COMMENT ON COLUMN current_reports.status IS 'reported 已报、late 迟报、unclear 已报而是否按时不明、missing 缺报、not_due 未到期 / Status';
