-- Of every total of the forms the figures it is the sum of: an identity with one figure on its left defines it.
-- A total of totals (all outcomes for all applicants) is followed down to figures that are no totals.
CREATE OR REPLACE VIEW internal.total_figures AS
WITH RECURSIVE definitions AS (
    SELECT form, identity, any_value(cell) FILTER (side = 'left') AS total
    FROM identities
    GROUP BY form, identity
    HAVING count(*) FILTER (side = 'left') = 1 AND max(years_back) = 0
),
defining AS (
    SELECT form, total, min(identity) AS identity FROM definitions GROUP BY form, total
),
parts AS (
    SELECT d.form, d.total, i.cell AS part
    FROM defining d
    JOIN identities i ON i.form = d.form AND i.identity = d.identity AND i.side = 'right'
),
followed AS (
    SELECT form, total, part FROM parts
    UNION ALL
    SELECT f.form, f.total, p.part FROM followed f JOIN parts p ON p.form = f.form AND p.total = f.part
)
SELECT f.form, f.total AS cell, f.part AS figure
FROM followed f
WHERE NOT EXISTS (FROM defining d WHERE d.form = f.form AND d.total = f.part);

COMMENT ON VIEW internal.total_figures IS '各合计由哪些格相加而成 / The figures that each total is the sum of';
COMMENT ON COLUMN internal.total_figures.form IS '格式 / Form';
COMMENT ON COLUMN internal.total_figures.cell IS '合计格 / Cell of the total';
COMMENT ON COLUMN internal.total_figures.figure IS '分项格，本身不是合计 / Cell that is part of it and no total itself';
