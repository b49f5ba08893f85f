CREATE TABLE grades (
    grade VARCHAR NOT NULL,
    grade_en VARCHAR NOT NULL,
    score_from DECIMAL(9, 4) NOT NULL,
    date DATE NOT NULL,
    reason VARCHAR NOT NULL
);

COMMENT ON TABLE grades IS '等次：按总分评定 / Grades, by the total score';
COMMENT ON COLUMN grades.grade IS '等次 / Grade';
COMMENT ON COLUMN grades.grade_en IS '英文 / In English';
COMMENT ON COLUMN grades.score_from IS '该等次的最低分 / Least score of the grade';
COMMENT ON COLUMN grades.date IS '定于何日 / Since when';
COMMENT ON COLUMN grades.reason IS '理由 / Reason';
