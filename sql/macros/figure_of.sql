-- What a cell is in arithmetic: nothing of the kind is 0; a blank, unreadable or absent one is not known (null).
CREATE OR REPLACE MACRO figure_of(state, value) AS
    CASE state WHEN 'reported' THEN value WHEN 'not_applicable' THEN 0 END;

COMMENT ON MACRO figure_of IS '格在计算中的数：不适用为 0，空白等为未知 / A cell in arithmetic';
