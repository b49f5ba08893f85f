CREATE TABLE runs (
    run_id VARCHAR NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    state VARCHAR NOT NULL,
    version VARCHAR,
    as_of DATE NOT NULL,
    report_year INTEGER,
    documents INTEGER,
    reports INTEGER,
    findings INTEGER,
    message VARCHAR
);

COMMENT ON TABLE runs IS '运行记录 / Runs of the flow';
COMMENT ON COLUMN runs.run_id IS '运行标识 / Run';
COMMENT ON COLUMN runs.started_at IS '开始时间 / Start';
COMMENT ON COLUMN runs.ended_at IS '结束时间 / End';
COMMENT ON COLUMN runs.state IS 'running、published、unchanged 或 failed / State';
COMMENT ON COLUMN runs.version IS '所发布的版本 / Version published';
COMMENT ON COLUMN runs.as_of IS '判断是否到期所用的日期 / Day on which deadlines were judged';
COMMENT ON COLUMN runs.report_year IS '运行的重点年度 / Year in focus';
COMMENT ON COLUMN runs.documents IS '收到的文件数 / Documents';
COMMENT ON COLUMN runs.reports IS '读出的报告数 / Reports';
COMMENT ON COLUMN runs.findings IS '发现数 / Findings';
COMMENT ON COLUMN runs.message IS '未发布时的原因 / Why nothing was published';
