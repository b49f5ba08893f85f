-- Pairs of reports beyond one district and year whose sampled prose is alike enough to keep: of another district, or of
-- another agency's earlier year. The share is of what is sampled and not in spread_shingles: sampling by the value
-- of a hash estimates containment without bias (Irber et al. 2022, "FracMinHash"). `section` 0: the sections together.
-- An earlier year cannot have copied from a later one; what an agency has from those it came from is its own.
CREATE OR REPLACE VIEW internal.alike_elsewhere AS
WITH told AS (
    SELECT w.*
    FROM shared_wording w
    ANTI JOIN spread_shingles USING (shingle)
),
sizes AS (
    SELECT p.report_id, p.section, len(p.shingles) - coalesce(w.spread, 0) AS size
    FROM prose_sketches p
    LEFT JOIN (
        SELECT report_id, section, count(*) AS spread
        FROM shared_wording
        SEMI JOIN spread_shingles USING (shingle)
        GROUP BY report_id, section
    ) w ON w.report_id = p.report_id AND w.section = p.section
),
pairs AS (
    SELECT
        mine.report_id,
        other.report_id AS other_report_id,
        mine.section,
        any_value(scope_of(mine.district_code, other.district_code)) AS scope,
        count(*) AS common
    FROM told mine
    JOIN told other
        ON other.shingle = mine.shingle AND other.section = mine.section AND other.agency_code <> mine.agency_code
    WHERE other.report_year < mine.report_year
       OR other.report_year = mine.report_year AND other.district_code IS DISTINCT FROM mine.district_code
    GROUP BY mine.report_id, other.report_id, mine.section
),
compared AS (
    SELECT p.report_id, p.other_report_id, p.section, p.scope, p.common, s.size
    FROM pairs p
    JOIN sizes s ON s.report_id = p.report_id AND s.section = p.section
    UNION ALL
    SELECT p.report_id, p.other_report_id, 0, any_value(p.scope), sum(p.common), any_value(w.size)
    FROM pairs p
    JOIN (SELECT report_id, sum(size) AS size FROM sizes GROUP BY report_id) w ON w.report_id = p.report_id
    GROUP BY p.report_id, p.other_report_id
)
SELECT report_id, other_report_id, section, scope, common / size AS containment, size::DOUBLE AS evidence
FROM compared c
WHERE size >= threshold_value('alike_shingles') / 2
  AND common >= threshold_value('alike_kept_share') * size
  AND NOT EXISTS (FROM last_years l WHERE l.report_id = c.report_id AND l.last_report_id = c.other_report_id)
  AND NOT EXISTS (
    FROM reports r
    JOIN agency_changes g ON g.to_code = r.agency_code
    JOIN reports o ON o.agency_code = g.from_code
    WHERE r.report_id = c.report_id AND o.report_id = c.other_report_id
);

COMMENT ON VIEW internal.alike_elsewhere IS
    '与外区机关同年或往年、与同区机关往年的报告文字相同较多的，按抽样计 '
    '/ Prose shared with reports of other districts, or with other agencies'' earlier years, by a sample';
COMMENT ON COLUMN internal.alike_elsewhere.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.alike_elsewhere.other_report_id IS '与之相似的报告 / The other report';
COMMENT ON COLUMN internal.alike_elsewhere.section IS '第几部分；0 为合计 / Section; 0 is all of them together';
COMMENT ON COLUMN internal.alike_elsewhere.scope IS '两机关同在哪一级 / The smallest area they share';
COMMENT ON COLUMN internal.alike_elsewhere.containment IS
    '本报告的片段见于另一报告的比例，0 至 1，按抽样 / Estimated share of this report found in the other';
COMMENT ON COLUMN internal.alike_elsewhere.evidence IS '抽样的片段数 / Sampled shingles compared';
