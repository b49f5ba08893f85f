-- How probable a value at least so many standard deviations from the mean is, on either side, of a normal
-- distribution: by Laplace's continued fraction of Mills' ratio, good to three digits from 1 on, more the further out.
CREATE OR REPLACE MACRO normal_tails(z) AS
    CASE
        WHEN z IS NOT NULL THEN least(
            1, sqrt(2 / pi()) * exp(-z * z / 2)
            / (abs(z) + 1 / (abs(z) + 2 / (abs(z) + 3 / (abs(z) + 4 / (abs(z) + 5 / (abs(z) + 0.7))))))
        )
    END;

COMMENT ON MACRO normal_tails IS '正态分布两侧的尾概率 / Probability of both tails of a normal distribution';
