-- What a district's own report says of whose figures its tables hold, by the wordings of prose.toml: `own`, those of
-- the government's own organs only; `with_own`, those of the whole district with the requests that the government
-- itself received, which no agency's report has. Reports that say nothing, or that they hold the whole district's, give
-- no row.
CREATE OR REPLACE VIEW internal.own_scopes AS
WITH sentences AS (
    SELECT p.report_id, unnest(regexp_split_to_array(p.plain, '[。;\n]')) AS sentence
    FROM current_prose p
    WHERE p.kind = 'district'
)
SELECT
    report_id,
    CASE WHEN bool_or(regexp_matches(sentence, pattern('scope_own'))) THEN 'own' ELSE 'with_own' END AS scope,
    first(sentence ORDER BY regexp_matches(sentence, pattern('scope_own')) DESC, sentence) AS sentence
FROM sentences
WHERE regexp_matches(sentence, pattern('scope_own')) OR regexp_matches(sentence, pattern('scope_with_own'))
GROUP BY report_id;

COMMENT ON VIEW internal.own_scopes IS '区县本级报告自述的数据范围 / Whose figures a district''s own report says that it holds';
COMMENT ON COLUMN internal.own_scopes.report_id IS '本级报告 / The district''s own report';
COMMENT ON COLUMN internal.own_scopes.scope IS
    'own 仅本级自身、with_own 全区并含本级自身收到的申请 / Own organs only; the whole district and the government''s own requests';
COMMENT ON COLUMN internal.own_scopes.sentence IS '据以判断的句子 / The sentence that says so';
