CREATE TABLE rankings (
    agency_code VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    district_code VARCHAR NOT NULL,
    peer_group VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    score DECIMAL(9, 4),
    score_low DECIMAL(9, 4),
    grade VARCHAR,
    rank INTEGER,
    rank_in_group INTEGER,
    agencies INTEGER NOT NULL,
    agencies_in_group INTEGER NOT NULL,
    requests INTEGER,
    request_group VARCHAR,
    rank_in_request_group INTEGER,
    agencies_in_request_group INTEGER NOT NULL,
    volume_group VARCHAR,
    rank_in_volume_group INTEGER,
    agencies_in_volume_group INTEGER NOT NULL,
    previous_score DECIMAL(9, 4),
    score_change DECIMAL(9, 4),
    rank_low INTEGER,
    rank_high INTEGER,
    rank_low_in_group INTEGER,
    rank_high_in_group INTEGER,
    rank_low_in_request_group INTEGER,
    rank_high_in_request_group INTEGER,
    driver VARCHAR
);

COMMENT ON TABLE rankings IS '排名：每机关每年一行 / Ranks: one row an agency and year';
COMMENT ON COLUMN rankings.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN rankings.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN rankings.district_code IS '区县代码 / District';
COMMENT ON COLUMN rankings.peer_group IS '同类组 / Peer group';
COMMENT ON COLUMN rankings.status IS 'reported 已报、late 迟报、unclear 已报而是否按时不明、missing 缺报、not_due 未到期 / Status';
COMMENT ON COLUMN rankings.score IS '总分，0 至 100；未到期且未报者为空 / Total, 0 to 100; null while not due';
COMMENT ON COLUMN rankings.score_low IS
    '无法判断的事项全部有误时的总分 / Total if everything that cannot be told were wrong';
COMMENT ON COLUMN rankings.grade IS '等次，按总分；界限与理由见 grades / Grade by the total; its bounds and reasons are in `grades`';
COMMENT ON COLUMN rankings.rank IS '全区名次，同分同名次 / Rank in the district; ties share it';
COMMENT ON COLUMN rankings.rank_in_group IS '组内名次 / Rank in the peer group';
COMMENT ON COLUMN rankings.agencies IS '参加排名的机关数 / Agencies ranked in the district';
COMMENT ON COLUMN rankings.agencies_in_group IS '组内参加排名的机关数 / Agencies ranked in the group';
COMMENT ON COLUMN rankings.requests IS
    '申请量：本年收到的加结转来的；本年未报的取此前最近一年 / Requests received plus carried in; of the last year known where this one is not';
COMMENT ON COLUMN rankings.request_group IS
    '有申请、没有申请，先在各自之中比较；申请量不明的列入有申请，区县政府本级为空 '
    '/ With requests or without: each compared among themselves first; with them if not known; null for the district';
COMMENT ON COLUMN rankings.rank_in_request_group IS '在有申请（没有申请）的机关中的名次 / Rank among those with (without) requests';
COMMENT ON COLUMN rankings.agencies_in_request_group IS '该组参加排名的机关数 / Agencies ranked in that group';
COMMENT ON COLUMN rankings.volume_group IS '申请量相近的组 / Group of similar request volume';
COMMENT ON COLUMN rankings.rank_in_volume_group IS '在申请量相近的组内的名次 / Rank in that group';
COMMENT ON COLUMN rankings.agencies_in_volume_group IS '该组参加排名的机关数 / Agencies ranked in that group';
COMMENT ON COLUMN rankings.previous_score IS '上年总分，按同一办法计算 / Total last year, by the same rules';
COMMENT ON COLUMN rankings.score_change IS
    '比上年增减的分，仅两年均有得分者有值 / Points more or fewer than last year; only where scored in both';
COMMENT ON COLUMN rankings.rank_low IS
    '名次稳健区间的较好一端（权重随机变动时的第 5 百分位，无法判断的本机关无误、他机关有误）'
    '/ Better end of the band: 5th percentile over random weights, what cannot be told right here and wrong elsewhere';
COMMENT ON COLUMN rankings.rank_high IS
    '名次稳健区间的较差一端（第 95 百分位，无法判断的本机关有误、他机关无误）'
    '/ Worse end of the band: 95th percentile, what cannot be told wrong here and right elsewhere';
COMMENT ON COLUMN rankings.rank_low_in_group IS '组内名次稳健区间的较好一端 / Better end of the band in the peer group';
COMMENT ON COLUMN rankings.rank_high_in_group IS '组内名次稳健区间的较差一端 / Worse end of the band in the peer group';
COMMENT ON COLUMN rankings.rank_low_in_request_group IS
    '有（没有）申请的机关中，区间的较好一端 / Better end of the band among those with (without) requests';
COMMENT ON COLUMN rankings.rank_high_in_request_group IS
    '有（没有）申请的机关中，区间的较差一端 / Worse end of the band among those with (without) requests';
COMMENT ON COLUMN rankings.driver IS
    '其权重最能左右此名次的维度；权重如何变动名次都不变的为空 / Dimension whose weight moves this rank most; null when no weight does';
