CREATE TABLE finding_changes (
    change VARCHAR NOT NULL,
    finding_id VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    agency_code VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    cells VARCHAR[] NOT NULL,
    outcome VARCHAR,
    previous_outcome VARCHAR,
    reported VARCHAR,
    previous_reported VARCHAR,
    waived BOOLEAN,
    previous_waived BOOLEAN,
    message VARCHAR NOT NULL,
    previous_version VARCHAR
);

COMMENT ON TABLE finding_changes IS
    '与上一个发布版本相比的发现：新出现、已解决、仍存在 / Findings against the version published before: new, resolved, still open';
COMMENT ON COLUMN finding_changes.change IS 'new 新出现、resolved 已解决、open 仍存在 / Change';
COMMENT ON COLUMN finding_changes.finding_id IS '发现 / Finding';
COMMENT ON COLUMN finding_changes.rule IS '规则 / Rule';
COMMENT ON COLUMN finding_changes.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN finding_changes.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN finding_changes.cells IS '涉及的格 / Cells concerned';
COMMENT ON COLUMN finding_changes.outcome IS '现在的结果，已解决的为空 / Outcome now, null when resolved';
COMMENT ON COLUMN finding_changes.previous_outcome IS '上一版的结果，新出现的为空 / Outcome before, null when new';
COMMENT ON COLUMN finding_changes.reported IS '现在所报 / Reported now';
COMMENT ON COLUMN finding_changes.previous_reported IS '上一版所报 / Reported before';
COMMENT ON COLUMN finding_changes.waived IS '现在是否豁免 / Waived now';
COMMENT ON COLUMN finding_changes.previous_waived IS '上一版是否豁免 / Waived before';
COMMENT ON COLUMN finding_changes.message IS '说明（已解决的为上一版的）/ Message, of the version before when resolved';
COMMENT ON COLUMN finding_changes.previous_version IS '与哪个版本相比 / The version compared with';
