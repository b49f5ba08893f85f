"""What a run shows on Prefect's pages, in Chinese, with the way to the office's own pages and to the papers."""

import os
from typing import Any
from urllib.parse import urlencode

from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact

from gouji.core.policy import read_policy
from gouji.core.settings import Settings
from gouji.core.wording import change_words, plain, rank_words
from gouji.load.warehouse import open_warehouse
from gouji.publish.summary import MAX_ROWS, RankedAgency, Summary, finding_rows, reported_rows, summary_markdown
from gouji.publish.versions import Published

PAGES_VARIABLE = "GOUJI_PAGES"
USUAL_PAGES = "http://127.0.0.1:8501"  # where `gouji dashboard` is unless it is told otherwise
_LINKED = {"overview": "总览", "findings": "问题", "ranking": "排名", "downloads": "公文与下载"}


def create_artifacts(published: Published, settings: Settings, summary: Summary) -> None:
    """Who has reported, the summary, findings and ranking of the run's year, each an artifact."""
    year = summary["report_year"]
    markdown = f"{summary_markdown(summary)}\n\n{pages_markdown(published, settings, year)}"
    create_markdown_artifact(key="gouji-summary", markdown=markdown, description="运行摘要")
    create_link_artifact(
        key="gouji-pages", link=_address("overview", year), link_text="总览", description="办公室的网页"
    )
    database = settings.home / "warehouse" / f"{published.version}.duckdb"
    with open_warehouse(database, read_only=True) as con:
        findings = finding_rows(con, year)
        reported = reported_rows(con, year, settings.as_of)
    create_table_artifact(key="gouji-reported", table=reported, description=f"谁已报（截至 {settings.as_of}）")
    create_table_artifact(key="gouji-findings", table=findings, description="检查发现")
    ranking = [_ranked(row) for row in summary["ranking"][:MAX_ROWS]]
    create_table_artifact(key="gouji-ranking", table=ranking, description="合规排名")


def pages_markdown(published: Published, settings: Settings, year: int) -> str:
    """Links to the office's pages, and where the papers of the version are."""
    links = "　".join(f"[{word}]({_address(page, year)})" for page, word in _LINKED.items())
    papers = settings.home / "public" / published.version / "papers"
    return (
        f"网页：{links}\n\n打不开的，先在本机启动网页：`gouji dashboard --home {settings.home}`\n\n"
        f"版本 {published.version}；公文在 `{papers}`"
    )


def _address(page: str, year: int) -> str:
    address = os.environ.get(PAGES_VARIABLE) or USUAL_PAGES
    return f"{address.rstrip('/')}/{page}?{urlencode({'year': year})}"


def _ranked(row: RankedAgency) -> dict[str, Any]:
    return {
        "名次": rank_words(row["rank"], row["rank_low"], row["rank_high"]),
        "单位": row["agency"],
        "组别": row["peer_group"],
        "组内名次": row["rank_in_group"],
        "得分": plain(row["score"]),
        "等次": row["grade"],
        "较上年": change_words(row["score_change"]),
        "最能左右名次的权重": read_policy("scoring")["dimensions"][row["driver"]]["title"] if row["driver"] else "",
    }
