-- Figures that prose claims for the whole year of the report beside the figure of the tables, where every cell of it
-- is filled. `agrees`: what the wording may mean holds the table's figure, or the usual ways of counting explain it:
-- requests received together with those carried in, or handled without them; disputes with cases of earlier years. The
-- natural persons among requests that are counted with those carried in are compared with both rows, too.
CREATE OR REPLACE VIEW internal.compared_statements AS
WITH wanted AS (
    SELECT
        r.rowid AS report_key,
        unnest(
            [s.statement_kind, 'requests_carried_in', 'requests_all', 'requests_natural_person_all']
        ) AS statement_kind
    FROM statements s
    JOIN reports r ON r.report_id = s.report_id
),
figures AS MATERIALIZED (
    SELECT c.report_key, k.statement_kind, any_value(k.title) AS title, sum(c.figure) AS figure, list(k.cell) AS cells
    FROM current_figures c
    JOIN (
        SELECT s.statement_kind, s.title, s.cell, f.rowid::INTEGER AS cell_key
        FROM statement_cells s
        JOIN form_cells f ON f.form = s.form AND f.cell = s.cell
    ) k ON k.cell_key = c.cell_key
    SEMI JOIN wanted w ON w.report_key = c.report_key AND w.statement_kind = k.statement_kind
    GROUP BY c.report_key, k.statement_kind
    HAVING count(c.figure) = count(*)
),
claimed AS (
    SELECT
        s.* REPLACE (
            CASE
                WHEN s.statement_kind <> 'requests_natural_person' THEN s.statement_kind
                WHEN t.statement_kind = 'requests_all' THEN 'requests_natural_person_all'
                -- 收到26件，其中自然人20件: where the 26 are those carried in besides, so are the 20
                WHEN t.statement_kind = 'requests_received'
                    AND NOT n.figure BETWEEN t.lowest AND t.highest
                    AND a.figure BETWEEN t.lowest AND t.highest
                    THEN 'requests_natural_person_all'
                ELSE s.statement_kind
            END AS statement_kind
        ),
        r.rowid AS report_key
    FROM statements s
    JOIN reports r ON r.report_id = s.report_id
    LEFT JOIN statements t
        ON s.statement_kind = 'requests_natural_person' AND t.report_id = s.report_id AND t.ordinal = s.part_of
    LEFT JOIN figures n ON t.ordinal IS NOT NULL AND n.report_key = r.rowid AND n.statement_kind = 'requests_received'
    LEFT JOIN figures a ON t.ordinal IS NOT NULL AND a.report_key = r.rowid AND a.statement_kind = 'requests_all'
    WHERE s.scope = 'year'
)
SELECT
    r.agency_code,
    r.report_year,
    s.report_id,
    s.statement_kind,
    f.title,
    s.ordinal,
    s.section,
    s.stated_value,
    s.unit,
    s.lowest,
    s.highest,
    f.figure,
    list_sort(f.cells) AS cells,
    CASE
        WHEN instr(s.text, s.label) > 20 THEN '…' || around(s.text, s.label, 5, 45)
        ELSE left(s.text, 50)
    END AS quoted,
    CASE
        WHEN f.figure BETWEEN s.lowest AND s.highest THEN true
        WHEN s.statement_kind = 'requests_received' THEN
            f.figure > 0 AND f.figure + carried.figure BETWEEN s.lowest AND s.highest
        WHEN s.statement_kind = 'requests_handled' THEN f.figure - carried.figure BETWEEN s.lowest AND s.highest
        WHEN s.statement_kind[:7] IN ('reviews', 'litigat', 'dispute') THEN
            regexp_matches(s.text, pattern('cases_counted_otherwise'))
        ELSE false
    END AS agrees
FROM claimed s
JOIN reports r ON r.rowid = s.report_key
JOIN figures f ON f.report_key = r.rowid AND f.statement_kind = s.statement_kind
LEFT JOIN figures carried ON carried.report_key = r.rowid AND carried.statement_kind = 'requests_carried_in'
WHERE r.is_current AND coalesce(s.year, r.report_year) = r.report_year;

COMMENT ON VIEW internal.compared_statements IS
    '文字所述的全年数字与表格数字的对照 / Figures claimed for the whole year beside those of the tables';
COMMENT ON COLUMN internal.compared_statements.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.compared_statements.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.compared_statements.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.compared_statements.statement_kind IS '所述事项 / Kind of statement';
COMMENT ON COLUMN internal.compared_statements.title IS '事项名称 / What findings call it';
COMMENT ON COLUMN internal.compared_statements.ordinal IS '所述在报告中的序号 / Place of the statement';
COMMENT ON COLUMN internal.compared_statements.section IS '所在部分 / Section it stands in';
COMMENT ON COLUMN internal.compared_statements.stated_value IS '所述数值 / Figure claimed';
COMMENT ON COLUMN internal.compared_statements.unit IS '量词 / Counter';
COMMENT ON COLUMN internal.compared_statements.lowest IS '所指下限 / Least it may mean';
COMMENT ON COLUMN internal.compared_statements.highest IS '所指上限 / Most it may mean';
COMMENT ON COLUMN internal.compared_statements.figure IS '表中数值，几格的为其和 / Figure of the table';
COMMENT ON COLUMN internal.compared_statements.cells IS '对应的格 / Its cells';
COMMENT ON COLUMN internal.compared_statements.quoted IS '原文节录 / Words of the report';
COMMENT ON COLUMN internal.compared_statements.agrees IS '是否相符 / Whether they agree';
