-- The terms of the identities that do not simply hold: some figure is unknown, or the two sides differ. Most figures
-- are 0 and most identities hold, so that little is left to be judged.
CREATE OR REPLACE VIEW suspect_terms AS
WITH suspects AS MATERIALIZED (
    SELECT report_key, identity_key
    FROM identity_terms
    WHERE figure <> 0 OR figure IS NULL
    GROUP BY report_key, identity_key
    HAVING sum(coefficient * figure) <> 0 OR count(figure) < count(*)
)
SELECT t.* FROM identity_terms t SEMI JOIN suspects s ON s.report_key = t.report_key AND s.identity_key = t.identity_key;

COMMENT ON VIEW suspect_terms IS '两侧不等或有未知数的等式的各项，列同 identity_terms / Terms of identities that do not simply hold; columns as in identity_terms';
