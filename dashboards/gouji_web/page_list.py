"""The pages, in the order of the navigation. A page that is not written yet has no line here and no entry there."""

from typing import NamedTuple

from fastapi import APIRouter

from .pages import (
    agency,
    alike,
    cases,
    downloads,
    drafts,
    figures,
    findings,
    intake,
    journal,
    overview,
    ranking,
    registry,
    reminders,
    runs,
    settings,
)


class Page(NamedTuple):
    """An entry of the navigation: its word, its path without the slash, and the router with its addresses."""

    title: str
    path: str
    router: APIRouter


PAGES = (
    Page("总览", "overview", overview.router),
    Page("收件", "intake", intake.router),
    Page("催报", "reminders", reminders.router),
    Page("单位", "agency", agency.router),
    Page("整改台账", "cases", cases.router),
    Page("问题", "findings", findings.router),
    Page("排名", "ranking", ranking.router),
    Page("数据", "figures", figures.router),
    Page("雷同", "alike", alike.router),
    Page("送审", "drafts", drafts.router),
    Page("登记", "registry", registry.router),
    Page("运行", "runs", runs.router),
    Page("记录", "journal", journal.router),
    Page("下载", "downloads", downloads.router),
    Page("设置", "settings", settings.router),
)
