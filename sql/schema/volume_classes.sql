CREATE TABLE volume_classes (
    requests_from INTEGER NOT NULL,
    requests_to INTEGER,
    smallest_group INTEGER NOT NULL,
    reason VARCHAR NOT NULL
);

COMMENT ON TABLE volume_classes IS '申请量分档，排名在量相近的机关之间比较 / Classes of request volume that ranks are compared within';
COMMENT ON COLUMN volume_classes.requests_from IS
    '本档最少件数（本年新收加上年结转）/ Fewest requests of the class, received plus carried in';
COMMENT ON COLUMN volume_classes.requests_to IS '本档最多件数，空为不限 / Most requests of the class, null when unbounded';
COMMENT ON COLUMN volume_classes.smallest_group IS
    '机关数不足此数时并入件数较少的相邻一档 / With fewer agencies the class is merged with the next lower one';
COMMENT ON COLUMN volume_classes.reason IS '理由 / Reason';
