-- Whether a cell should have a figure and has none.
CREATE OR REPLACE MACRO lacks_figure(state) AS
    state IN ('blank', 'unreadable', 'absent');

COMMENT ON MACRO lacks_figure IS '应填数而没有数 / Whether a cell lacks its figure';
