CREATE TABLE rankings (
    agency_code VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    district_code VARCHAR NOT NULL,
    peer_group VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    score DECIMAL(9, 4),
    rank INTEGER,
    rank_in_group INTEGER,
    agencies INTEGER NOT NULL,
    agencies_in_group INTEGER NOT NULL
);

COMMENT ON TABLE rankings IS '排名：每机关每年一行 / Ranks: one row an agency and year';
COMMENT ON COLUMN rankings.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN rankings.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN rankings.district_code IS '区县代码 / District';
COMMENT ON COLUMN rankings.peer_group IS '同类组 / Peer group';
COMMENT ON COLUMN rankings.status IS 'reported 已报、late 迟报、missing 缺报、not_due 未到期 / Status';
COMMENT ON COLUMN rankings.score IS '总分，0 至 100；未到期且未报者为空 / Total, 0 to 100; null while not due';
COMMENT ON COLUMN rankings.rank IS '全区名次，同分同名次 / Rank in the district; ties share it';
COMMENT ON COLUMN rankings.rank_in_group IS '组内名次 / Rank in the peer group';
COMMENT ON COLUMN rankings.agencies IS '参加排名的机关数 / Agencies ranked in the district';
COMMENT ON COLUMN rankings.agencies_in_group IS '组内参加排名的机关数 / Agencies ranked in the group';
