CREATE TABLE scores (
    agency_code VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    dimension VARCHAR NOT NULL,
    weight DECIMAL(9, 4) NOT NULL,
    lost DECIMAL(9, 4) NOT NULL,
    score DECIMAL(9, 4) NOT NULL,
    score_low DECIMAL(9, 4) NOT NULL,
    findings INTEGER NOT NULL
);

COMMENT ON TABLE scores IS '得分：每机关每年每维度 / Scores: agency, year, dimension';
COMMENT ON COLUMN scores.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN scores.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN scores.dimension IS '维度 / Dimension';
COMMENT ON COLUMN scores.weight IS '满分 / Points possible';
COMMENT ON COLUMN scores.lost IS '扣分 / Points lost';
COMMENT ON COLUMN scores.score IS '得分 / Points kept';
COMMENT ON COLUMN scores.score_low IS
    '无法判断的事项全部有误时的得分 / Points kept if everything that cannot be told were wrong';
COMMENT ON COLUMN scores.findings IS '扣分的发现数 / Findings that cost points';
