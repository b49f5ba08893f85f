-- The section on problems of every current report: whether it states a problem and whether it states what is done about
-- it.
-- Left out before looking: headings on a line of their own, “没有问题”, and for measures the ways of saying that
-- something still wants doing (有待加强), which state a problem. There are more ways to state a problem than words for it:
-- a text states none where it is empty, or praises and has none of the words. What is told of the next year, or as
-- done by now (已…), is a measure.
CREATE OR REPLACE VIEW internal.improvement_prose AS
WITH said AS (
    SELECT
        agency_code,
        report_year,
        report_id,
        numeral,
        label,
        plain,
        regexp_replace(
            plain,
            pattern('no_problem'),
            '',
            'g'
        ) AS problems,
        regexp_replace(
            problems,
            pattern('still_wanted'),
            '',
            'g'
        ) AS measures,
        regexp_matches(problems, '(?:[^\p{P}\p{S}\s\d][\p{P}\p{S}\s\d]*){10}') AS has_text,
        regexp_extract(problems, pattern('problem_named'), 1) AS named
    FROM current_prose
    WHERE role = 'problems'
)
SELECT
    agency_code,
    report_year,
    report_id,
    numeral,
    label,
    plain,
    has_text,
    (has_text AND (says(problems, 'problem') OR NOT says(problems, 'praise')))
    OR (named <> '' AND NOT says(named, 'praise')) AS states_problem,
    says(measures, 'measure')
    OR contains(measures, concat(report_year + 1, '年'))
    OR regexp_matches(plain, pattern('measure_heading'))
    OR regexp_matches(measures, pattern('measure_taken')) AS states_measure
FROM said;

COMMENT ON VIEW internal.improvement_prose IS
    '说问题与改进的部分是否写出问题与改进 / Whether the section on problems states problems and measures';
COMMENT ON COLUMN internal.improvement_prose.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.improvement_prose.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.improvement_prose.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.improvement_prose.numeral IS '部分的序号，如“五” / Number of the section as printed';
COMMENT ON COLUMN internal.improvement_prose.label IS '格式所印的标题 / Heading as the form has it';
COMMENT ON COLUMN internal.improvement_prose.plain IS '该部分文字 / Text of the section as in current_prose';
COMMENT ON COLUMN internal.improvement_prose.has_text IS
    '除标题、标点与数字外是否有十字以上 / Whether ten characters are left without headings, punctuation and digits';
COMMENT ON COLUMN internal.improvement_prose.states_problem IS '是否写出问题 / Whether a problem is stated';
COMMENT ON COLUMN internal.improvement_prose.states_measure IS '是否写出改进 / Whether a measure is stated';
