-- An interval in words; null is unbounded.
CREATE OR REPLACE MACRO range_words(low, high) AS
    CASE
        WHEN low = high THEN plain_number(low)
        WHEN low IS NOT NULL THEN '不小于 ' || plain_number(low)
        WHEN high IS NOT NULL THEN '不大于 ' || plain_number(high)
        ELSE '不定'
    END;

COMMENT ON MACRO range_words IS '取值范围的说法 / An interval in words';
