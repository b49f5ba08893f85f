CREATE TABLE district_reported_sums (
    district_code VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    cell VARCHAR NOT NULL,
    reported_sum DECIMAL(38, 6),
    agencies_expected INTEGER NOT NULL,
    agencies_read INTEGER NOT NULL,
    agencies_reported INTEGER NOT NULL,
    agencies_blank INTEGER NOT NULL,
    agencies_doubtful INTEGER NOT NULL,
    least DECIMAL(38, 6),
    most DECIMAL(38, 6),
    estimate DECIMAL(38, 6),
    estimate_low DECIMAL(38, 6),
    estimate_high DECIMAL(38, 6)
);

COMMENT ON TABLE district_reported_sums IS
    '照报汇总：所报各数不加取舍逐格之和及其上下限；表内不一定平 '
    '/ District figures as reported: the plain sum of each cell and within what it lies; they need not balance';
COMMENT ON COLUMN district_reported_sums.district_code IS '区县代码 / District';
COMMENT ON COLUMN district_reported_sums.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN district_reported_sums.kind IS
    '类别；“all”为全部机关（不含区县政府本级），不可与各类别相加 / Kind of agency; `all` is every one of them, never to be added to the kinds';
COMMENT ON COLUMN district_reported_sums.cell IS '格代码 / Cell';
COMMENT ON COLUMN district_reported_sums.reported_sum IS
    '所报数字之和，无一报数时为空 / Sum of the figures reported, null when none was';
COMMENT ON COLUMN district_reported_sums.agencies_expected IS '应报机关数 / Agencies that owe a report';
COMMENT ON COLUMN district_reported_sums.agencies_read IS '有现行报告的机关数 / Agencies with a current report';
COMMENT ON COLUMN district_reported_sums.agencies_reported IS '此格报数的机关数 / Agencies that gave a figure here';
COMMENT ON COLUMN district_reported_sums.agencies_blank IS
    '此格空白、缺失或非数字的机关数 / Agencies whose cell is blank, absent or unreadable';
COMMENT ON COLUMN district_reported_sums.agencies_doubtful IS '此格所报存疑的机关数 / Agencies whose figure here is in doubt';
COMMENT ON COLUMN district_reported_sums.least IS
    '至少：未填、存疑与未报的数取其下限，由现有数据可以确定 '
    '/ Least it can be: what is not given, doubtful or not reported at its lower bound; certain';
COMMENT ON COLUMN district_reported_sums.most IS
    '至多；有机关未报或整行未填而没有上限的为空 / Most it can be; null, without upper bound, where a report or a whole line is not there';
COMMENT ON COLUMN district_reported_sums.estimate IS
    '估计：未报的按该机关上年之数与同类机关的变化推算，仅供参考；没有缺漏或不能估计的为空 '
    '/ Estimate, no more: what is not there by last year''s figure and the change of peers; null where nothing '
    'is missing or nothing can be said';
COMMENT ON COLUMN district_reported_sums.estimate_low IS '估计的 90 % 区间的下端 / Lower end of its 90 % interval';
COMMENT ON COLUMN district_reported_sums.estimate_high IS '估计的 90 % 区间的上端 / Upper end of its 90 % interval';
