-- The first few of a list, and 等 where there are more.
CREATE OR REPLACE MACRO first_of(items, most, separator) AS
    concat(array_to_string(items[:most], separator), CASE WHEN len(items) > most THEN ' 等' END);

COMMENT ON MACRO first_of IS '列举前几项，其余以“等”代 / The first of a list in words';
