/*
id: report_missing
title: 期限已过未见年度报告
title_en: No report although the deadline has passed
fault: 逾期未公布年度报告
fault_en: No report after the deadline
dimension: timeliness
severity: error
basis: >-
  《政府信息公开条例》第四十九条；国办公开办函〔2021〕30号明确责任“不按时发布”
why: >-
  不公布年度报告是最严重的情形，按条例第四十七条处理。
  Not reporting at all is the gravest case.
not_an_error: >-
  期限未到的不列；机关当年尚未设立或已撤销的，应改登记表。
  Nothing before the deadline; a new or abolished organ is corrected in the registry.
  收到的文件读不出而可能是该机关报告的，列为无法判断，不评分，请人工核对。 What may be its report and was not read.
*/
WITH asked AS (
    SELECT agency_code, report_year, string_agg(told, '；' ORDER BY told) AS told FROM asked_reports GROUP BY ALL
),
unread AS (
    SELECT agency_code, report_year, string_agg(DISTINCT source, '、' ORDER BY source) AS sources
    FROM unread_documents
    GROUP BY ALL
)
SELECT
    agency_code,
    report_year,
    report_id,
    CASE WHEN report_id IS NOT NULL THEN 'pass' WHEN sources IS NULL THEN 'fail' ELSE 'cannot_tell' END AS outcome,
    []::VARCHAR[] AS cells,
    CASE WHEN report_id IS NULL THEN '未见报告' ELSE '已报' END AS reported,
    chinese_date(deadline) || '前公布' AS expected,
    format(
        '未见{}{}年度的年度报告，期限为{}（{}）。{}{}',
        name,
        report_year,
        chinese_date(deadline),
        deadline_basis,
        coalesce(told || '，请核对是否就是本机关的。', ''),
        coalesce('收到的' || sources || '未能读出，可能就是，请人工核对。', '')
    ) AS message
FROM current_reports
LEFT JOIN asked USING (agency_code, report_year)
LEFT JOIN unread USING (agency_code, report_year)
WHERE is_due OR report_id IS NOT NULL
