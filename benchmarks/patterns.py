"""The ways a benchmark document can go: which stops, who acts there, how it ends."""

from dataclasses import dataclass
from typing import Literal

import polars as pl

Stop = tuple[str, str, str, int]  # node, role, action, median minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """`share` of a hundred documents go this way."""

    name: str
    share: int
    end: Literal["approved", "rejected", "withdrawn", "revoked"]
    stops: tuple[Stop, ...]


SUBMIT: Stop = ("发起", "applicant", "submit", 10)
AGAIN: Stop = ("发起", "applicant", "submit", 240)
CC: Stop = ("抄送", "cc", "cc", 0)
HEAD: Stop = ("部门负责人", "head", "approve", 110)
FINANCE: Stop = ("财务复核", "finance", "approve", 170)
LEGAL: Stop = ("法务", "legal", "approve", 240)
LEADER: Stop = ("分管领导", "leader", "approve", 220)
GM: Stop = ("总经理", "gm", "approve", 300)


def _instead(stop: Stop, action: str) -> Stop:
    return stop[0], stop[1], action, stop[3]


BACK = "return_to_applicant"
PATTERNS: tuple[Pattern, ...] = (
    Pattern(name="short", share=14, end="approved", stops=(SUBMIT, HEAD, FINANCE, CC)),
    Pattern(name="plain", share=30, end="approved", stops=(SUBMIT, HEAD, FINANCE, LEADER, CC)),
    Pattern(name="legal", share=18, end="approved",
            stops=(SUBMIT, HEAD, LEGAL, FINANCE, LEADER, GM)),
    Pattern(name="auto", share=10, end="approved",
            stops=(SUBMIT, ("部门负责人", "head", "auto_approve", 0), FINANCE, LEADER)),
    Pattern(name="handed on", share=6, end="approved",
            stops=(SUBMIT, HEAD, _instead(FINANCE, "transfer"), FINANCE, LEADER)),
    Pattern(name="returned early", share=8, end="approved",
            stops=(SUBMIT, _instead(HEAD, BACK), AGAIN, HEAD, FINANCE, LEADER, GM)),
    Pattern(name="returned late", share=5, end="approved",
            stops=(SUBMIT, HEAD, FINANCE, _instead(LEADER, BACK), AGAIN, HEAD, FINANCE,
                   LEADER, CC)),
    Pattern(name="rejected", share=5, end="rejected",
            stops=(SUBMIT, HEAD, _instead(FINANCE, "reject"))),
    Pattern(name="withdrawn", share=3, end="withdrawn",
            stops=(SUBMIT, HEAD, ("发起", "applicant", "withdraw", 60))),
    Pattern(name="revoked", share=1, end="revoked",
            stops=(SUBMIT, HEAD, FINANCE, ("发起", "applicant", "revoke", 900))),
)  # fmt: skip
PER_DOCUMENT = sum(p.share * len(p.stops) for p in PATTERNS) / sum(p.share for p in PATTERNS)


def pattern_rows() -> pl.DataFrame:
    """(pattern, seq, round, node, role, action, minutes), one row per stop."""
    rows: list[tuple[str, int, int, str, str, str, int]] = []
    for pattern in PATTERNS:
        turn = 0
        for seq, (node, role, action, minutes) in enumerate(pattern.stops, start=1):
            turn += action == "submit"
            rows.append((pattern.name, seq, turn, node, role, action, minutes))
    names = ["pattern", "seq", "round", "node", "role", "action", "minutes"]
    return pl.DataFrame(rows, schema=names, orient="row")
