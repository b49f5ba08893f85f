-- What each agency's report tells, a row a matter: what it disclosed through which channel and in which field, and of
-- what other kinds it tells. What is told of several channels or fields together cannot be divided and is shown apart.
CREATE OR REPLACE VIEW fact_matters AS
WITH own AS (
    FROM internal.current_facts WHERE scope = 'own' AND kind <> 'unknown'
),
named AS (
    SELECT
        *, 'channel' AS part, unnest(string_split(channel, '+')) AS code,
        adds_by_channel AS adds, contains(channel, '+') AS is_shared
    FROM own
    WHERE kind = 'disclosed' AND channel <> ''
    UNION ALL
    SELECT *, 'field', unnest(string_split(field, '+')), adds_by_field, contains(field, '+')
    FROM own
    WHERE kind IN ('disclosed', 'interpretation', 'consultation', 'response') AND field <> ''
    UNION ALL
    SELECT *, 'kind', kind, adds_by_field, false
    FROM own
    -- no oversight that did not happen, no press conference that was not held
    WHERE kind <> 'disclosed' AND coalesce(value, 1) <> 0
)
SELECT
    n.district_code,
    n.agency_code,
    n.agency_name,
    n.agency_kind,
    n.peer_group,
    n.report_year,
    n.part,
    n.code,
    coalesce(c.title, '词汇表中没有') AS title,
    coalesce(c.title_en, 'not in the vocabulary') AS title_en,
    CASE
        WHEN bool_or(n.part <> 'kind') OR count(DISTINCT n.unit) FILTER (WHERE n.adds) = 1
            THEN sum(n.value) FILTER (WHERE n.adds AND NOT n.is_shared AND n.kind <> 'guide')
    END AS items,
    sum(n.value) FILTER (WHERE n.adds AND n.is_shared) AS shared_items,
    count(*) AS facts,
    arg_min(n.text, n.ordinal) AS text
FROM named n
LEFT JOIN fact_codes c ON c.part = n.part AND c.code = n.code
GROUP BY ALL;

COMMENT ON VIEW fact_matters IS
    '各机关正文写到的事项：主动公开的渠道与领域，其他种类 / What each agency tells of: channels, fields and other kinds';
COMMENT ON COLUMN fact_matters.district_code IS '所属区县代码 / District';
COMMENT ON COLUMN fact_matters.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN fact_matters.agency_name IS '机关名称 / Name in the registry';
COMMENT ON COLUMN fact_matters.agency_kind IS '机关类别 / Kind of agency';
COMMENT ON COLUMN fact_matters.peer_group IS '同类组 / Peer group';
COMMENT ON COLUMN fact_matters.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN fact_matters.part IS
    'channel 主动公开的渠道、field 主动公开的领域、kind 主动公开以外的种类 / What it is a code of';
COMMENT ON COLUMN fact_matters.code IS '代码，见 fact_codes / Code, see fact_codes';
COMMENT ON COLUMN fact_matters.title IS '名称 / Name in Chinese';
COMMENT ON COLUMN fact_matters.title_en IS '英文名称 / Name in English';
COMMENT ON COLUMN fact_matters.items IS
    '条数（条、件、篇等合计），空为只提到；种类有几种量词的也为空 / Items, null: named only, or of a kind with several counters';
COMMENT ON COLUMN fact_matters.shared_items IS '与其他渠道、领域合起来说的条数 / Items told of it together with others';
COMMENT ON COLUMN fact_matters.facts IS '据几处文字 / Facts it rests on';
COMMENT ON COLUMN fact_matters.text IS '第一处的原句 / The first sentence that tells it';
