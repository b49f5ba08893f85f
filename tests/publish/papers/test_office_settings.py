"""What the office set at the desk wins over data/policy/papers.toml."""

import shutil
from dataclasses import replace
from datetime import date

import duckdb

from gouji.publish.papers.contents import read_office
from gouji.publish.papers.notice import notices
from tests.publish.papers.reading_papers import all_text
from tests.publish.papers.small_district import AS_OF, DISTRICT, OTHER_TOWN, YEAR

SETTINGS = (
    ("issuer", "试纸区政务公开办公室"), ("contact", "王五"), ("phone", "010-00000000"), ("days_to_correct", "5"),
    ("holidays", "2026-02-16\n2026-02-17"), ("workdays", "2026-02-15"),
)  # fmt: skip


def test_settings_of_the_desk_sign_the_notice_and_set_its_day(made, tmp_path):
    file = tmp_path / "gouji.duckdb"
    shutil.copy(made.home / "gouji.duckdb", file)
    with duckdb.connect(str(file)) as con:
        plain = read_office(con, DISTRICT, YEAR, AS_OF)
        assert (plain.issuer, plain.contact) == (
            "示例省云汀市试纸区人民政府办公室", "联系人：　　　；电话：　　　"
        )  # fmt: skip
        assert plain.signature[1] == "　　　　年　　月　　日"
        assert plain.correct_by == date(2026, 2, 20)
        for code, value in SETTINGS:
            con.execute("INSERT INTO office_settings VALUES ($1, $1, $2)", [code, value])
        office = read_office(con, DISTRICT, YEAR, AS_OF)
        assert office.correct_by == date(2026, 2, 15)  # a Sunday that is worked
        assert "试纸区政务公开办公室" in all_text(next(notices(con, office)).content)
        told = [
            all_text(f.content)
            for f in notices(con, office)
            if f.agency_code == OTHER_TOWN and f.name.endswith(".docx")
        ]
        assert all(word in told[0] for word in ("联系人：王五；电话：010-00000000", "自印发之日起5日内"))
        con.execute(
            "INSERT INTO office_settings VALUES ('signed_on', '', '2026-02-12'), ('document_number', '', '试政函〔2026〕7号')"
        )
        office = read_office(con, DISTRICT, YEAR, AS_OF)
        assert office.signature[1] == "2026年2月12日"
        assert office.by == "于2026年2月18日前"  # five days from the day of signature are a holiday
        circular = replace(office, kind="circular")
        assert (office.document_number, circular.document_number) == ("试政函〔2026〕7号", "试政函　〔2026〕　号")
        assert (circular.signed_on, circular.by) == (None, office.by)  # the notices' day dates no other paper
        con.execute("INSERT INTO office_settings VALUES ('signed_on_circular', '', '2026-03-05')")
        circular = replace(read_office(con, DISTRICT, YEAR, AS_OF), kind="circular")
        assert (circular.signature[1], circular.by) == ("2026年3月5日", office.by)
        con.execute("DELETE FROM office_settings WHERE setting = 'signed_on'")
        con.execute("UPDATE office_settings SET value = '6' WHERE setting = 'days_to_correct'")
        assert read_office(con, DISTRICT, YEAR, AS_OF).correct_by == date(2026, 2, 18)  # over two holidays
