-- Whether a file's name or place has an agency's: by it a file that could not be read may be that agency's report.
CREATE OR REPLACE MACRO names_agency(source, name, full_name, short_names) AS
    len(list_filter(list_concat([name, full_name], short_names), lambda n: length(n) > 1 AND contains(source, n))) > 0;

COMMENT ON MACRO names_agency IS '来源是否写有某机关的名称 / Whether a source has an agency''s name in it';
