-- Whether a figure cannot be what its cell asks for: below 0, or a fraction of what is counted. Asked of few first:
-- nearly every figure is whole and not below 0.
CREATE OR REPLACE MACRO is_no_count(figure, unit, signed) AS
    (figure < 0 OR figure <> trunc(figure))
    AND (figure < 0 AND NOT signed OR figure <> trunc(figure) AND unit <> '万元');

COMMENT ON MACRO is_no_count IS '不是合格的件数或金额 / Whether a figure is no possible count or amount';
