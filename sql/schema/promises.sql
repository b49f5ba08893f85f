CREATE TABLE promises (
    report_id VARCHAR NOT NULL,
    agency_code VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    section INTEGER NOT NULL,
    problem VARCHAR,
    measure VARCHAR,
    paired VARCHAR,
    matters VARCHAR[] NOT NULL,
    problem_starts_at INTEGER,
    measure_starts_at INTEGER,
    promise_state VARCHAR NOT NULL,
    next_report_id VARCHAR,
    answer VARCHAR,
    answer_section INTEGER,
    promised_again VARCHAR,
    fit DOUBLE
);

COMMENT ON TABLE promises IS
    '承诺：各报告所写的问题、相应的改进措施，及下年报告有没有着落；供阅看，不扣分 '
    '/ Promises: the problems of each report, the measure for each, and whether next year''s report takes it up; '
    'for reading, never charged';
COMMENT ON COLUMN promises.report_id IS '作出承诺的报告 / Report that promises';
COMMENT ON COLUMN promises.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN promises.report_year IS '作出承诺的报告年度 / Report year of the promise';
COMMENT ON COLUMN promises.ordinal IS
    '在报告中的序号，从 1 起；先措施，后没有措施的问题 / Place in the report, from 1: measures, then problems without one';
COMMENT ON COLUMN promises.section IS '所在部分 / Section it stands in';
COMMENT ON COLUMN promises.problem IS '问题原文；空为措施没有相应的问题 / The problem as written; null: the measure answers none';
COMMENT ON COLUMN promises.measure IS '改进措施原文；空为问题没有相应的措施 / The measure as written; null: the problem has none';
COMMENT ON COLUMN promises.paired IS
    '怎样对应：together 写在一条、matter 说的是同一事项、place 次序相同；空为单独一条 '
    '/ How both belong together: one item, the same matter, the same place in the lists; null where one stands alone';
COMMENT ON COLUMN promises.matters IS
    '事项，开头所说的在先，见 promise_matters / Matters it is about, those it begins with first';
COMMENT ON COLUMN promises.problem_starts_at IS '问题从该部分的第几个字起 / Character of the section the problem begins at';
COMMENT ON COLUMN promises.measure_starts_at IS '措施从该部分的第几个字起 / Character of the section the measure begins at';
COMMENT ON COLUMN promises.promise_state IS
    'taken_up 下年写了做法、repeated 下年原样再列、planned 下年换说法再列、not_mentioned 下年未提及、cannot_tell 下年报告有部分未读到、'
    'open 尚无下年报告、no_measure 没有措施 '
    '/ Taken up, promised again in the same or in other words, not mentioned, '
    'parts of next year''s report not read, no report yet, no measure';
COMMENT ON COLUMN promises.next_report_id IS '下年的报告 / Next year''s report that was compared';
COMMENT ON COLUMN promises.answer IS '下年报告中说到做法的一句 / Sentence of next year''s report that takes it up';
COMMENT ON COLUMN promises.answer_section IS '该句所在部分 / Section of that sentence';
COMMENT ON COLUMN promises.promised_again IS '下年报告再列的措施 / Measure of next year''s report that promises it again';
COMMENT ON COLUMN promises.fit IS
    '相合的程度：原样再列为相同文字所占比例，其余 1.25 以上为有着落、0.75 以上为再列 '
    '/ How well it fits: share of the same wording where repeated, else at least 1.25 where taken up, '
    '0.75 where planned';
