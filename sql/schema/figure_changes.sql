CREATE TABLE figure_changes (
    agency_code VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    report_id VARCHAR NOT NULL,
    previous_report_id VARCHAR NOT NULL,
    cell VARCHAR NOT NULL,
    value DECIMAL(20, 6),
    previous_value DECIMAL(20, 6),
    state VARCHAR NOT NULL,
    previous_state VARCHAR NOT NULL,
    previous_version VARCHAR
);

COMMENT ON TABLE figure_changes IS
    '与上一个发布版本不同的数：现行报告中的每一格 / Figures of current reports that stand otherwise than in the version before';
COMMENT ON COLUMN figure_changes.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN figure_changes.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN figure_changes.report_id IS '现行报告 / Current report';
COMMENT ON COLUMN figure_changes.previous_report_id IS
    '上一版的现行报告；与 report_id 相同的，是程序改读了 / Current report of the version before; the same one where it is read otherwise';
COMMENT ON COLUMN figure_changes.cell IS '格代码 / Cell';
COMMENT ON COLUMN figure_changes.value IS '现在的数值；仅状态为 reported 时有值 / Figure now, null unless its state is reported';
COMMENT ON COLUMN figure_changes.previous_value IS '上一版的数值 / Figure before';
COMMENT ON COLUMN figure_changes.state IS '现在的状态，同 cells.state / State now, as in cells';
COMMENT ON COLUMN figure_changes.previous_state IS '上一版的状态 / State before';
COMMENT ON COLUMN figure_changes.previous_version IS '与哪个版本相比 / The version compared with';
