-- What stands around `found` in a text: from so many characters before it, so many in all.
CREATE OR REPLACE MACRO around(words, found, before, most) AS
    substr(words, greatest(instr(words, found) - before, 1), most);

COMMENT ON MACRO around IS '某词语前后的原文 / What stands around some words';
