CREATE TABLE similarities (
    report_id VARCHAR NOT NULL,
    agency_code VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    other_report_id VARCHAR NOT NULL,
    other_agency_code VARCHAR NOT NULL,
    other_report_year INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    scope VARCHAR NOT NULL,
    section INTEGER NOT NULL,
    containment DOUBLE NOT NULL,
    evidence DOUBLE NOT NULL,
    passages VARCHAR[] NOT NULL,
    other_passages VARCHAR[] NOT NULL
);

COMMENT ON TABLE similarities IS
    '雷同：文字与上年、与同区机关、与外区机关，表格与上年、与同区机关 '
    '/ Likeness of prose to last year''s report and to agencies of the district and of others; of tables';
COMMENT ON COLUMN similarities.report_id IS '报告 / Report';
COMMENT ON COLUMN similarities.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN similarities.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN similarities.other_report_id IS '与之相似的报告 / The other report';
COMMENT ON COLUMN similarities.other_agency_code IS '另一报告的机关 / Agency of the other report';
COMMENT ON COLUMN similarities.other_report_year IS '另一报告的年度 / Year of the other report';
COMMENT ON COLUMN similarities.kind IS
    'last_year 文字与本机关上年、peer 文字与同区机关同年、elsewhere 文字与外区机关或与其他机关往年、tables 表格 '
    '/ Prose against last year, against a peer, against other districts or others'' earlier years, tables';
COMMENT ON COLUMN similarities.scope IS
    '两份报告的机关：own 同一机关、district 同区县、city 同市、province 同省、nation 跨省 '
    '/ The smallest area that has both agencies';
COMMENT ON COLUMN similarities.section IS '第几部分；0 为合计 / Section; 0 is all of them together';
COMMENT ON COLUMN similarities.containment IS
    '本报告的内容见于另一报告的比例，0 至 1：文字按五字片段（姓名数字已遮去、通用文字已除去；elsewhere 按抽样），表格按非零数 '
    '/ Share of this report found in the other, 0 to 1: 5-character shingles with names and figures masked and common '
    'wording removed (elsewhere: estimated from a sample), or figures that are not zero';
COMMENT ON COLUMN similarities.evidence IS
    '依据多少：文字为所比片段数，表格为偶然相同的难度（比特）/ What it rests on: shingles compared, or bits against a chance agreement of figures';
COMMENT ON COLUMN similarities.passages IS '相同的各段，长者在先 / The passages in common as they stand here, longest first';
COMMENT ON COLUMN similarities.other_passages IS '各段在另一报告中的原文 / The same passages as they stand in the other report';
