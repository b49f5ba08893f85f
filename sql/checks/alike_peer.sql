/*
id: alike_peer
title: 文字与同区其他机关雷同
title_en: The prose is another agency's
fault: 文字与其他机关的报告雷同
fault_en: Prose shared with another agency
dimension: originality
severity: warning
basis: >-
  国办公开办函〔2021〕30号明确责任“内容雷同”
practice: >-
  泉州市鲤城区 2020 年评分办法：与其他单位雷同扣分
why: >-
  两个机关的工作不会一字不差，照抄即没有写自己的工作。
  No two agencies do the same work in the same words.
not_an_error: >-
  遮去机关名称与数字、除去全区或同类机关通用的模板和法定用语以后再比；公布在先的一方不算错，先后不明的列为无法判断。
  The district's template is left out. Who published first is not at fault; where the order is not known it cannot be
  told.
needs: similarities
*/
WITH alike AS (
    SELECT
        s.*,
        a.full_name AS other_name,
        o.threshold,
        mine.published_on - other.published_on AS days_later
    FROM similarities s
    JOIN reports mine ON mine.report_id = s.report_id
    JOIN reports other ON other.report_id = s.other_report_id
    JOIN agencies a ON a.agency_code = s.other_agency_code
    LEFT JOIN own_thresholds o
        ON o.rule = 'alike_peer' AND o.agency_code = s.agency_code
        AND s.report_year BETWEEN o.from_year AND o.to_year
    WHERE s.kind = 'peer'
      AND s.section > 0
      AND s.containment >= coalesce(o.threshold, threshold_value('alike_peer_share'))
),
by_other AS (
    SELECT
        agency_code,
        report_year,
        report_id,
        other_name,
        days_later,
        threshold,
        sum(containment * evidence) AS shared,
        string_agg(
            format('第{}部分 {}', chinese_numeral(section), percent(containment)), '、' ORDER BY section
        ) AS words,
        max(containment) AS containment,
        left(replace(arg_max(passages[1], (len(passages[1]), -section)), chr(10), ''), 40) AS quoted
    FROM alike
    WHERE days_later IS NULL OR days_later >= 0
    GROUP BY ALL
),
most AS (
    SELECT
        agency_code,
        report_year,
        report_id,
        arg_max(by_other, ({'copied': coalesce(days_later > 0, false), 'shared': shared, 'name': other_name})) AS other,
        count(*) AS others
    FROM by_other
    GROUP BY agency_code, report_year, report_id
)
SELECT
    agency_code,
    report_year,
    report_id,
    CASE WHEN other.days_later > 0 THEN 'fail' ELSE 'cannot_tell' END AS outcome,
    []::VARCHAR[] AS cells,
    format('{} 与{}相同', percent(other.containment), other.other_name) AS reported,
    '与其他机关相同的文字' || coalesce('不到 ' || percent(other.threshold), '不过半') AS expected,
    concat(
        format(
            '文字与{}同年度报告相同（{}），已除去名称、数字和全区通用文字；如“{}”。',
            other.other_name, other.words, other.quoted
        ),
        CASE
            WHEN other.days_later > 0 THEN format('对方早 {} 天公布。', other.days_later)
            WHEN other.days_later = 0 THEN '两份报告同日公布，谁抄谁无法判断。'
            ELSE '公布先后不明，谁抄谁无法判断。'
        END,
        CASE WHEN others > 1 THEN format('另与 {} 个机关相同。', others - 1) ELSE '' END
    ) AS message
FROM most
