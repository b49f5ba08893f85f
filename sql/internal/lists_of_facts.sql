-- Totals among the facts of current reports, each with its parts, that the statements do not know: 重点领域信息20条：网站12条、
-- 公众号8条. Whole lists only, of the total's own kind and counter.
CREATE OR REPLACE VIEW internal.lists_of_facts AS
SELECT t.report_id, t.ordinal AS total, list_append(list(p.ordinal ORDER BY p.ordinal), t.ordinal) AS ordinals
FROM facts t
JOIN facts p ON p.report_id = t.report_id AND p.part_of = t.ordinal
WHERE t.scope = 'own' AND t.report_id IN (SELECT report_id FROM reports WHERE is_current)
  AND (t.report_id, t.text, t.value) NOT IN (
      SELECT (s.report_id, s.text, s.stated_value)
      FROM statements s
      JOIN statements q ON q.report_id = s.report_id AND q.part_of = s.ordinal
  )
GROUP BY t.report_id, t.ordinal
HAVING count(*) > 1 AND bool_and(p.kind = t.kind AND p.unit = t.unit);

COMMENT ON VIEW internal.lists_of_facts IS
    '事实中的总数及其分项，statements 没有的 / Totals among the facts with their parts, where the statements have none';
COMMENT ON COLUMN internal.lists_of_facts.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.lists_of_facts.total IS '总数在报告中的序号 / Ordinal of the total';
COMMENT ON COLUMN internal.lists_of_facts.ordinals IS '总数与各分项的序号 / Ordinals of the total and its parts';
