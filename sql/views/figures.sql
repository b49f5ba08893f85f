-- The analysts' first table: every cell of every current report with all that is needed to read it. Each join is over a
-- key, so that no cell stands twice. It rests on cell_bounds: whether a figure is in doubt is known after the rollups.
CREATE OR REPLACE VIEW figures AS
SELECT
    r.agency_code,
    a.name AS agency_name,
    a.kind,
    a.peer_group,
    a.district_code,
    left(r.agency_code, 9) AS division_code,
    coalesce(a.kind = 'district', false) AS is_own_report,
    r.report_year,
    r.form,
    r.report_id,
    f.position,
    c.cell,
    f.table_code,
    f.row_code,
    f.column_code,
    t.label AS table_label,
    f.row_label,
    f.column_label,
    t.label_en AS table_label_en,
    f.row_label_en,
    f.column_label_en,
    f.unit,
    f.role = 'total' AS is_total,
    c.value,
    c.state,
    c.raw,
    b.report_id IS NOT NULL AS doubtful,
    b.likeliest
FROM cells c
JOIN reports r ON r.report_id = c.report_id AND r.agency_code = c.agency_code -- the code tells which cells to look at
LEFT JOIN agencies a ON a.agency_code = r.agency_code
LEFT JOIN form_cells f ON f.form = r.form AND f.cell = c.cell
LEFT JOIN form_tables t ON t.form = f.form AND t.table_code = f.table_code
LEFT JOIN cell_bounds b ON b.report_id = c.report_id AND b.cell = c.cell AND b.reason = 'doubtful'
WHERE r.is_current;

COMMENT ON VIEW figures IS
    '现行报告的每一格，一格一行，机关、名称、单位与存疑俱全。求和而不重复：取 is_own_report 为否的，并只取一格，'
    '或只取一列（如 column_code 为 total）中互不相含的几行 '
    '/ Every cell of every current report, one row a cell. A sum doubles nothing with is_own_report false and over one '
    'cell, or over rows of one column (such as column_code total) of which none is the sum of others';
COMMENT ON COLUMN figures.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN figures.agency_name IS '机关名称 / Name in the registry';
COMMENT ON COLUMN figures.kind IS '类别：district（区县政府本级）、镇、乡、民族乡、街道、部门 / Kind of agency';
COMMENT ON COLUMN figures.peer_group IS '同类组 / Peer group';
COMMENT ON COLUMN figures.district_code IS '所属区县代码 / District';
COMMENT ON COLUMN figures.division_code IS
    '统计用区划代码前九位，与九位、十二位的代码相连 / First nine digits of the code, to join codes of nine or twelve digits by';
COMMENT ON COLUMN figures.is_own_report IS
    '是否区县政府自己的报告：已汇总各机关，不可与各机关相加 '
    '/ The district government''s own report, which sums up its agencies: never to be added to theirs';
COMMENT ON COLUMN figures.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN figures.form IS '格式 / Form';
COMMENT ON COLUMN figures.report_id IS '报告 / Report';
COMMENT ON COLUMN figures.position IS '在格式中的次序 / Order in the form';
COMMENT ON COLUMN figures.cell IS '格代码：表.行.列 / Cell code: table.row.column';
COMMENT ON COLUMN figures.table_code IS '表 / Table';
COMMENT ON COLUMN figures.row_code IS '行 / Row';
COMMENT ON COLUMN figures.column_code IS '列 / Column';
COMMENT ON COLUMN figures.table_label IS '表的中文名称 / Chinese name of the table';
COMMENT ON COLUMN figures.row_label IS '行的中文名称 / Chinese name of the row';
COMMENT ON COLUMN figures.column_label IS '列的中文名称 / Chinese name of the column';
COMMENT ON COLUMN figures.table_label_en IS '表的英文名称 / English name of the table';
COMMENT ON COLUMN figures.row_label_en IS '行的英文名称 / English name of the row';
COMMENT ON COLUMN figures.column_label_en IS '列的英文名称 / English name of the column';
COMMENT ON COLUMN figures.unit IS '单位 / Unit';
COMMENT ON COLUMN figures.is_total IS '是否合计行或合计列的格 / In a row or column that is the sum of others';
COMMENT ON COLUMN figures.value IS '所报数值；仅状态为 reported 时有值 / Figure reported, null unless the state is reported';
COMMENT ON COLUMN figures.state IS
    '状态：reported 有数、blank 空白、not_applicable 不适用、unreadable 非数字、absent 缺行或缺表 / State';
COMMENT ON COLUMN figures.raw IS '原文 / Text as it stood';
COMMENT ON COLUMN figures.doubtful IS '所报是否存疑 / Whether the figure reported is in doubt';
COMMENT ON COLUMN figures.likeliest IS
    '存疑的数应为多少（唯一的改法），不知者与不存疑者为空 '
    '/ What a doubtful figure should be by its only repair; null where not known and where it is not in doubt';
