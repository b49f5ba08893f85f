-- The sections of every current report as checks read them: `plain` is the text without spaces (line ends kept)
-- and with full-width digits and punctuation folded, so that one wording is found however it was typed.
CREATE OR REPLACE VIEW internal.current_prose AS
WITH folded AS (
    -- what nearly every text has, one by one, which is several times as fast
    SELECT
        * REPLACE (
            replace(replace(replace(replace(replace(replace(replace(
                text, '，', ','), '：', ':'), '；', ';'), '（', '('), '）', ')'), ' ', ''), '　', '') AS text
        )
    FROM sections
)
SELECT
    r.agency_code,
    r.report_year,
    r.report_id,
    a.kind,
    s.section AS number,
    coalesce(t.role, '') AS role,
    coalesce(t.numeral, chinese_numeral(s.section)) AS numeral,
    coalesce(t.label, s.heading) AS label,
    s.heading,
    CASE
        WHEN regexp_matches(s.text, '[\p{Zs}\t\r\x{200B}-\x{200F}\x{FEFF}０-９．％]') THEN
            translate(
                regexp_replace(s.text, '[\p{Zs}\t\r\x{200B}-\x{200F}\x{FEFF}]+', '', 'g'),
                '０１２３４５６７８９．％',
                '0123456789.%'
            )
        ELSE s.text
    END AS plain
FROM folded s
JOIN report_forms r ON r.report_id = s.report_id
JOIN agencies a ON a.agency_code = r.agency_code
LEFT JOIN form_sections t ON t.form = r.form AND t.section = s.section;

COMMENT ON VIEW internal.current_prose IS '现行报告各部分的文字，供检查使用 / Sections of current reports as checks read them';
COMMENT ON COLUMN internal.current_prose.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.current_prose.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.current_prose.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.current_prose.kind IS '机关类别 / Kind of agency';
COMMENT ON COLUMN internal.current_prose.number IS '第几部分，1 至 6 / Statutory number, 1 to 6';
COMMENT ON COLUMN internal.current_prose.role IS '部分的角色：overview、problems 等 / Role of the section';
COMMENT ON COLUMN internal.current_prose.numeral IS '部分的序号，如“五” / Number as printed';
COMMENT ON COLUMN internal.current_prose.label IS '格式所印的标题 / Heading as the form has it';
COMMENT ON COLUMN internal.current_prose.heading IS '标题原文 / Heading as printed';
COMMENT ON COLUMN internal.current_prose.plain IS '去空白、全角换半角后的文字，保留换行 / Text without spaces, folded, line ends kept';
