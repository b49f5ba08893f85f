/*
id: fee_unit
title: 收费金额的单位弄错
title_en: Fees in yuan where the table asks for ten thousand yuan
fault: 收费金额与文字所述不符或单位弄错
fault_en: Fees that differ from the prose, or in the wrong unit
dimension: accuracy
severity: error
basis: >-
  国办公开办函〔2021〕30号格式表二“本年收费金额（单位：万元）”；
  《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）
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
        f.cell,
        f.row_name,
        f.unit,
        f.yuan AS yuan_of_unit,
        t.numeral AS table_numeral,
        s.statement_kind,
        s.stated_value AS yuan,
        s.section,
        left(s.text, 50) AS quoted,
        c.value AS amount,
        c.value = s.stated_value AS in_yuan,
        s.statement_kind = 'administrative_fees'
        AND s.scope = 'year'
        AND coalesce(s.year, r.report_year) = r.report_year
        AND NOT c.value * f.yuan BETWEEN s.lowest - threshold_value('fee_rounding_yuan')
            AND s.highest + threshold_value('fee_rounding_yuan') AS differs
    FROM statements s
    JOIN reports r ON r.report_id = s.report_id
    JOIN form_cells f ON f.form = r.form AND f.row_role = 'fees' AND f.yuan > 1
    JOIN form_tables t ON t.form = f.form AND t.table_code = f.table_code
    JOIN cells c ON c.report_id = s.report_id AND c.cell = f.cell AND c.state = 'reported'
    WHERE r.is_current AND s.statement_kind IN ('fees_charged', 'administrative_fees') AND s.stated_value > 0
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
    [cell] AS cells,
    format('表{} {} {}', table_numeral, plain_number(amount), unit) AS reported,
    format('{} 元即 {} {}', plain_number(yuan), plain_number(yuan / yuan_of_unit), unit) AS expected,
    format(
        '第{}部分称“{}”，{}为 {} 元，表{}“{}”填 {}（{}）；{}',
        chinese_numeral(section),
        quoted,
        CASE statement_kind WHEN 'fees_charged' THEN '信息处理费' ELSE row_name END,
        plain_number(yuan),
        table_numeral,
        row_name,
        plain_number(amount),
        unit,
        CASE
            WHEN in_yuan THEN format('疑把元数照填进{}格，请改为 {}。', unit, plain_number(yuan / yuan_of_unit))
            ELSE format('折合 {} {}，两者应一致，请核对。', plain_number(yuan / yuan_of_unit), unit)
        END
    ) AS message
FROM first_of_report
