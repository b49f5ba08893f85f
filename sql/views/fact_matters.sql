-- What each agency's report tells, a row a matter: what it disclosed through which channel and in which field, and of
-- what other kinds it tells, those that have fields of their own by these (监督考核：工作考核). What is told of several
-- channels or fields together cannot be divided and is shown apart.
CREATE OR REPLACE VIEW fact_matters AS
WITH own AS NOT MATERIALIZED ( -- a question about one district reads its facts alone
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
    SELECT
        *, 'kind',
        unnest(
            CASE
                WHEN field <> '' AND kind IN (SELECT unnest(traits) FROM fact_codes WHERE part = 'field')
                    THEN [concat(kind, '/', one) FOR one IN string_split(field, '+')]
                ELSE [kind]
            END
        ),
        adds_by_field, contains(field, '+')
    FROM own
    -- no oversight that did not happen, no press conference that was not held
    WHERE kind <> 'disclosed' AND coalesce(value, 1) <> 0
),
by_unit AS (
    SELECT
        district_code, agency_code, agency_name, agency_kind, peer_group, report_year, part, code, unit,
        CASE
            WHEN any_value(kind) = 'guide' THEN max(value) -- the edition
            ELSE sum(value) FILTER (adds AND NOT is_shared)
        END AS items,
        sum(value) FILTER (adds AND is_shared) AS shared_items,
        count(*) AS facts,
        min(ordinal) AS place,
        arg_min(text, ordinal) AS text
    FROM named
    GROUP BY district_code, agency_code, agency_name, agency_kind, peer_group, report_year, part, code, unit
)
SELECT
    u.district_code,
    u.agency_code,
    u.agency_name,
    u.agency_kind,
    u.peer_group,
    u.report_year,
    u.part,
    u.code,
    concat_ws('：', coalesce(c.title, '词汇表中没有'), f.title) AS title,
    concat_ws(': ', coalesce(c.title_en, 'not in the vocabulary'), f.title_en) AS title_en,
    CASE WHEN u.part <> 'kind' OR count(u.items) = 1 THEN sum(u.items) END AS items,
    sum(u.shared_items) AS shared_items,
    list({'value': u.items, 'unit': u.unit} ORDER BY u.place) FILTER (u.items IS NOT NULL) AS by_unit,
    sum(u.facts)::BIGINT AS facts,
    arg_min(u.text, u.place) AS text
FROM by_unit u
LEFT JOIN fact_codes c ON c.part = u.part AND c.code = split_part(u.code, '/', 1)
LEFT JOIN fact_codes f ON f.part = 'field' AND f.code = split_part(u.code, '/', 2)
GROUP BY u.district_code, u.agency_code, u.agency_name, u.agency_kind, u.peer_group, u.report_year, u.part, u.code,
    c.title, c.title_en, f.title, f.title_en;

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
COMMENT ON COLUMN fact_matters.code IS
    '代码，见 fact_codes；有自己领域的种类为“种类/领域” / Code, see fact_codes; of kinds with fields of their own kind/field';
COMMENT ON COLUMN fact_matters.title IS '名称 / Name in Chinese';
COMMENT ON COLUMN fact_matters.title_en IS '英文名称 / Name in English';
COMMENT ON COLUMN fact_matters.items IS
    '条数（条、件、篇等合计），空为只提到；种类有几种量词的也为空；公开指南为版本年份 / Items, null: named only, or in several units';
COMMENT ON COLUMN fact_matters.shared_items IS '与其他渠道、领域合起来说的条数 / Items told of it together with others';
COMMENT ON COLUMN fact_matters.by_unit IS '各量词的数 / Figures by counter';
COMMENT ON COLUMN fact_matters.facts IS '据几处文字 / Facts it rests on';
COMMENT ON COLUMN fact_matters.text IS '第一处的原句 / The first sentence that tells it';
