"""The URL holds what the viewer chose, as ids: a saved link survives a renamed department and is
read in any language. Links in names, as people write them, open too."""

from collections.abc import Mapping

import streamlit as st

_SEEN, _PAGE = "url-seen", "url-page"


def resolve(asked: str | None, labels: Mapping[str, str]) -> str | None:
    """The id among `labels` (id to name) that an address means by an id or by the one such name;
    None when nothing or nothing known is asked, or when two members share the name."""
    if not asked or asked in labels:
        return asked or None
    meant = [value for value, label in labels.items() if label == asked]
    return meant[0] if len(meant) == 1 else None


def enter(page: str) -> None:
    """Say which page is drawn: a page that was just opened reads its choices from the URL."""
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE] = page
        st.session_state[_SEEN] = {}


def follow(*names: str) -> None:
    """After a link within one page the browser still shows the address before it: say the new one,
    so that a copied or reloaded address is what is on the screen."""
    asked = "&".join(f"{name}={st.query_params.get(name)}" for name in names)
    if _seen().setdefault("followed", asked) != asked:
        _seen()["followed"] = asked
        st.query_params.from_dict(st.query_params.to_dict())


def arrive(key: str, labels: Mapping[str, str], default: str | None = None) -> str | None:
    """Set the widget `key`, not drawn yet, where the URL has changed under it (a link, the
    browser's back); returns what was asked for and is none of `labels`."""
    asked = st.query_params.get(key)
    seen = _seen()
    if key in st.session_state and key in seen and seen[key] == asked:
        return None
    value = resolve(asked, labels)
    st.session_state[key] = default if value is None else value
    return asked if asked and value is None else None


def leave(key: str, value: str | None, default: str | None = None) -> None:
    """Write the choice of the widget `key` into the URL; the default needs no word there."""
    said = None if value == default else value
    if said is not None and st.query_params.get(key) != said:
        st.query_params[key] = said
    elif said is None and key in st.query_params:
        del st.query_params[key]
    _seen()[key] = said


def _seen() -> dict[str, str | None]:
    return st.session_state.setdefault(_SEEN, {})
