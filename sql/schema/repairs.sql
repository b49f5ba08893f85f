CREATE TABLE repairs (
    report_id VARCHAR NOT NULL,
    agency_code VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    candidate INTEGER NOT NULL,
    class VARCHAR NOT NULL,
    block VARCHAR NOT NULL,
    candidates INTEGER NOT NULL,
    hypothesis VARCHAR NOT NULL,
    basis VARCHAR NOT NULL,
    cell VARCHAR,
    reported DECIMAL(20, 6),
    proposed DECIMAL(20, 6),
    certain BOOLEAN NOT NULL,
    clears VARCHAR[] NOT NULL,
    why VARCHAR NOT NULL
);

COMMENT ON TABLE repairs IS
    '更正建议：从不改动所报数字；每个建议每格一行 / Proposed repairs, one row a candidate and cell; reported figures are never changed';
COMMENT ON COLUMN repairs.report_id IS '报告 / Report';
COMMENT ON COLUMN repairs.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN repairs.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN repairs.candidate IS
    '本报告第几个建议，从 1 起，同组中可能性大的在前 / Candidate, from 1 in the report, the likeliest of a block first';
COMMENT ON COLUMN repairs.class IS 'unique 唯一、candidates 有几种改法、beyond search 三格以内无解 / Class';
COMMENT ON COLUMN repairs.block IS
    '所改的等式组（见 identities.block）；各组各自判断 / Block of equations it is about; each is judged by itself';
COMMENT ON COLUMN repairs.candidates IS
    '仅看勾稽时本组共有几种改法，可多于所列 / How many repairs the equations of the block allow, listed or not';
COMMENT ON COLUMN repairs.hypothesis IS
    '疑似的差错：left_out 漏填、uncounted 漏计、cells_swapped 两格填反、line_of_totals 总计未重算、line_left_out 整行漏填等 / Supposed slip';
COMMENT ON COLUMN repairs.basis IS '凭何判断：identities 勾稽、last_year 上年报告、next_year 下年报告、prose 正文 / What singled it out';
COMMENT ON COLUMN repairs.cell IS
    '格代码；无解或本年无须改时为空 / Cell, null when nothing was found or nothing in this report is to be changed';
COMMENT ON COLUMN repairs.reported IS '所报，未填数为空 / Reported, null when there is no figure';
COMMENT ON COLUMN repairs.proposed IS '建议 / Proposed';
COMMENT ON COLUMN repairs.certain IS '本组每种改法都改这一格 / Every repair of the block changes this cell';
COMMENT ON COLUMN repairs.clears IS '可消除的规则 / Rules it would clear';
COMMENT ON COLUMN repairs.why IS '理由 / Why';
