CREATE TABLE repairs (
    report_id VARCHAR NOT NULL,
    agency_code VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    candidate INTEGER NOT NULL,
    class VARCHAR NOT NULL,
    cell VARCHAR NOT NULL,
    reported DECIMAL(20, 6),
    proposed DECIMAL(20, 6),
    clears VARCHAR[] NOT NULL,
    why VARCHAR NOT NULL
);

COMMENT ON TABLE repairs IS '更正建议：从不改动所报数字 / Proposed repairs; reported figures are never changed';
COMMENT ON COLUMN repairs.report_id IS '报告 / Report';
COMMENT ON COLUMN repairs.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN repairs.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN repairs.candidate IS '第几个建议，从 1 起 / Candidate, from 1';
COMMENT ON COLUMN repairs.class IS 'unique、candidates 或 beyond search / Class';
COMMENT ON COLUMN repairs.cell IS '格代码 / Cell';
COMMENT ON COLUMN repairs.reported IS '所报 / Reported';
COMMENT ON COLUMN repairs.proposed IS '建议 / Proposed';
COMMENT ON COLUMN repairs.clears IS '可消除的规则 / Rules it would clear';
COMMENT ON COLUMN repairs.why IS '理由 / Why';
