"""What a link asks in vain is said and stays said until the page shows something else."""

from importlib import import_module

import pytest
from streamlit.testing.v1 import AppTest

from pages.approvals.desk import LED_HERE, METRICS
from ui import filters, headlines

DEPARTMENTS = {"301": "采购部", "302": "财务部"}


def _page() -> None:
    from datetime import date
    from functools import partial
    from types import SimpleNamespace

    import streamlit as st

    from ui import address, filters, in_vain
    from ui.dimension_words import label
    from ui.words import say

    address.enter("approvals")
    offered = st.session_state["offered"]
    desk = SimpleNamespace(
        lang="zh",
        say=partial(say, lang="zh"),
        label=partial(label, lang="zh"),
        values=lambda name, metrics: offered.get(name, {}) if metrics else {},
    )
    known = ("approval.cycle_time", "approval.overdue", filters.NODE_METRIC)
    chosen = filters.bar(desk, anchor=date(2026, 11, 22), metrics=known)
    metric = filters.metric(desk, known)
    in_vain.say(("approvals", chosen, metric))
    st.text(metric)


def _opened(**query: str) -> AppTest:
    app = AppTest.from_function(_page)
    app.session_state["offered"] = {"department": DEPARTMENTS}
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def _said(app: AppTest) -> list[str]:
    return [each.value for each in app.warning]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("department", "117", "筛选“部门 = 117”不存在、不唯一或您无权查看，已显示“全部”。"),
        ("company", "9", "筛选“公司 = 9”不存在、不唯一或您无权查看，已显示“全部”。"),
        ("node", "nope", "筛选“节点 = nope”不存在、不唯一或您无权查看，已显示“全部”。"),
        ("period", "2026-99", "筛选“期间 = 2026-99”不存在、不唯一或您无权查看，已显示“本月”。"),
        ("grain", "day", "筛选“粒度 = day”不存在、不唯一或您无权查看，已显示“月”。"),
        ("organisation", "x", "筛选“组织口径 = x”不存在、不唯一或您无权查看，已显示“现行”。"),
        (
            "metric",
            "nope",
            "筛选“指标 = nope”不存在、不唯一或您无权查看，已显示“审批周期（中位数）”。",
        ),
    ],
)
def test_what_is_asked_in_vain_is_said_and_leaves_the_url(name, value, said):
    app = _opened(**{name: value})
    assert [text.replace("\\", "") for text in _said(app)] == [said]
    assert name not in app.query_params


def test_every_vain_wish_of_one_address_is_said():
    assert len(_said(_opened(department="117", period="2026-99", metric="nope"))) == 3


def test_nothing_is_said_where_everything_is_known():
    app = _opened(department="301", period="last_month", grain="week", metric="approval.overdue")
    assert _said(app) == []
    assert app.text[0].value == "approval.overdue"


def test_it_stays_until_the_viewer_chooses_something_else():
    app = _opened(department="117")
    assert len(_said(app.run())) == 1
    assert _said(app.selectbox(key="department").select("302").run()) == []
    assert _said(app.selectbox(key="department").select(None).run()) == []


def test_what_was_heard_in_a_run_that_drew_nothing_is_said_in_the_next():
    app = _opened()
    app.session_state["heard-in-vain"] = ["half a run"]
    assert _said(app.run()) == ["half a run"]


def test_every_desk_is_about_the_cards_and_bars_that_lead_to_it():
    for metric, page in (*headlines.HEADLINES.items(), *((m, p) for m, _, p in headlines.SIDES)):
        assert metric in _offered_on(page), (metric, page)
    for _, dimension, page in headlines.SIDES:
        assert dimension in _filters_of(page), (dimension, page)


def _offered_on(page: str) -> set[str]:
    if page == "approvals":
        return {*METRICS, *LED_HERE}
    subject = import_module(f"pages.business.{page}").SUBJECT
    return {*subject.metrics, *subject.led_here}


def _filters_of(page: str) -> tuple[str, ...]:
    if page == "approvals":
        return filters.DIMENSIONS
    return import_module(f"pages.business.{page}").SUBJECT.filters
