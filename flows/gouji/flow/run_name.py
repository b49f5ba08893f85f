"""What a run is called on Prefect's pages, and its tags: district, report year and day."""

from datetime import date

from prefect.client.orchestration import get_client
from prefect.runtime import deployment, flow_run

from gouji.core.errors import GoujiError
from gouji.core.registry_file import load_registry
from gouji.core.settings import Settings, today

from .operator_settings import operator_settings

SCHEDULED, BY_HAND = "定时", "手动"


def run_name() -> str:
    """As far as it is known before the run begins; `name_run` says it again once the year is known."""
    told = flow_run.parameters or {}
    as_of = date.fromisoformat(str(told["as_of"])[:10]) if told.get("as_of") else today()
    year = told.get("year") or as_of.year - 1
    try:
        settings = operator_settings().settings(int(year), as_of, rebuild=False)
        return _name(settings, int(year))
    except (GoujiError, OSError):  # the run itself tells it
        return f"{year} 年度 {as_of}"


def name_run(settings: Settings, report_year: int) -> None:
    """Give the run at hand its name and tags, beside those of its deployment."""
    if flow_run.id is None:
        return
    how = SCHEDULED if deployment.id else BY_HAND
    tags = [*flow_run.tags, district_words(settings), f"{report_year} 年度", how]
    with get_client(sync_client=True) as client:
        client.update_flow_run(flow_run.id, name=_name(settings, report_year), tags=list(dict.fromkeys(tags)))


def district_words(settings: Settings) -> str:
    """The district of the registry; of several, how many."""
    districts = load_registry(settings.registry).districts
    return districts[0].name or districts[0].code if len(districts) == 1 else f"{len(districts)} 个区县"


def _name(settings: Settings, report_year: int) -> str:
    return f"{district_words(settings)} {report_year} 年度 {settings.as_of}"
