CREATE TABLE agencies (
    agency_code VARCHAR NOT NULL,
    district_code VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    full_name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    peer_group VARCHAR NOT NULL,
    rule_making_power BOOLEAN NOT NULL,
    former_names VARCHAR[] NOT NULL,
    short_names VARCHAR[] NOT NULL,
    registered BOOLEAN NOT NULL
);

COMMENT ON TABLE agencies IS '应编制年度报告的机关 / Agencies that owe a yearly report';
COMMENT ON COLUMN agencies.agency_code IS '机关代码（统计用区划代码或登记代码）/ Agency code, text';
COMMENT ON COLUMN agencies.district_code IS '所属区县代码 / District it belongs to';
COMMENT ON COLUMN agencies.name IS '登记名称 / Name in the registry';
COMMENT ON COLUMN agencies.full_name IS '全称（区县名、登记名称与机关后缀）/ Full name as printed on reports';
COMMENT ON COLUMN agencies.kind IS '类别：district（区县政府本级）、镇、乡、民族乡、街道、部门 / Kind';
COMMENT ON COLUMN agencies.peer_group IS '同类组，排名在组内比较 / Peer group that ranks are compared in';
COMMENT ON COLUMN agencies.rule_making_power IS '有无规章制定权 / May make 规章';
COMMENT ON COLUMN agencies.former_names IS '曾用名 / Former names';
COMMENT ON COLUMN agencies.short_names IS '简称 / Short names';
COMMENT ON COLUMN agencies.registered IS
    '是否在登记表中（自查时未登记的机关为否）/ In the registry; false only for a clerk''s check of an unknown agency';
