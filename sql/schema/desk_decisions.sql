CREATE TABLE desk_decisions (
    kind VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    agency_code VARCHAR,
    report_year INTEGER,
    published_on DATE,
    decision VARCHAR NOT NULL,
    reason VARCHAR,
    who VARCHAR NOT NULL,
    decided_on DATE NOT NULL,
    state VARCHAR NOT NULL,
    problem VARCHAR
);

COMMENT ON TABLE desk_decisions IS
    '办公室就文件与说明所作的决定及其是否生效；豁免见 waivers / What the office decided on documents and explanations';
COMMENT ON COLUMN desk_decisions.kind IS 'intake 收件、explanation 对报告所作说明的认定 / Intake, or an explanation';
COMMENT ON COLUMN desk_decisions.subject IS
    '所指：文件的 sha256 或来源；问题的标识 / A document by sha256 or source; a fault by its id, after agency and year';
COMMENT ON COLUMN desk_decisions.agency_code IS '指定的机关，没有指定为空 / Agency it names, null for none';
COMMENT ON COLUMN desk_decisions.report_year IS '指定的报告年度 / Year it names';
COMMENT ON COLUMN desk_decisions.published_on IS '指定的公布日期 / Day of publication it names';
COMMENT ON COLUMN desk_decisions.decision IS 'accepted 收或采纳、returned 退回、rejected 不采纳 / Accepted, sent back, rejected';
COMMENT ON COLUMN desk_decisions.reason IS '理由 / Reason';
COMMENT ON COLUMN desk_decisions.who IS '决定者 / Who decided';
COMMENT ON COLUMN desk_decisions.decided_on IS '决定之日 / Day of the decision';
COMMENT ON COLUMN desk_decisions.state IS
    'in_force 生效、matches_nothing 没有相应的文件或问题、malformed 有误 / In force, nothing it is about, or malformed';
COMMENT ON COLUMN desk_decisions.problem IS '为何不生效、怎么办 / Why it is not in force, and what to do';
