CREATE TABLE agency_changes (
    change VARCHAR NOT NULL,
    from_code VARCHAR,
    to_code VARCHAR,
    day DATE NOT NULL,
    report_year INTEGER NOT NULL,
    from_goes_on BOOLEAN NOT NULL,
    to_goes_on BOOLEAN NOT NULL,
    note VARCHAR NOT NULL,
    source VARCHAR NOT NULL
);

COMMENT ON TABLE agency_changes IS
    '机构变更：每对原机关与现机关一行，来自登记表旁的 changes.csv / Mergers, splits, renamings: one row a pair of organs';
COMMENT ON COLUMN agency_changes.change IS
    'merged 合并、split 分设、renamed 更名、abolished 撤销、founded 设立 / Kind of change';
COMMENT ON COLUMN agency_changes.from_code IS '原机关代码，设立的为空 / Organ before the change, null for a founding';
COMMENT ON COLUMN agency_changes.to_code IS
    '现机关代码，撤销而无承接机关的为空 / Organ after the change, null for an abolition without a successor';
COMMENT ON COLUMN agency_changes.day IS '自何日起 / Day from which it holds';
COMMENT ON COLUMN agency_changes.report_year IS
    '自哪个报告年度起由现机关报告 / First report year that is for those after the change to report';
COMMENT ON COLUMN agency_changes.from_goes_on IS '原机关此后是否仍在 / Whether the organ before the change goes on';
COMMENT ON COLUMN agency_changes.to_goes_on IS '现机关此前是否已有 / Whether the organ after the change was there before';
COMMENT ON COLUMN agency_changes.note IS '说明 / Note';
COMMENT ON COLUMN agency_changes.source IS '来源，如机构改革方案的文号 / Where it is written';
