-- Every identity of every current report that does not simply hold, by interval arithmetic: a blank, unreadable or
-- absent cell may be any number from 0 up, so the difference of the two sides is an interval.
--   fail         the interval excludes 0: wrong whatever the blanks are
--   cannot_tell  it depends on the blanks
-- No row when every figure is known and the sides are equal, when nothing was reported in the identity, when this
-- year's cells are all absent, or when last year's report is needed and does not print the cell (a blank one is
-- printed: it cannot be told).
CREATE OR REPLACE VIEW internal.identity_sums AS
WITH needs AS (
    SELECT form, identity, sum(years_back) AS last_terms FROM identities GROUP BY form, identity
),
merged AS (
    SELECT DISTINCT report_key, agencies FROM last_years WHERE agencies > 1 AND is_whole
),
sums AS (
    SELECT
        report_key,
        identity_key,
        any_value(form) AS form,
        any_value(rule) AS rule,
        any_value(identity) AS identity,
        sum(coefficient * figure) AS difference,
        max(coefficient) FILTER (figure IS NULL) AS highest_open,
        min(coefficient) FILTER (figure IS NULL) AS lowest_open,
        count(*) - count(figure) AS unknown_cells,
        bool_or(state = 'reported') AS any_reported,
        bool_or(years_back = 0 AND state <> 'absent') AS any_present,
        sum(years_back) AS last_cells,
        bool_or(years_back = 1 AND state <> 'absent') AS any_last_printed
    FROM suspect_terms
    GROUP BY report_key, identity_key
),
judged AS (
    SELECT
        *,
        CASE
            WHEN difference > 0 AND (lowest_open < 0) IS NOT TRUE THEN 'fail'
            WHEN difference < 0 AND (highest_open > 0) IS NOT TRUE THEN 'fail'
            ELSE 'cannot_tell'
        END AS outcome
    FROM sums
)
SELECT
    r.agency_code,
    r.report_year,
    r.report_id,
    j.report_key,
    j.form,
    j.rule,
    j.identity,
    j.identity_key,
    j.outcome,
    j.difference,
    j.unknown_cells
FROM judged j
JOIN reports r ON r.rowid = j.report_key
JOIN needs n ON n.form = j.form AND n.identity = j.identity
LEFT JOIN merged m ON m.report_key = j.report_key
WHERE j.any_reported
  AND j.any_present
  AND j.last_cells = n.last_terms * coalesce(m.agencies, 1)
  AND (n.last_terms = 0 OR j.any_last_printed);

COMMENT ON VIEW internal.identity_sums IS
    '不成立或无法判断的勾稽关系：每份现行报告每个等式一行 / Identities of current reports that fail or cannot be told';
COMMENT ON COLUMN internal.identity_sums.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.identity_sums.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.identity_sums.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.identity_sums.report_key IS '报告在 reports 表中的 rowid / rowid of the report in `reports`';
COMMENT ON COLUMN internal.identity_sums.form IS '格式 / Form';
COMMENT ON COLUMN internal.identity_sums.rule IS '规则 / Check the identity belongs to';
COMMENT ON COLUMN internal.identity_sums.identity IS '等式 / Identity';
COMMENT ON COLUMN internal.identity_sums.identity_key IS '等式的序号，仅用于连接 / Number of the identity, to join by';
COMMENT ON COLUMN internal.identity_sums.outcome IS 'fail 不成立、cannot_tell 取决于空白 / Outcome';
COMMENT ON COLUMN internal.identity_sums.difference IS '空白按 0 计时左侧减右侧 / Left minus right, blanks read as zero';
COMMENT ON COLUMN internal.identity_sums.unknown_cells IS '空白、缺失或非数字的格数 / Cells blank, absent or unreadable';
