-- Other agencies of the district that a report names where it names itself: as the subject of its overview, in the
-- announcement of the report, or as its signature; but not where its own name stands there too, nor that of an organ it
-- came from or became.
CREATE OR REPLACE VIEW internal.foreign_names AS
WITH names AS (
    SELECT
        agency_code,
        district_code,
        full_name,
        kind,
        unnest(list_distinct([name, full_name] || short_names || former_names)) AS name
    FROM agencies
    WHERE registered
),
openings AS (
    SELECT
        p.agency_code,
        p.report_year,
        p.report_id,
        a.district_code,
        left(p.plain, 300) AS opening,
        unnest(
            list_distinct(
                [
                    regexp_replace(left(p.plain, 60), pattern('before_the_name'), ''),
                    regexp_extract(left(p.plain, 80), '^[^,。\n]{0,30},(.*)', 1)
                ]
            )
        ) AS head
    FROM current_prose p
    JOIN agencies a ON a.agency_code = p.agency_code
    WHERE p.role = 'overview'
),
-- 开头的主语：区县名（或其后段）加另一机关的名称
places AS MATERIALIZED (
    SELECT
        o.agency_code, o.report_year, o.report_id, o.district_code, o.opening,
        substr(o.head, start, l.length) AS named
    FROM openings o
    JOIN districts d ON d.district_code = o.district_code
    JOIN range(1, 17) r(start) ON ends_with(d.name, left(o.head, start - 1))
    JOIN (SELECT DISTINCT district_code, length(name) AS length FROM names) l ON l.district_code = o.district_code
),
subjects AS (
    SELECT DISTINCT p.agency_code, p.report_year, p.report_id, p.opening, n.full_name AS other
    FROM places p
    JOIN names n ON n.district_code = p.district_code AND n.name = p.named
    WHERE n.agency_code <> p.agency_code AND n.kind <> 'district'
),
titles AS (
    -- “现公布某机关某年度报告”，以及落款（下一行是日期）
    SELECT
        p.agency_code,
        p.report_year,
        p.report_id,
        a.district_code,
        CASE p.role
            WHEN 'overview' THEN regexp_extract(p.plain, pattern('report_announced'), 1)
            ELSE regexp_extract(p.plain, pattern('signed_by'), 1)
        END AS named
    FROM current_prose p
    JOIN agencies a ON a.agency_code = p.agency_code
    WHERE p.role IN ('overview', 'other_matters')
),
signed AS (
    SELECT DISTINCT t.agency_code, t.report_year, t.report_id, t.named AS opening, n.full_name AS other
    FROM titles t
    JOIN names n
        ON n.district_code = t.district_code
        AND n.agency_code <> t.agency_code
        AND n.kind <> 'district'
        AND regexp_replace(t.named, pattern('organ_suffix'), '') IN (
            n.name, regexp_replace(n.full_name, pattern('organ_suffix'), '')
        )
    WHERE t.named <> ''
)
SELECT agency_code, report_year, report_id, other
FROM (FROM subjects UNION ALL FROM signed) s
WHERE NOT EXISTS (
    FROM names own
    WHERE own.agency_code = s.agency_code AND contains(s.opening, own.name)
)
AND NOT EXISTS (
    FROM agency_changes c
    JOIN names n ON n.agency_code IN (c.from_code, c.to_code) AND n.full_name = s.other
    WHERE s.agency_code IN (c.from_code, c.to_code)
);

COMMENT ON VIEW internal.foreign_names IS '报告自称处写的其他机关 / Other agencies named where a report names itself';
COMMENT ON COLUMN internal.foreign_names.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.foreign_names.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.foreign_names.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.foreign_names.other IS '所写机关的全称 / Full name of the agency named';
