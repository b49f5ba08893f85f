"""Entry point: `gouji dashboard` runs it. One module a page in views/."""

from pathlib import Path

import streamlit as st

from gouji_web.dataset import home, latest
from gouji_web.views import agency, alike, downloads, figures, findings, overview, ranking, selfcheck

HERE = Path(__file__).parent
PAGES = [
    ("总览", "overview", overview.page, ":material/dashboard:"),
    ("排名", "ranking", ranking.page, ":material/leaderboard:"),
    ("单位", "agency", agency.page, ":material/apartment:"),
    ("问题清单", "findings", findings.page, ":material/fact_check:"),
    ("数据", "figures", figures.page, ":material/table_chart:"),
    ("雷同", "alike", alike.page, ":material/content_copy:"),
    ("自查", "selfcheck", selfcheck.page, ":material/task_alt:"),
    ("下载", "downloads", downloads.page, ":material/download:"),
]
NEEDS_NOTHING = {"selfcheck"}  # pages that work before anything is published


def main() -> None:
    st.set_page_config(page_title="勾稽", page_icon=str(HERE / "static" / "icon.png"), layout="wide")
    st.html(HERE / "style.css")
    pages = {
        path: st.Page(show, title=title, url_path=path, icon=icon, default=path == "overview")
        for title, path, show, icon in PAGES
    }
    st.session_state["pages"] = pages
    chosen = st.navigation(list(pages.values()), position="top")
    if latest() is None and chosen.url_path not in NEEDS_NOTHING:
        _nothing_yet(pages["selfcheck"])
    else:
        chosen.run()
    _footer()


def _nothing_yet(selfcheck: st.Page) -> None:
    st.title("还没有发布过任何版本")
    st.info(
        f"在 {home()} 之下没有找到 public/latest.json。请先运行下面的命令，完成后刷新本页。", icon=":material/info:"
    )
    st.code("gouji run --inbox 收件 --registry 登记表.csv", language="bash")
    st.page_link(selfcheck, label="也可以先自查一份报告，不需要已发布的数据", icon=":material/task_alt:")


def _footer() -> None:
    version = latest()
    if version is not None:
        st.html(
            f'<div class="gj-footer">版本 {version.name} · 发布于 {version.published_at:%Y年%-m月%-d日 %H:%M}'
            "（北京时间） · 所有数字均可追溯到存档原件</div>"
        )


main()
