-- The terms of one side of an equation: those that are not 0, and whether there are others.
CREATE OR REPLACE MACRO terms_words(words, has_zeros) AS
    CASE
        WHEN words IS NULL THEN '各项为 0'
        WHEN has_zeros THEN words || '，其余为 0'
        ELSE words
    END;

COMMENT ON MACRO terms_words IS '等式一侧各项的说法 / The terms of one side of an equation in words';
