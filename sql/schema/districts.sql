CREATE TABLE districts (
    district_code VARCHAR NOT NULL,
    name VARCHAR
);

COMMENT ON TABLE districts IS '区县 / Districts';
COMMENT ON COLUMN districts.district_code IS
    '区县代码（统计用区划代码前六位）/ District code, first six digits of the statistical code';
COMMENT ON COLUMN districts.name IS '区县全称 / Full name';
