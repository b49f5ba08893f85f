"""A district on the stand-in: one agency for every way a site publishes, and for every way it fails."""

import csv
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from gouji.core.crawl_policy import CrawlPolicy
from gouji.demo.district import write_district

from .site import Page, Site

YEAR = 2025
# The pauses of a real run, shortened.
CRAWL_POLICY = CrawlPolicy(
    delay=0.02, connect=1, read=1.0, whole=2.0, longest_wait=1.5, most_bytes=3_000_000, retry_delays=(0.05, 0.05, 0.05)
)


class Agency(NamedTuple):
    code: str
    name: str
    report: bytes
    ending: str


@dataclass
class District:
    """`found`: way -> agency whose report must be archived; `told`: way -> (agency, state, words) of what must be
    told instead."""

    registry: Path
    found: dict[str, Agency] = field(default_factory=dict)
    told: dict[str, tuple[Agency, str, str]] = field(default_factory=dict)


def write_agencies(folder: Path, count: int, seed: int = 3) -> list[Agency]:
    """Fictional agencies with a report each, in one file."""
    write_district(folder, agencies=count, years=1, seed=seed, last_year=YEAR)
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    with (folder / "registry.csv").open(encoding="utf-8") as file:
        names = {row["code"]: row["name"] for row in csv.DictReader(file)}
    reports = {d["agency_code"]: d["path"] for d in truth["documents"] if d["current"] and d["report_year"] == YEAR}
    files = {code: folder / path for code, path in reports.items()}
    return [
        Agency(code, names[code], path.read_bytes(), path.suffix)
        for code, path in files.items()
        if not path.with_name(f"{path.stem}_files").exists()
    ]


def write_registry(path: Path, template: Path, sources: dict[str, str]) -> None:
    """The demo's registry with a source for each agency named, and no other agency."""
    with template.open(encoding="utf-8") as file:
        rows = [row | {"source": sources[row["code"]]} for row in csv.DictReader(file) if row["code"] in sources]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def with_another_figure(report: bytes) -> bytes:
    """The same web page but for one figure, the first that stands alone in a table."""
    head, table, rest = report.partition(b"<table")
    changed = re.sub(rb"(>\s*)(\d+)(?=\s*<)", lambda m: b"%s%d" % (m[1], int(m[2]) + 7), rest, count=1)
    assert changed != rest, "no figure stands alone"
    return head + table + changed


def page(text: str, charset: str = "utf-8") -> Page:
    return Page(text.encode(charset), headers={"Content-Type": f"text/html; charset={charset}"})


def title(agency: Agency, year: int = YEAR) -> str:
    return f"{agency.name}{year}年政府信息公开工作年度报告"


def column(rows: Iterable[str], more: str = "") -> str:
    """A list page of a usual kind."""
    return (
        "<!DOCTYPE html><html><head><title>政府信息公开年报</title></head><body><div class='nav'><a href='/'>首页</a>"
        "<a href='/zn/'>政府信息公开指南</a><a href='/nb/'>政府信息公开年报</a></div><ul class='list'>"
        + "".join(f"<li>{row}</li>" for row in rows)
        + f"</ul>{more}<div class='foot'>网站标识码 9900000000</div></body></html>"
    )


def row(address: str, text: str, day: str = "2026-01-13") -> str:
    return f"<a href='{address}'>{text}</a><span>{day}</span>"


def older(agency: Agency) -> str:
    return row("202501/t20250113_1.html", title(agency, YEAR - 1), "2025-01-13")


def build_district(folder: Path, site: Site, outside: Site) -> District:
    """Fill the site; the registry names it as a private host, and never `outside`."""
    agencies = iter(write_agencies(folder, 75))
    district = District(folder / "web.csv")
    sources: dict[str, str] = {}

    def add(way: str, source: str = "内网 {root}/{way}/nb/") -> tuple[Agency, str]:
        agency = next(agencies)
        sources[agency.code] = source.replace("{root}", site.root).replace("{way}", way)
        return agency, f"/{way}/nb/"

    def finds(way: str, source: str = "内网 {root}/{way}/nb/") -> tuple[Agency, str, str]:
        """An agency whose report must be found, its column, and the report's address, where it is served."""
        agency, base = add(way, source)
        district.found[way] = agency
        report = f"{base}202601/t20260113_{agency.code}{agency.ending}"
        site.pages[report] = Page(agency.report)
        return agency, base, report

    def tells(way: str, state: str, words: str, source: str = "内网 {root}/{way}/nb/") -> tuple[Agency, str, str]:
        agency, base = add(way, source)
        district.told[way] = (agency, state, words)
        report = f"{base}202601/t20260113_{agency.code}.html"
        site.pages[base] = page(column([row(report, title(agency))]))
        return agency, base, report

    _ways_to_publish(site, outside, finds)
    _ways_to_fail(site, outside, finds, tells)
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /robots/nb/202601/\n")
    write_registry(district.registry, folder / "registry.csv", sources)
    return district


def _ways_to_publish(site: Site, outside: Site, finds) -> None:
    agency, base, report = finds("plain")
    site.pages[base] = page(column([row(report, title(agency)), older(agency)]))

    agency, base, report = finds("last_year_on_top")
    site.pages[base] = page(column([older(agency), row(report, title(agency))]))

    agency, base, report = finds("relative")
    site.pages[base] = page(column([row(report.removeprefix(base), f"{YEAR}年度报告"), older(agency)]))

    agency, base, report = finds("gbk")
    site.pages[base] = page(column([row(report, title(agency))]), "gb18030")

    agency, base, report = finds("cut_title")
    short = f"<a href='{report}' title='{title(agency)}'>{title(agency)[:12]}…</a>"
    site.pages[base] = page(column([short, older(agency)]))

    agency, base, report = finds("vague_link")
    site.pages[base] = page(column([f"{title(agency)} 2026-01-13 <a href='{report}'>查看</a>"]))

    agency, base, report = finds("scripted_link")
    site.pages[base] = page(
        column([f"<a href='javascript:void(0)' onclick=\"window.open('{report}')\">{title(agency)}</a>"])
    )

    agency, base, report = finds("records_in_a_script")
    record = f"<record><![CDATA[<li><a href='{report}' title='{title(agency)}'>{title(agency)}</a></li>]]></record>"
    site.pages[base] = page(column([], f"<script type='text/xml'><datastore>{record}</datastore></script>"))

    agency, base, report = finds("data_in_a_script")
    data = json.dumps([{"title": title(agency), "url": report, "date": "2026-01-13"}], ensure_ascii=False)
    site.pages[base] = page(column([], f"<script>var list = {data};</script>"))

    agency, base, report = finds("pages_by_script")
    site.pages[base] = page(column([older(agency)], '<script>createPageHTML(3, 0, "index", "html");</script>'))
    site.pages[f"{base}index_1.html"] = page(column([older(agency)]))
    site.pages[f"{base}index_2.html"] = page(column([row(report, title(agency))]))

    agency, base, report = finds("next_page")
    site.pages[base] = page(column([older(agency)], "<div class='page'><a href='?page=2'>下一页</a></div>"))
    site.pages[f"{base}?page=2"] = page(column([row(report, title(agency))]))

    agency, base, report = finds("column_of_the_year")
    site.pages[base] = page(column([row("2024n/", "2024年"), row("2025n/", "2025年")]))
    site.pages[f"{base}2025n/"] = page(column([row(report, title(agency))]))

    agency, base, report = finds("list_in_a_frame")
    site.pages[base] = page(column([], "<iframe src='inner.html'></iframe>"))
    site.pages[f"{base}inner.html"] = page(column([row(report, title(agency))]))

    agency, base, report = finds("moved", "内网 {root}/old/nb/")
    site.pages["/old/nb/"] = Page(status=301, headers={"Location": base})
    site.pages[base] = page(f"<html><head><meta http-equiv='refresh' content='0;url={base}real.html'></head></html>")
    site.pages[f"{base}real.html"] = page(column([row(report, title(agency))]))

    agency, base, report = finds("page", "内网 网页 {root}/page/{year}.html")
    site.pages[f"/page/{YEAR}.html"] = Page(agency.report)

    agency, base, report = finds("file", "内网 文件 {root}/file/report")
    site.pages["/file/report"] = Page(agency.report)

    def finds_with(way: str, *endings: str) -> tuple[Agency, str, str]:
        agency, base, report = finds(way)
        while agency.ending not in endings:
            site.pages[base] = page(column([row(report, title(agency))]))
            way += "_"
            agency, base, report = finds(way)
        return agency, base, report

    agency, base, report = finds_with("attachment", ".docx", ".xlsx")
    site.pages[base] = page(column([row(f"{base}page.html", title(agency))]))
    shown = (
        f"<h1>{title(agency)}</h1><p>全文见附件。</p><p><a href='{report}'>附件：{title(agency)}{agency.ending}</a></p>"
    )
    site.pages[f"{base}page.html"] = page(f"<html><body>{shown}<p>说明</p></body></html>")

    shared = "/shared/nb/"
    rows = []
    for way in ("shared_one", "shared_two"):
        agency, _, report = finds(way, "内网 {root}/shared/nb/")
        rows.append(row(report, title(agency)))
    site.pages[shared] = page(column(rows))

    agency, base, report = finds_with("attachment_elsewhere", ".html", ".htm")
    more = f"<p><a href='{outside.root}/fujian.docx'>附件.docx</a></p><img src='{outside.root}/pixel.png'>"
    site.pages[report] = Page(agency.report + more.encode("ascii", "xmlcharrefreplace"))
    site.pages[base] = page(column([row(report, title(agency))]))


def _ways_to_fail(site: Site, outside: Site, finds, tells) -> None:
    for way, trouble in (("slow", "slow"), ("cut_once", "cut"), ("too_long_once", "long")):
        agency, base, report = finds(way)
        site.pages[base] = page(column([row(report, title(agency))]))
        site.pages[report] = Page(
            agency.report, trouble=trouble, times=None if way == "slow" else 1, then=Page(agency.report)
        )
    for way, status, headers in (("500_once", 500, {}), ("503_once", 503, {"Retry-After": "1"}), ("429_once", 429, {})):
        agency, base, report = finds(way)
        there = page(column([row(report, title(agency))]))
        site.pages[base] = Page(b"busy", status, headers, times=1, then=there)

    _, _, report = tells("403", "refused", "拒绝访问")
    site.pages[report] = Page(b"Forbidden", 403)
    agency, base, _ = tells("404", "gone", "404")
    del site.pages[base]
    _, _, report = tells("404_page", "gone", "404")
    _, _, report = tells("500", "failed", "500")
    site.pages[report] = Page(b"error", 500)
    _, _, report = tells("hang", "failed", "超时")
    site.pages[report] = Page(trouble="hang")
    agency, _, report = tells("drip", "failed", "仍未取完")
    site.pages[report] = Page(trouble="drip")
    agency, _, report = tells("cut", "failed", "中断")
    site.pages[report] = Page(agency.report, trouble="cut")
    agency, _, report = tells("too_long", "failed", "中断")
    site.pages[report] = Page(agency.report, trouble="long")
    _, base, report = tells("endless", "failed", "转向")
    site.pages[report] = Page(status=302, headers={"Location": f"{base}a"})
    site.pages[f"{base}a"] = Page(status=302, headers={"Location": f"{base}b"})
    site.pages[f"{base}b"] = Page(status=302, headers={"Location": f"{base}a"})
    _, _, report = tells("elsewhere", "refused", f"127.0.0.1:{outside.port}")
    site.pages[report] = Page(status=302, headers={"Location": f"{outside.root}/report.html"})
    _, _, report = tells("bomb", "failed", "超过")
    site.pages[report] = Page(trouble="bomb")
    _, _, report = tells("soft_404", "gone", "页面不存在")
    site.pages[report] = page("<html><title>提示</title><body><p>您访问的页面不存在，请返回首页</p></body></html>")
    _, _, report = tells("empty", "failed", "内容为空")
    site.pages[report] = Page(b"")
    _, _, report = tells("challenge", "refused", "浏览器")
    site.pages[report] = page(
        "<html><body><noscript>请开启JavaScript后访问</noscript><p>请开启JavaScript并刷新</p></body></html>"
    )
    tells("robots", "refused", "robots.txt")
    agency, base, _ = tells("not_yet", "not_listed", "尚未列出")
    site.pages[base] = page(column([older(agency)]))
