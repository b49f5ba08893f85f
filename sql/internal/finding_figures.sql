-- A fingerprint of the figures each finding rests on: the cells it names as they stand in the report, and what was
-- found against what was expected (which brings in last year's figures and those of other agencies).
CREATE OR REPLACE VIEW internal.finding_figures AS
SELECT
    f.finding_id,
    left(md5(concat_ws(
        '|',
        coalesce(c.figures, ''),
        coalesce(f.reported, ''),
        coalesce(f.expected, '')
    )), 12) AS figures
FROM findings f
LEFT JOIN (
    SELECT n.finding_id, string_agg(concat(c.cell, '=', c.state, c.value), ',' ORDER BY c.cell) AS figures
    FROM (SELECT finding_id, report_id, unnest(cells) AS cell FROM findings) n
    JOIN cells c ON c.report_id = n.report_id AND c.cell = n.cell
    GROUP BY n.finding_id
) c ON c.finding_id = f.finding_id;

COMMENT ON VIEW internal.finding_figures IS
    '每一发现所依据数字的指纹：数字一变即变，豁免随之失效 '
    '/ Fingerprint of the figures a finding rests on; when they change, so does it, and a waiver lapses';
COMMENT ON COLUMN internal.finding_figures.finding_id IS '发现 / Finding';
COMMENT ON COLUMN internal.finding_figures.figures IS '指纹 / Fingerprint';
