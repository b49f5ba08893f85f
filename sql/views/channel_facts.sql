-- What each agency says it disclosed through which channel. What is told of several channels together cannot be divided
-- and is shown apart.
CREATE OR REPLACE VIEW channel_facts AS
WITH named AS (
    SELECT *, unnest(string_split(channel, '+')) AS one, contains(channel, '+') AS is_shared
    FROM internal.current_facts
    WHERE kind = 'disclosed' AND channel <> '' AND scope = 'own'
)
SELECT
    n.district_code,
    n.agency_code,
    n.agency_name,
    n.agency_kind,
    n.peer_group,
    n.report_year,
    n.one AS channel,
    c.title AS channel_title,
    c.title_en AS channel_title_en,
    sum(n.value) FILTER (WHERE n.adds_by_channel AND NOT n.is_shared) AS items,
    sum(n.value) FILTER (WHERE n.adds_by_channel AND n.is_shared) AS shared_items,
    count(*) AS facts
FROM named n
JOIN fact_codes c ON c.part = 'channel' AND c.code = n.one
GROUP BY ALL;

COMMENT ON VIEW channel_facts IS
    '各机关各渠道主动公开的条数 / What each agency disclosed through which channel, by its own words';
COMMENT ON COLUMN channel_facts.district_code IS '所属区县代码 / District';
COMMENT ON COLUMN channel_facts.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN channel_facts.agency_name IS '机关名称 / Name in the registry';
COMMENT ON COLUMN channel_facts.agency_kind IS '机关类别 / Kind of agency';
COMMENT ON COLUMN channel_facts.peer_group IS '同类组 / Peer group';
COMMENT ON COLUMN channel_facts.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN channel_facts.channel IS '渠道，见 fact_codes / Channel';
COMMENT ON COLUMN channel_facts.channel_title IS '渠道名称 / Name of the channel';
COMMENT ON COLUMN channel_facts.channel_title_en IS '渠道英文名称 / Name of the channel in English';
COMMENT ON COLUMN channel_facts.items IS '条数（条、件、篇等合计），空为只说用了该渠道 / Items, null: the channel is named only';
COMMENT ON COLUMN channel_facts.shared_items IS '与其他渠道合起来说的条数 / Items told of it together with other channels';
COMMENT ON COLUMN channel_facts.facts IS '据几处文字 / Facts it rests on';
