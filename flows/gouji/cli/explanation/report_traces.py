"""The events of one file, put together by the report they are of."""

from dataclasses import dataclass, field

from gouji.parse import trace


@dataclass
class ReportTrace:
    """What was decided about one report, or about one part of a document that was read as a report."""

    number: int
    document: trace.DocumentRead | None
    begun: trace.ReportBegun
    headings: trace.HeadingsFound | None
    identity: trace.IdentityFound | None = None
    date: trace.DateFound | None = None
    form: trace.FormChosen | None = None
    rows: list[trace.RowRead] = field(default_factory=list)
    assigned: list[trace.RowsAssigned] = field(default_factory=list)
    placed: list[trace.FiguresPlaced] = field(default_factory=list)
    settled: trace.CellsSettled | None = None
    unused: list[trace.FiguresUnused] = field(default_factory=list)
    sentences: list[trace.SentenceRead] = field(default_factory=list)
    read: trace.ReportRead | None = None
    pages: list[trace.PageDrawn] = field(default_factory=list)

    def anchor(self, table: int | None, row: int | None, column: int | None = None) -> str:
        """The name of a row or box of a grid on the page."""
        return f"r{self.number}-{table}-{row}" + (f"-{column}" if column is not None else "")


def by_report(events: list[trace.Event]) -> list[ReportTrace]:
    """In the order in which they were read: a page before what is attached to it."""
    reports: list[ReportTrace] = []
    document: trace.DocumentRead | None = None
    headings: trace.HeadingsFound | None = None
    pages: list[trace.PageDrawn] = []
    for event in events:
        match event:
            case trace.DocumentRead():
                document = event
            case trace.PageDrawn():  # comes before its document, and is shown with the first report of it
                pages.append(event)
            case trace.HeadingsFound():  # comes before its report: a document is first looked through for several
                headings = event
            case trace.ReportBegun():
                reports.append(ReportTrace(len(reports) + 1, document, event, headings, pages=pages))
                pages = []
            case _ if reports:
                _add(reports[-1], event)
    return reports


def _add(report: ReportTrace, event: trace.Event) -> None:
    match event:
        case trace.IdentityFound():
            report.identity = event
        case trace.DateFound():
            report.date = event
        case trace.FormChosen():
            report.form = event
        case trace.RowRead():
            report.rows.append(event)
        case trace.RowsAssigned():
            report.assigned.append(event)
        case trace.FiguresPlaced():
            report.placed.append(event)
        case trace.CellsSettled():
            report.settled = event
        case trace.FiguresUnused():
            report.unused.append(event)
        case trace.SentenceRead():
            report.sentences.append(event)
        case trace.ReportRead():
            report.read = event
