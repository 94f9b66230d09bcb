"""A number's passport, folded away under a small button."""

from datetime import timedelta

import streamlit as st

from queries.definition import Answer, Passport
from ui.desk import Desk
from ui.numbers import DASH, moment
from ui.parts import labelled


def fold(desk: Desk, answers: tuple[Answer, ...]) -> None:
    """A button that opens the passports of the numbers shown."""
    with st.popover(desk.say("passport"), icon=":material/verified:", width="content"):
        for at, answer in enumerate(answers):
            if at:
                st.divider()
            _one(desk, answer)


def _one(desk: Desk, answer: Answer) -> None:
    passport = answer.passport
    st.markdown(f"**{answer.metric.label[desk.lang]}**")
    st.text(passport.definition[desk.lang])
    gap = "；" if desk.lang == "zh" else "; "
    lines = [
        (desk.say("version"), f"{passport.metric} v{passport.version}"),
        (desk.say("period"), gap.join(_period(label, passport) for label in _labels(passport))),
        (desk.say("filters"), gap.join(_pairs(passport)) or desk.say("none")),
        (desk.say("scope"), gap.join(passport.scope)),
        (desk.say("counted"), f"{passport.rows:,}"),
        (
            desk.say("excluded"),
            gap.join(f"{reason} {rows:,}" for reason, rows in passport.excluded if rows)
            or desk.say("none"),
        ),
        (desk.say("pin"), f"#{passport.pin} · {moment(passport.pinned_at, desk.zone)}"),
    ]
    lines += [(source.label, moment(source.watermark, desk.zone)) for source in passport.sources]
    if answer.metric.recorded:
        since = passport.known_since
        lines.append((desk.say("recorded_since"), f"{since:%Y-%m-%d}" if since else DASH))
    grid = st.grid(2, min_column_width=200, gap="small")
    for name, value in lines:
        labelled(grid.container(gap="xxsmall"), name, value)


def _labels(passport: Passport) -> list[str]:
    labels = [label for label, _, _ in passport.periods]
    return labels if len(labels) <= 2 else [labels[0], "…", labels[-1]]


def _period(label: str, passport: Passport) -> str:
    for name, first, after in passport.periods:
        if name == label:
            return f"{name} · {first:%Y-%m-%d} – {after - timedelta(days=1):%Y-%m-%d}"
    return label


def _pairs(passport: Passport) -> list[str]:
    return [f"{name} {value}" for name, value in passport.filters]
