CREATE TABLE district_balanced_sums (
    district_code VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    peer_group VARCHAR NOT NULL,
    form VARCHAR NOT NULL,
    cell VARCHAR NOT NULL,
    balanced_sum DECIMAL(38, 6),
    agencies_expected INTEGER NOT NULL,
    agencies_counted INTEGER NOT NULL
);

COMMENT ON TABLE district_balanced_sums IS
    '勾稽汇总：区县自己的各法定表，可汇总的表逐格相加，总计重算，勾稽关系均成立；未计入者见 counted_tables '
    '/ The district''s own tables: added up cell by cell from the tables that count, totals worked out anew, so that '
    'every identity holds';
COMMENT ON COLUMN district_balanced_sums.district_code IS '区县代码 / District';
COMMENT ON COLUMN district_balanced_sums.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN district_balanced_sums.peer_group IS
    '同类组；“all”为全部机关（不含区县政府本级）/ Peer group; `all` is every agency but the district government itself';
COMMENT ON COLUMN district_balanced_sums.form IS '该年度法定格式 / Form prescribed for the year';
COMMENT ON COLUMN district_balanced_sums.cell IS '格代码 / Cell';
COMMENT ON COLUMN district_balanced_sums.balanced_sum IS '合计，无一机关计入时为空 / Sum, null when no agency counts';
COMMENT ON COLUMN district_balanced_sums.agencies_expected IS '应报机关数 / Agencies that owe a report';
COMMENT ON COLUMN district_balanced_sums.agencies_counted IS '此表计入的机关数 / Agencies whose table counts';
