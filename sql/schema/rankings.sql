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
    agencies_in_group INTEGER NOT NULL,
    requests INTEGER,
    volume_group VARCHAR,
    rank_in_volume_group INTEGER,
    agencies_in_volume_group INTEGER NOT NULL,
    previous_rank INTEGER,
    movement INTEGER,
    rank_low INTEGER,
    rank_high INTEGER,
    rank_low_in_group INTEGER,
    rank_high_in_group INTEGER,
    driver VARCHAR
);

COMMENT ON TABLE rankings IS '排名：每机关每年一行 / Ranks: one row an agency and year';
COMMENT ON COLUMN rankings.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN rankings.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN rankings.district_code IS '区县代码 / District';
COMMENT ON COLUMN rankings.peer_group IS '同类组 / Peer group';
COMMENT ON COLUMN rankings.status IS 'reported 已报、late 迟报、unclear 已报而是否按时不明、missing 缺报、not_due 未到期 / Status';
COMMENT ON COLUMN rankings.score IS '总分，0 至 100；未到期且未报者为空 / Total, 0 to 100; null while not due';
COMMENT ON COLUMN rankings.rank IS '全区名次，同分同名次 / Rank in the district; ties share it';
COMMENT ON COLUMN rankings.rank_in_group IS '组内名次 / Rank in the peer group';
COMMENT ON COLUMN rankings.agencies IS '参加排名的机关数 / Agencies ranked in the district';
COMMENT ON COLUMN rankings.agencies_in_group IS '组内参加排名的机关数 / Agencies ranked in the group';
COMMENT ON COLUMN rankings.requests IS
    '申请量：本年收到的加结转来的；本年未报的取此前最近一年 / Requests received plus carried in; of the last year known where this one is not';
COMMENT ON COLUMN rankings.volume_group IS '申请量相近的组 / Group of similar request volume';
COMMENT ON COLUMN rankings.rank_in_volume_group IS '在申请量相近的组内的名次 / Rank in that group';
COMMENT ON COLUMN rankings.agencies_in_volume_group IS '该组参加排名的机关数 / Agencies ranked in that group';
COMMENT ON COLUMN rankings.previous_rank IS '上年全区名次，按同一办法计算 / Rank in the district last year, by the same rules';
COMMENT ON COLUMN rankings.movement IS
    '比上年上升的名次，下降为负；仅两年均参加排名者有值 / Places gained since last year, below 0 when lost; only where ranked in both';
COMMENT ON COLUMN rankings.rank_low IS
    '名次稳健区间的较好一端（权重随机变动时的第 5 百分位）/ Better end of the rank''s band: 5th percentile over random weights';
COMMENT ON COLUMN rankings.rank_high IS '名次稳健区间的较差一端（第 95 百分位）/ Worse end of the band: 95th percentile';
COMMENT ON COLUMN rankings.rank_low_in_group IS '组内名次稳健区间的较好一端 / Better end of the band in the peer group';
COMMENT ON COLUMN rankings.rank_high_in_group IS '组内名次稳健区间的较差一端 / Worse end of the band in the peer group';
COMMENT ON COLUMN rankings.driver IS
    '其权重最能左右此名次的维度；权重如何变动名次都不变的为空 / Dimension whose weight moves this rank most; null when no weight does';
