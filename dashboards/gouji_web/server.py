"""The application that `gouji dashboard` serves: the pages, for this machine and their own origin only."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from gouji.core.own_origin import OwnOriginOnly

app = st.App(Path(__file__).with_name("streamlit_app.py"), middleware=[Middleware(OwnOriginOnly)])
