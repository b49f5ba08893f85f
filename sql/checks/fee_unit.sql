/*
id: fee_unit
title: 收费金额的单位弄错
title_en: Fees in yuan where the table asks for ten thousand yuan
fault: 收费金额与文字所述不符或单位弄错
fault_en: Fees that differ from the prose, or in the wrong unit
dimension: accuracy
severity: error
basis: >-
  国办公开办函〔2021〕30号格式表二“本年收费金额（单位：万元）”[V]；《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）[V]
why: >-
  文字以元计，表二以万元计；把元数照填进表二，全区收费就放大一万倍。
  Yuan copied into a cell of ten thousand yuan multiplies the district's fees by 10,000.
not_an_error: >-
  信息处理费与表二“行政事业性收费”不是同一口径，后者可以大于前者，只查表二是否照填了文中的元数；
  文中行政事业性收费折合万元后因四舍五入相差不过 50 元的；表中写明“元”字、已折算的。
  Processing fees are not all fees: only the very figure in yuan standing in the table is wrong; rounding is not.
*/
WITH fees AS (
    SELECT
        r.agency_code,
        r.report_year,
        s.report_id,
        s.ordinal,
        s.kind,
        s.value AS yuan,
        s.section,
        left(s.text, 50) AS quoted,
        c.value AS amount,
        c.value = s.value AS in_yuan,
        s.kind = 'administrative_fees'
        AND s.scope = 'year'
        AND coalesce(s.year, r.report_year) = r.report_year
        AND NOT c.value * 10000 BETWEEN s.lowest - threshold_value('fee_rounding_yuan')
            AND s.highest + threshold_value('fee_rounding_yuan') AS differs
    FROM statements s
    JOIN reports r ON r.report_id = s.report_id
    JOIN cells c ON c.report_id = s.report_id AND c.cell = 'disclosure.fees.amount' AND c.state = 'reported'
    WHERE r.is_current AND s.kind IN ('fees_charged', 'administrative_fees') AND s.value > 0
),
first_of_report AS (
    FROM fees
    QUALIFY row_number() OVER (PARTITION BY report_id ORDER BY in_yuan DESC, differs DESC, ordinal) = 1
)
SELECT
    agency_code,
    report_year,
    report_id,
    CASE WHEN in_yuan OR differs THEN 'fail' ELSE 'pass' END AS outcome,
    ['disclosure.fees.amount'] AS cells,
    format('表二 {} 万元', plain_number(amount)) AS reported,
    format('{} 元即 {} 万元', plain_number(yuan), plain_number(yuan / 10000)) AS expected,
    format(
        '第{}部分称“{}”，{}为 {} 元，表二“行政事业性收费”填 {}（万元）；{}',
        chinese_numeral(section),
        quoted,
        CASE kind WHEN 'fees_charged' THEN '信息处理费' ELSE '行政事业性收费' END,
        plain_number(yuan),
        plain_number(amount),
        CASE
            WHEN in_yuan THEN format('疑把元数照填进万元格，请改为 {}。', plain_number(yuan / 10000))
            ELSE format('折合 {} 万元，两者应一致，请核对。', plain_number(yuan / 10000))
        END
    ) AS message
FROM first_of_report
