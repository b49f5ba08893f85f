-- Equations with last year that fail and whose difference the later report explains: they say nothing about its
-- figures.
CREATE OR REPLACE VIEW internal.explained_identities AS
SELECT DISTINCT f.report_id, i.form, i.identity
FROM findings f
JOIN reports r ON r.report_id = f.report_id
JOIN identities i ON i.form = r.form AND i.rule = f.rule AND i.years_back = 0 AND list_contains(f.cells, i.cell)
WHERE f.outcome = 'explained';

COMMENT ON VIEW internal.explained_identities IS
    '报告已作说明的不成立的等式，不据以推断差错 / Equations that fail and are explained: nothing is inferred from them';
COMMENT ON COLUMN internal.explained_identities.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.explained_identities.form IS '格式 / Form';
COMMENT ON COLUMN internal.explained_identities.identity IS '等式 / Identity';
