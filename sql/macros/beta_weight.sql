-- The first parameter of the beta distribution of a share whose odds are `ratio` in the mean, and whose log-odds have
-- about the variance `extra` (the delta method); the second is that of 1 / ratio.
CREATE OR REPLACE MACRO beta_weight(ratio, extra) AS
    (ratio / (1 + ratio)) * ((1 + ratio) * (1 + 1 / ratio) / extra - 1);

COMMENT ON MACRO beta_weight IS '贝塔分布的参数 / Parameter of a beta distribution';
