-- Figures that moved from last year's report further than their size and the change of the agency's peers explain.
CREATE OR REPLACE VIEW figure_jumps AS
WITH limits AS (
    SELECT
        threshold_value('unusual_ratio') AS ratio,
        threshold_value('unusual_size') AS size,
        threshold_value('unusual_spread') AS spread,
        threshold_value('unusual_peers') AS peers
),
kinds AS (
    SELECT rowid::INTEGER AS cell_key, cell, label, dense_rank() OVER (ORDER BY cell)::INTEGER AS place
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
years AS (
    SELECT
        s.report_key, s.source_key AS last_key,
        n.agency_code, n.report_year, n.report_id, a.district_code, a.peer_group
    FROM source_reports s
    JOIN reports n ON n.rowid = s.report_key
    JOIN agencies a ON a.agency_code = n.agency_code
    WHERE s.years_back = 1
),
-- Twice the square root of a count varies about as much whatever its size (Anscombe).
changes AS (
    SELECT
        y.* EXCLUDE (report_key, last_key), n.place, n.cell_key, n.figure AS now, l.figure AS before,
        2 * (sqrt(n.figure::DOUBLE + 0.375) - sqrt(l.figure::DOUBLE + 0.375)) AS change
    FROM figures n
    JOIN years y ON y.report_key = n.report_key
    JOIN figures l ON l.report_key = y.last_key AND l.place = n.place
    WHERE n.figure > 0 OR l.figure > 0
),
peers AS (
    SELECT
        district_code, report_year, peer_group, place,
        count(*) AS peers,
        median(change) AS middle,
        1.4826 * mad(change) AS spread
    FROM changes
    GROUP BY ALL
)
SELECT
    c.* EXCLUDE (place, cell_key),
    k.cell,
    k.label,
    abs(log10(greatest(c.now, 0.5) / greatest(c.before, 0.5))) AS tens
FROM changes c
JOIN peers p
    ON p.district_code = c.district_code AND p.report_year = c.report_year
    AND p.peer_group = c.peer_group AND p.place = c.place
JOIN kinds k ON k.cell_key = c.cell_key
CROSS JOIN limits
WHERE greatest(c.now, c.before) >= limits.size
  AND greatest(c.now, c.before) >= limits.ratio * least(c.now, c.before)
  AND abs(c.change - CASE WHEN p.peers >= limits.peers THEN p.middle ELSE 0 END)
    >= limits.spread * greatest(sqrt(2), CASE WHEN p.peers >= limits.peers THEN p.spread ELSE 0 END);

COMMENT ON VIEW figure_jumps IS '较上年变化异常的数字 / Figures that moved far from last year''s';
COMMENT ON COLUMN figure_jumps.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN figure_jumps.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN figure_jumps.report_id IS '报告 / Report';
COMMENT ON COLUMN figure_jumps.district_code IS '区县代码 / District';
COMMENT ON COLUMN figure_jumps.peer_group IS '同类组 / Peer group';
COMMENT ON COLUMN figure_jumps.now IS '本年的数 / Figure of this year';
COMMENT ON COLUMN figure_jumps.before IS '上年的数 / Figure of last year';
COMMENT ON COLUMN figure_jumps.change IS '变化：两年平方根之差的两倍 / Change: twice the difference of the square roots';
COMMENT ON COLUMN figure_jumps.cell IS '格代码 / Cell';
COMMENT ON COLUMN figure_jumps.label IS '中文名称 / Chinese name';
COMMENT ON COLUMN figure_jumps.tens IS '相差多少个十倍 / How many powers of ten apart';
