CREATE TABLE district_unknowns (
    district_code VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    cell VARCHAR NOT NULL,
    agencies_doubtful INTEGER NOT NULL,
    agencies_open INTEGER NOT NULL,
    least DECIMAL(38, 6),
    most DECIMAL(38, 6),
    expected DOUBLE,
    variance DOUBLE,
    peers INTEGER
);

COMMENT ON TABLE district_unknowns IS
    '不能确定的数使区县汇总增减多少；没有这样的数的格不列 '
    '/ What figures that are not certain may add to a district''s sum; cells without any are left out';
COMMENT ON COLUMN district_unknowns.district_code IS '区县代码 / District';
COMMENT ON COLUMN district_unknowns.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN district_unknowns.kind IS
    '类别；“all”为全部机关（不含区县政府本级）/ Kind of agency; `all` is every one but the district government';
COMMENT ON COLUMN district_unknowns.cell IS '格代码 / Cell';
COMMENT ON COLUMN district_unknowns.agencies_doubtful IS '所报存疑的机关数 / Agencies whose figure is in doubt';
COMMENT ON COLUMN district_unknowns.agencies_open IS
    '未报、或未填而没有上限的机关数 / Agencies without a report or figure, and without an upper bound';
COMMENT ON COLUMN district_unknowns.least IS
    '至少使汇总增加多少，可为负，不限为空 / Least they add to the sum, may be below 0, null when unbounded';
COMMENT ON COLUMN district_unknowns.most IS '至多使汇总增加多少，不限为空 / Most they add to the sum, null when unbounded';
COMMENT ON COLUMN district_unknowns.expected IS
    '估计使汇总增加多少，不能估计的为空 / What they add by the estimate, null where none can be made';
COMMENT ON COLUMN district_unknowns.variance IS '估计的方差 / Variance of the estimate';
COMMENT ON COLUMN district_unknowns.peers IS
    '估计所据最少的同类机关数，没有须据以估计的为空 / Fewest peers an estimate rests on, null where none is needed';
