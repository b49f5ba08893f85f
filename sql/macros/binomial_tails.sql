-- Two counts, each Poisson, of which the first is expected to be `ratio` times the second: given their sum the first is
-- binomial, and this is twice the chance of one as far out, at most 1 (Przyborowski and Wilenski 1940). Exact; the sum
-- should be some hundreds at most. `extra`: the variance of the ratio's logarithm besides that of counts; with it the
-- share is beta with that variance, and the first count beta-binomial. Not 0: 0.0001 comes to the same.
CREATE OR REPLACE MACRO binomial_tails(first, second, ratio, extra) AS
    least(1, 2 * list_sum(list_transform(
        CASE
            WHEN first >= second * ratio THEN range(first::BIGINT, (first + second)::BIGINT + 1)
            ELSE range(0, first::BIGINT + 1)
        END,
        lambda k: exp(
            lgamma((first + second)::DOUBLE + 1) - lgamma(k + 1) - lgamma((first + second)::DOUBLE - k + 1)
            + lgamma(k + beta_weight(ratio, extra)) - lgamma(beta_weight(ratio, extra))
            + lgamma((first + second)::DOUBLE - k + beta_weight(1 / ratio, extra))
            - lgamma(beta_weight(1 / ratio, extra))
            + lgamma(beta_weight(ratio, extra) + beta_weight(1 / ratio, extra))
            - lgamma((first + second)::DOUBLE + beta_weight(ratio, extra) + beta_weight(1 / ratio, extra))
        )
    )));

COMMENT ON MACRO binomial_tails IS '两个计数在其和给定时的条件检验（两侧）/ Exact conditional test of two counts, two-sided';
