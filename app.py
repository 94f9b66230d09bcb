"""Launcher: one ASGI application of gate, sign-in and cockpit. Start it with cockpit.py run."""

import gc
import hashlib
import hmac
import importlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from google.protobuf.message import DecodeError
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg

from lake.lake import Lake
from queries.installation import Installation
from settings import Settings
from state import Policy, State
from ui import runtime
from ui.registry import PAGES
from web.routes import middleware, routes
from web.setting import web_of


def is_act(message: bytes | str) -> bool:
    """Whether a websocket message is an act of a person; timers and heartbeats are not."""
    if isinstance(message, str):
        return True
    said = BackMsg()
    try:
        said.ParseFromString(message)
    except DecodeError:
        return False
    if said.WhichOneof("type") == "rerun_script":
        return not said.rerun_script.is_auto_rerun
    return said.WhichOneof("type") != "app_heartbeat"


def warm_up() -> None:
    """Import what the first viewer would wait for, and leave it out of garbage collections."""
    for page in PAGES:
        importlib.import_module(page.module)
    gc.collect()
    gc.freeze()


def configure(settings: Settings) -> None:
    """Tell Streamlit what only this installation knows."""
    try:
        secret = settings.secret()
    except RuntimeError as error:
        raise SystemExit(str(error)) from None
    key = hmac.new(secret.encode(), b"streamlit cookies", hashlib.sha256).hexdigest()
    config.set_option("server.cookieSecret", key, "the installation's secret key")
    if settings.base_path:
        config.set_option("server.baseUrlPath", settings.base_path, "COCKPIT_BASE_PATH")


def open_state(settings: Settings) -> State:
    """The installation's state with the policy of its settings."""
    return State.open(
        settings.state_url.get_secret_value(),
        policy=Policy(
            idle=settings.idle,
            lifetime=settings.lifetime,
            failures_before_lock=settings.failures_before_lock,
            locked_for=settings.locked_for,
        ),
    )


SETTINGS = Settings()
configure(SETTINGS)
STATE = open_state(SETTINGS)
WEB = web_of(SETTINGS, STATE, pages=frozenset(page.url for page in PAGES), active=is_act)
runtime.provide(Installation(home=SETTINGS.home, lake=Lake(SETTINGS.lake), state=STATE))


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncGenerator[None]:
    """Warm up, forget dead sessions and old failures, and give connections back at the end."""
    warm_up()
    STATE.sessions.purge()
    STATE.lockout.purge()
    yield
    STATE.close()


app = st.App(
    Path(__file__).parent / "ui" / "entry.py",
    routes=routes(WEB),
    middleware=middleware(WEB),
    lifespan=lifespan,
)
