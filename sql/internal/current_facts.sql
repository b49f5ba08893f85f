-- The facts of current reports with their names, and whether each adds to a sum over its channel or its field: a part
-- of a total of the same channel (field) is in that total already, and what is said twice is counted once.
CREATE OR REPLACE VIEW internal.current_facts AS
SELECT
    c.district_code,
    f.agency_code,
    c.name AS agency_name,
    c.kind AS agency_kind,
    c.peer_group,
    f.report_year,
    f.report_id,
    f.ordinal,
    f.kind,
    k.title AS kind_title,
    k.title_en AS kind_title_en,
    f.channel,
    f.field,
    f.value,
    f.unit,
    f.scope,
    f.section,
    f.label,
    f.text,
    f.part_of,
    f.parts,
    f.scope = 'own' AND f.value IS NOT NULL AND row_number() OVER said = 1
    AND (p.ordinal IS NULL OR p.channel <> f.channel OR p.kind <> f.kind) AS adds_by_channel,
    f.scope = 'own' AND f.value IS NOT NULL AND row_number() OVER said = 1
    AND (p.ordinal IS NULL OR p.field <> f.field OR p.kind <> f.kind) AS adds_by_field
FROM facts f
JOIN current_reports c ON c.report_id = f.report_id
JOIN fact_codes k ON k.part = 'kind' AND k.code = f.kind
LEFT JOIN facts p ON p.agency_code = f.agency_code AND p.report_id = f.report_id AND p.ordinal = f.part_of
-- By district and agency too, which the report gives already: a question about one then reads its facts alone.
WINDOW said AS (
    PARTITION BY c.district_code, f.agency_code, f.report_id, f.kind, f.channel, f.field, f.value, f.unit, f.scope
    ORDER BY f.ordinal
);

COMMENT ON VIEW internal.current_facts IS
    '现行报告的事实，附名称及是否可按渠道、领域相加 / Facts of current reports, and whether each adds to a sum by channel or field';
COMMENT ON COLUMN internal.current_facts.district_code IS '所属区县代码 / District';
COMMENT ON COLUMN internal.current_facts.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.current_facts.agency_name IS '机关名称 / Name in the registry';
COMMENT ON COLUMN internal.current_facts.agency_kind IS '机关类别 / Kind of agency';
COMMENT ON COLUMN internal.current_facts.peer_group IS '同类组 / Peer group';
COMMENT ON COLUMN internal.current_facts.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.current_facts.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.current_facts.ordinal IS '在报告中的序号 / Place among the report''s facts';
COMMENT ON COLUMN internal.current_facts.kind IS '种类 / Kind';
COMMENT ON COLUMN internal.current_facts.kind_title IS '种类名称 / Name of the kind';
COMMENT ON COLUMN internal.current_facts.kind_title_en IS '种类英文名称 / Name of the kind in English';
COMMENT ON COLUMN internal.current_facts.channel IS '渠道，几种以 + 相连 / Channel, several joined by +';
COMMENT ON COLUMN internal.current_facts.field IS '领域，几种以 + 相连 / Field, several joined by +';
COMMENT ON COLUMN internal.current_facts.value IS '数值，空为只说有 / Figure, null: it is there';
COMMENT ON COLUMN internal.current_facts.unit IS '量词 / Counter';
COMMENT ON COLUMN internal.current_facts.scope IS '见 facts.scope / As in facts';
COMMENT ON COLUMN internal.current_facts.section IS '所在部分 / Section';
COMMENT ON COLUMN internal.current_facts.label IS '所据的词语 / The words it is told by';
COMMENT ON COLUMN internal.current_facts.text IS '原句 / Sentence';
COMMENT ON COLUMN internal.current_facts.part_of IS '所属总数的 ordinal / Ordinal of its total';
COMMENT ON COLUMN internal.current_facts.parts IS '分项之和是否相符 / What its parts come to';
COMMENT ON COLUMN internal.current_facts.adds_by_channel IS
    '按渠道相加时是否计入：同渠道总数的分项、说了两次的不计 / Whether it counts in a sum over its channel';
COMMENT ON COLUMN internal.current_facts.adds_by_field IS
    '按领域相加时是否计入 / Whether it counts in a sum over its field';
