"""What a run shows on Prefect's pages."""

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from gouji.core.settings import Settings
from gouji.load.warehouse import open_warehouse
from gouji.publish.summary import MAX_ROWS, Summary, finding_rows, reported_rows, summary_markdown
from gouji.publish.versions import Published


def create_artifacts(published: Published, settings: Settings, summary: Summary) -> None:
    """Who has reported, the summary, findings and ranking of the run's year, each an artifact."""
    create_markdown_artifact(key="gouji-summary", markdown=summary_markdown(summary), description="运行摘要")
    database = settings.home / "warehouse" / f"{published.version}.duckdb"
    with open_warehouse(database, read_only=True) as con:
        findings = finding_rows(con, summary["report_year"])
        reported = reported_rows(con, summary["report_year"], settings.as_of)
    create_table_artifact(key="gouji-reported", table=reported, description=f"谁已报（截至 {settings.as_of}）")
    create_table_artifact(key="gouji-findings", table=findings, description="检查发现")
    create_table_artifact(
        key="gouji-ranking", table=[dict(row) for row in summary["ranking"][:MAX_ROWS]], description="合规排名"
    )
