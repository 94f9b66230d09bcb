"""What a URL asks becomes a choice: by id, by name, or not at all."""

import pytest
from streamlit.testing.v1 import AppTest

from ui.address import resolve

LABELS = {"101": "总经办（101）", "205": "总经办（205）", "300": "财务部", "财务部门": "x"}


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("300", "300"),
        ("财务部", "300"),
        ("总经办（205）", "205"),
        ("总经办", None),
        ("nope", None),
        ("", None),
        (None, None),
        ("<script>", None),
    ],
)
def test_an_id_or_the_one_such_name_is_meant(asked, meant):
    assert resolve(asked, LABELS) == meant


def test_two_members_of_one_name_are_nobody():
    assert resolve("same", {"1": "same", "2": "same"}) is None
    assert resolve("1", {"1": "same", "2": "same"}) == "1"


def _page() -> None:
    import streamlit as st

    from ui import address

    labels = {"300": "财务部", "400": "采购部"}
    address.enter(st.session_state.get("where", "desk"))
    unknown = address.arrive("department", labels)
    picked = st.selectbox("d", list(labels), index=None, format_func=labels.get, key="department")
    address.leave("department", picked)
    grains = {"month": "月", "week": "周"}
    address.arrive("grain", grains, "month")
    grain = st.segmented_control("g", list(grains), required=True, key="grain")
    address.leave("grain", grain, "month")
    st.text(f"{picked} {grain} {unknown}")


def _said(app: AppTest, **query: str) -> str:
    for name in list(app.query_params):
        del app.query_params[name]
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app.text[0].value


def _url(app: AppTest) -> dict[str, str]:
    said = dict(app.query_params).items()
    return {name: value[0] if isinstance(value, list) else value for name, value in said}


def test_a_name_in_a_link_becomes_its_id_in_the_url():
    app = AppTest.from_function(_page)
    assert _said(app, department="财务部", grain="周") == "300 week None"
    assert _url(app) == {"department": "300", "grain": "week"}


def test_what_a_link_asks_in_vain_is_said_once_and_leaves_the_url():
    app = AppTest.from_function(_page)
    assert _said(app, department="nope", grain="nope") == "None month nope"
    assert _url(app) == {}
    assert app.run().text[0].value == "None month None"


def test_a_choice_moves_the_url_and_a_changed_url_moves_the_choice():
    app = AppTest.from_function(_page)
    assert _said(app) == "None month None"
    app.selectbox(key="department").select("400").run()
    assert _url(app) == {"department": "400"}
    assert app.text[0].value == "400 month None"
    assert _said(app, department="300") == "300 month None"  # the browser went back
    assert _said(app) == "None month None"


def test_a_page_just_opened_takes_its_choices_from_the_url():
    app = AppTest.from_function(_page)
    _said(app, department="300")
    app.session_state["where"] = "overview"
    app.session_state["department"] = "400"  # left over from another page
    assert _said(app, department="300") == "300 month None"
