-- Counts of the forms that moved from last year's report, with the change that the agency's peers had: the median ratio
-- of this year's figure to last year's among the agencies of the district and peer group with figures large enough to
-- tell, where there are enough of them; else 1. After a merger last year's figure is the sum of the predecessors'.
CREATE OR REPLACE VIEW internal.yearly_changes AS
WITH kinds AS (
    SELECT rowid::INTEGER AS cell_key, dense_rank() OVER (ORDER BY cell)::INTEGER AS place
    FROM form_cells
    WHERE yuan IS NULL
      AND NOT signed
      AND is_whole
      AND row_role <> 'carried_in'  -- what last year carried out, which carried_chain looks at
),
figures AS MATERIALIZED (
    SELECT c.report_key, k.place, k.cell_key, c.figure
    FROM current_figures c
    JOIN kinds k ON k.cell_key = c.cell_key
    WHERE c.state = 'reported' AND c.figure >= 0
),
lasts AS (
    SELECT y.report_key, l.place, l.figure
    FROM last_years y
    JOIN figures l ON l.report_key = y.last_key
    WHERE y.is_whole AND y.agencies = 1
    UNION ALL
    SELECT y.report_key, l.place, sum(l.figure)
    FROM last_years y
    JOIN figures l ON l.report_key = y.last_key
    WHERE y.is_whole AND y.agencies > 1
    GROUP BY y.report_key, l.place, y.agencies
    HAVING count(*) = y.agencies
),
changes AS MATERIALIZED (
    SELECT
        n.report_key, n.place, n.cell_key, a.district_code, a.peer_group, r.report_year,
        n.figure::DOUBLE AS now, l.figure::DOUBLE AS before
    FROM figures n
    JOIN lasts l ON l.report_key = n.report_key AND l.place = n.place
    JOIN reports r ON r.rowid = n.report_key
    JOIN agencies a ON a.agency_code = r.agency_code
    WHERE n.figure > 0 OR l.figure > 0
),
peers AS (
    SELECT
        district_code, report_year, peer_group, place, count(*) AS peers,
        median((now + 0.5) / (before + 0.5)) AS middle
    FROM changes
    WHERE now + before >= threshold_value('unusual_telling_sum')
    GROUP BY district_code, report_year, peer_group, place
    HAVING count(*) >= threshold_value('unusual_peers')
)
SELECT c.*, p.peers, coalesce(p.middle, 1) AS ratio
FROM changes c
LEFT JOIN peers p
    ON p.district_code = c.district_code AND p.report_year = c.report_year
    AND p.peer_group = c.peer_group AND p.place = c.place;

COMMENT ON VIEW internal.yearly_changes IS '各数与上年及同类机关的变化 / Figures against last year''s, and the change of the peers';
COMMENT ON COLUMN internal.yearly_changes.report_key IS '报告在 reports 表中的 rowid / rowid of the report in `reports`';
COMMENT ON COLUMN internal.yearly_changes.place IS '格的序号，不分格式 / Number of the cell, whatever the form';
COMMENT ON COLUMN internal.yearly_changes.cell_key IS '格在 form_cells 表中的 rowid / rowid of the cell in `form_cells`';
COMMENT ON COLUMN internal.yearly_changes.district_code IS '区县代码 / District';
COMMENT ON COLUMN internal.yearly_changes.peer_group IS '同类组 / Peer group';
COMMENT ON COLUMN internal.yearly_changes.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.yearly_changes.now IS '本年的数 / This year''s figure';
COMMENT ON COLUMN internal.yearly_changes.before IS '上年的数 / Last year''s figure';
COMMENT ON COLUMN internal.yearly_changes.peers IS '可比的同类机关数，不足为空 / Peers that tell, null where they are too few';
COMMENT ON COLUMN internal.yearly_changes.ratio IS
    '同类机关本年为上年的几倍（中位数）/ Median ratio of the peers, 1 where it is not known';
