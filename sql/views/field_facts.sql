-- What each agency says it disclosed in which field. What is told of several fields together is shown apart.
CREATE OR REPLACE VIEW field_facts AS
WITH named AS (
    SELECT *, unnest(string_split(field, '+')) AS one, contains(field, '+') AS is_shared
    FROM internal.current_facts
    WHERE kind IN ('disclosed', 'interpretation', 'consultation', 'response') AND field <> '' AND scope = 'own'
)
SELECT
    n.district_code,
    n.agency_code,
    n.agency_name,
    n.agency_kind,
    n.peer_group,
    n.report_year,
    n.one AS field,
    coalesce(c.title, '词汇表中没有') AS field_title,
    coalesce(c.title_en, 'not in the vocabulary') AS field_title_en,
    sum(n.value) FILTER (WHERE n.adds_by_field AND NOT n.is_shared) AS items,
    sum(n.value) FILTER (WHERE n.adds_by_field AND n.is_shared) AS shared_items,
    count(*) AS facts
FROM named n
LEFT JOIN fact_codes c ON c.part = 'field' AND c.code = n.one
GROUP BY ALL;

COMMENT ON VIEW field_facts IS
    '各机关各领域主动公开的条数 / What each agency disclosed in which field, by its own words';
COMMENT ON COLUMN field_facts.district_code IS '所属区县代码 / District';
COMMENT ON COLUMN field_facts.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN field_facts.agency_name IS '机关名称 / Name in the registry';
COMMENT ON COLUMN field_facts.agency_kind IS '机关类别 / Kind of agency';
COMMENT ON COLUMN field_facts.peer_group IS '同类组 / Peer group';
COMMENT ON COLUMN field_facts.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN field_facts.field IS '领域，见 fact_codes / Field';
COMMENT ON COLUMN field_facts.field_title IS '领域名称 / Name of the field';
COMMENT ON COLUMN field_facts.field_title_en IS '领域英文名称 / Name of the field in English';
COMMENT ON COLUMN field_facts.items IS '条数（条、件、篇等合计），空为只提到该领域 / Items, null: the field is named only';
COMMENT ON COLUMN field_facts.shared_items IS '与其他领域合起来说的条数 / Items told of it together with other fields';
COMMENT ON COLUMN field_facts.facts IS '据几处文字 / Facts it rests on';
