-- Whether a figure cannot be what its cell asks for: below 0, or a fraction of what is counted (`yuan` null). The
-- first line by itself: nearly every figure is whole and not below 0.
CREATE OR REPLACE MACRO is_no_count(figure, yuan, signed) AS
    (figure < 0 OR figure <> trunc(figure))
    AND (figure < 0 AND NOT signed OR figure <> trunc(figure) AND yuan IS NULL);

COMMENT ON MACRO is_no_count IS '不是合格的件数或金额 / Whether a figure is no possible count or amount';
