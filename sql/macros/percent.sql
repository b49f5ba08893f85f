-- A share from 0 to 1 as a whole percentage.
CREATE OR REPLACE MACRO percent(share) AS
    format('{:.0f}%', 100 * share);

COMMENT ON MACRO percent IS '百分比，取整 / A share as a whole percentage';
