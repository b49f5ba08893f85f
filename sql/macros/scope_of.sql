-- How far apart two districts are, by their division codes: province (2 digits), city (4), district (6).
CREATE OR REPLACE MACRO scope_of(district, other) AS
    CASE
        WHEN district IS NOT DISTINCT FROM other THEN 'district'
        WHEN left(district, 4) = left(other, 4) THEN 'city'
        WHEN left(district, 2) = left(other, 2) THEN 'province'
        ELSE 'nation'
    END;

COMMENT ON MACRO scope_of IS '两个区县同在哪一级：同区、同市、同省、跨省 / The smallest area that two districts share';
