-- Sampled shingles that prove nothing, by who else has them: what five agencies in three districts of one city have,
-- or in three cities of one province, was handed down there (a copy does not spread so); what more than ten agencies of
-- the country have is common wording, wherever it came from. An agency that keeps its words for years counts once.
CREATE OR REPLACE VIEW internal.spread_wording AS
WITH held AS (
    SELECT DISTINCT
        shingle,
        agency_code,
        district_code AS district,
        left(district_code, 4) AS city,
        left(district_code, 2) AS province
    FROM shared_wording
),
often AS (
    SELECT shingle, count(*) AS agencies
    FROM held
    GROUP BY shingle
    HAVING count(*) >= threshold_value('template_reports')
),
in_areas AS (
    SELECT h.shingle, 'city' AS spread_over
    FROM held h
    SEMI JOIN often USING (shingle)
    GROUP BY h.shingle, h.city
    HAVING count(*) >= threshold_value('template_reports')
       AND count(DISTINCT h.district) >= threshold_value('template_areas')
    UNION ALL
    SELECT h.shingle, 'province'
    FROM held h
    SEMI JOIN often USING (shingle)
    GROUP BY h.shingle, h.province
    HAVING count(*) >= threshold_value('template_reports')
       AND count(DISTINCT h.city) >= threshold_value('template_areas')
    UNION ALL
    SELECT shingle, 'nation'
    FROM often
    WHERE agencies > threshold_value('common_agencies')
)
SELECT shingle, min(spread_over) AS spread_over
FROM in_areas
GROUP BY shingle;

COMMENT ON VIEW internal.spread_wording IS
    '跨区县比对时不计的文字片段：市、省下发的模板，或多处通用的文字 '
    '/ Shingles that do not count across districts: handed down by a city or province, or common anywhere';
COMMENT ON COLUMN internal.spread_wording.shingle IS '文字片段的散列值 / Hash of a shingle';
COMMENT ON COLUMN internal.spread_wording.spread_over IS
    '在多大范围内通用：city 一市、province 一省、nation 各地 / Over what area: the smallest that tells';
