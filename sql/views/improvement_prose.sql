-- Section 五 of every current report: whether it states a problem and whether it states what is done about it.
-- Left out before looking: headings on a line of their own, “没有问题”, and for measures the ways of saying that
-- something still wants doing (有待加强), which state a problem. There are more ways to state a problem than words for it:
-- a text states none where it is empty, or praises and has none of the words. What is told of the next year, or as
-- done by now (已…), is a measure.
CREATE OR REPLACE VIEW improvement_prose AS
WITH said AS (
    SELECT
        agency_code,
        report_year,
        report_id,
        plain,
        regexp_replace(
            plain,
            '(?m)^\(?[一二三四五1-5]?\)?[、.]?[^,。;:\n]{0,16}(?:问题|情况|措施|不足|打算)[:：]?$'
            || '|(?:不存在|没有|未发现|未出现|无)(?:任何|明显|突出|重大|较大|其他|相关|主要|什么)*的?(?:问题|不足|短板)'
            || '|(?:存在)?的?(?:主要)?(?:问题|不足|短板|情况|措施)(?:及|和)?(?:改进|整改)?(?:情况|措施)?[:：]?暂?(?:无|没有)(?:[。;,]|$)',
            '',
            'g'
        ) AS problems,
        regexp_replace(
            problems,
            '(?:有待|亟待|尚待|仍待|待|需要|亟需|仍需|尚需|还需|须|需)(?:于|进一步|继续|不断|持续)*[^,.。;、]{0,10}'
            || '|存在的?(?:主要)?问题(?:及|和|与)(?:改进|整改)(?:情况|措施)|(?:改进|整改)(?:情况|措施)?[:：]暂?无',
            '',
            'g'
        ) AS measures,
        regexp_matches(problems, '(?:[^\p{P}\p{S}\s\d][\p{P}\p{S}\s\d]*){10}') AS has_text,
        regexp_extract(problems, '(?:问题|不足|短板)[^,。;:\n]{0,8}[:：]([^\n。]{4,})', 1) AS named
    FROM current_prose
    WHERE number = 5
)
SELECT
    agency_code,
    report_year,
    report_id,
    plain,
    has_text,
    (has_text AND (says(problems, 'problem') OR NOT says(problems, 'praise')))
    OR (named <> '' AND NOT says(named, 'praise')) AS states_problem,
    says(measures, 'measure')
    OR contains(measures, concat(report_year + 1, '年'))
    OR regexp_matches(plain, '(?m)^[^\n。问题]{0,8}(?:改进|整改|措施|打算)[^\n。问题]{0,6}[:：]?\n[^\n]{6,}')
    OR regexp_matches(measures, '(?:^|[^早业而久])已[^久经成]|[^申邀提恳敬]请[^示假求]|将(?:从|由|在|把|对|继|进|重|坚|以|围|持|不|着|严|认|积)') AS states_measure
FROM said;

COMMENT ON VIEW improvement_prose IS '第五部分是否写出问题与改进 / Whether section 5 states problems and measures';
COMMENT ON COLUMN improvement_prose.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN improvement_prose.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN improvement_prose.report_id IS '报告 / Report';
COMMENT ON COLUMN improvement_prose.plain IS '第五部分文字 / Text of section 5 as in current_prose';
COMMENT ON COLUMN improvement_prose.has_text IS '除标题、标点与数字外是否有十字以上 / Whether ten characters are left without headings, punctuation and digits';
COMMENT ON COLUMN improvement_prose.states_problem IS '是否写出问题 / Whether a problem is stated';
COMMENT ON COLUMN improvement_prose.states_measure IS '是否写出改进 / Whether a measure is stated';
