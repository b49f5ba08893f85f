/*
id: in_force_below_issued
title: 现行有效件数不少于本年制发减去本年废止
title_en: Documents in force are at least those issued in the year and not repealed in it
fault: 现行有效件数少于本年制发而未废止的件数
fault_en: Fewer documents in force than were issued and not repealed within the year
dimension: accuracy
severity: error
basis: >-
  国办公开办函〔2021〕30号格式表二第二十条第（一）项：本年制发件数、本年废止件数、现行有效件数
why: >-
  本年制发而没有废止的文件年末仍然有效，不看上年也知道三个数中必有一个错。
  What was issued in the year and not repealed is in force at its end: one of the three is wrong, whatever last year's
  report says.
not_an_error: >-
  三格有空白、缺行或非数字的不判；制发当年即废止的已在减去之列。年内制发、期满失效而没有计入废止的，可申请豁免。
  Nothing is said where one of the three is blank or no number. What ran out in the year without being counted as
  repealed can be waived.
*/
WITH stocks AS (
    SELECT
        c.report_key,
        f.table_code,
        f.row_code,
        any_value(f.row_name) AS row_name,
        list_sort(list(f.cell)) AS cells,
        max(c.figure) FILTER (f.column_role = 'issued') AS issued,
        max(c.figure) FILTER (f.column_role = 'repealed') AS repealed,
        max(c.figure) FILTER (f.column_role = 'in_force') AS in_force,
        max(f.column_label) FILTER (f.column_role = 'issued') AS issued_label,
        max(f.column_label) FILTER (f.column_role = 'repealed') AS repealed_label,
        max(f.column_label) FILTER (f.column_role = 'in_force') AS in_force_label
    FROM current_figures c
    JOIN form_cells f ON f.rowid = c.cell_key
    WHERE f.column_role IN ('issued', 'repealed', 'in_force')
    GROUP BY c.report_key, f.table_code, f.row_code
    -- a figure below 0 is for count_domain to tell
    HAVING in_force >= 0 AND repealed >= 0 AND in_force < issued - repealed
)
SELECT
    r.agency_code,
    r.report_year,
    r.report_id,
    'fail' AS outcome,
    s.cells,
    plain_number(s.in_force) AS reported,
    format('不小于 {}', plain_number(s.issued - s.repealed)) AS expected,
    format(
        '表{}“{}”：{} {}、{} {}，{}却只有 {}；本年制发而未废止的 {} 件应在其中，三个数必有一个填错，请核对。',
        t.numeral,
        s.row_name,
        s.issued_label,
        plain_number(s.issued),
        s.repealed_label,
        plain_number(s.repealed),
        s.in_force_label,
        plain_number(s.in_force),
        plain_number(s.issued - s.repealed)
    ) AS message,
    format('row:{}.{}', s.table_code, s.row_code) AS cause
FROM stocks s
JOIN reports r ON r.rowid = s.report_key
JOIN form_tables t ON t.form = r.form AND t.table_code = s.table_code
