"""What an address asked for in vain, said above the page for as long as it shows the same."""

import streamlit as st

_HEARD, _SAID = "heard-in-vain", "said-in-vain"


def hear(sentence: str) -> None:
    """Keep a sentence until it can be said: the run that finds it may end before it draws."""
    heard: list[str] = st.session_state.setdefault(_HEARD, [])
    if sentence not in heard:
        heard.append(sentence)


def say(shown: object) -> None:
    """Say what was heard; it stays until the page shows something else than `shown`."""
    heard: list[str] = st.session_state.pop(_HEARD, [])
    said, then = st.session_state.get(_SAID, ([], None))
    sentences: list[str] = heard or (said if then == shown else [])
    st.session_state[_SAID] = (sentences, shown)
    if not sentences:
        return
    with st.container(key="in-vain", gap="small"):
        for sentence in sentences:
            st.warning(sentence, icon=":material/filter_alt_off:")
