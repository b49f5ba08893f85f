-- The beginning of a text, with … where it goes on.
CREATE OR REPLACE MACRO shortened(words, most) AS
    left(words, most) || CASE WHEN length(words) > most THEN '…' ELSE '' END;

COMMENT ON MACRO shortened IS '文字的开头，其余以省略号代 / The beginning of a text';
