/*
id: statement_parts
title: 文字所列分项之和与总数不符
title_en: The parts listed in prose do not add up to the total
fault: 文字所列分项之和与总数不符
fault_en: Parts listed in prose that do not add up
dimension: accuracy
severity: warning
basis: >-
  国办公开办函〔2021〕30号格式第一部分；明确责任中的“不准确不全面”
why: >-
  总数与分项不符，至少有一个数是错的，读者一加便知。
  At least one of the figures is wrong, and any reader can add them up.
not_an_error: >-
  “其中”只列一部分的（差额超过界限，又无“其他”“合计”）；与总数不同种类或量词的；“余”“约”等概数在其所指范围内能凑成总数的；
  括号中另作说明的数不计入。
  Lists that name only some parts; hedged figures that can make up the total.
*/
WITH told AS (
    SELECT report_id, ordinal, part_of, stated_value AS value, lowest, highest, label, section, text
    FROM statements
    UNION ALL
    -- 事实中另有的分项（渠道、账号、设备……），与总数同种同量词的
    SELECT
        f.report_id, 1000000 + f.ordinal, 1000000 + f.part_of, f.value, f.lowest, f.highest, f.label, f.section, f.text
    FROM facts f
    WHERE f.scope = 'own' AND f.value IS NOT NULL AND f.ordinal IN (
        FROM lists_of_facts l SELECT unnest(l.ordinals) WHERE l.report_id = f.report_id
    )
),
parts AS (
    SELECT *, sum(value) OVER (PARTITION BY report_id, part_of ORDER BY ordinal) AS running
    FROM told
    WHERE part_of IS NOT NULL
),
lists AS (
    SELECT
        t.report_id,
        t.ordinal,
        any_value(t.section) AS section,
        any_value(t.text) AS text,
        any_value(t.label) AS label,
        any_value(t.value) AS total,
        any_value(t.lowest) AS total_lowest,
        any_value(t.highest) AS total_highest,
        sum(p.value) AS parts,
        sum(p.lowest) AS parts_lowest,
        sum(p.highest) AS parts_highest,
        count(*) AS items,
        -- 同一总数先后分两种（按由来、按结果），或文中说明一件计入几项
        bool_or(p.running = t.value AND p.running > p.value)
        OR any_value(regexp_matches(t.text, pattern('counted_in_several'))) AS is_more,
        -- 写明列全的：先分后总，或列有“其他”
        bool_or(p.ordinal < t.ordinal OR regexp_matches(p.label, pattern('all_the_rest')))
        OR any_value(regexp_matches(t.text, pattern('one_after_another'))) AS is_whole
    FROM told t
    JOIN parts p ON p.report_id = t.report_id AND p.part_of = t.ordinal
    GROUP BY t.report_id, t.ordinal
),
judged AS (
    SELECT
        *,
        CASE
            WHEN parts_lowest > total_highest AND NOT is_more THEN 'fail'
            WHEN parts_highest < total_lowest AND is_whole THEN 'fail'
            WHEN parts_highest < total_lowest AND items >= 3 AND parts_highest >= total_lowest * (
                1 - threshold_value('statement_parts_shortfall')
            ) THEN 'fail'
            ELSE 'pass'
        END AS outcome
    FROM lists
)
SELECT
    r.agency_code,
    r.report_year,
    r.report_id,
    j.outcome,
    []::VARCHAR[] AS cells,
    format('分项之和 {}', plain_number(j.parts)) AS reported,
    format('第{}部分总数 {}', chinese_numeral(j.section), plain_number(j.total)) AS expected,
    format(
        '第{}部分“{}”总数为 {}，所列 {} 项之和为 {}，{} {}；请核对各项，改正总数或分项（原句：{}）。',
        chinese_numeral(j.section),
        CASE WHEN j.label = '' THEN '合计' ELSE j.label END,
        plain_number(j.total),
        j.items,
        plain_number(j.parts),
        CASE WHEN j.parts > j.total THEN '多' ELSE '少' END,
        plain_number(abs(j.parts - j.total)),
        shortened(j.text, 60)
    ) AS message
FROM judged j
JOIN reports r ON r.report_id = j.report_id
WHERE r.is_current
