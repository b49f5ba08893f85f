-- Whether a text has one of these words. The first is looked for by itself: with the most usual word in front, few
-- texts are searched for all the others.
CREATE OR REPLACE MACRO says(text, wordings) AS
    CASE
        WHEN contains(text, wordings[1]) THEN true
        ELSE len(list_filter(wordings[2:], lambda wording: contains(text, wording))) > 0
    END;

COMMENT ON MACRO says IS '文中是否有所列词语之一 / Whether a text has one of these words';
