"""The approval facts once more, row by row in plain Python: the oracle for random documents.

Nothing here uses the code under test; working time is counted minute by minute.
"""

from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
FAR = datetime(1900, 1, 1, tzinfo=UTC)
APPROVES = ("approve", "countersign", "auto_approve")
ACTS = ("approve", "countersign", "reject", "return_to_applicant", "return_to_node", "add_sign")


class Minutes:
    """Every open minute of a calendar, in a list."""

    def __init__(self, days: list[Row], zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self.open = [
            datetime.combine(d["day"], datetime.min.time()) + timedelta(minutes=m)
            for d in sorted(days, key=lambda d: d["day"])
            for m in range(1440)
            if d["is_working"] and self._opens(d, m)
        ]

    @staticmethod
    def _opens(day: Row, minute: int) -> bool:
        first = day["open_1"] <= minute < day["close_1"]
        second = day["open_2"] is not None and day["open_2"] <= minute < day["close_2"]
        return first or second

    def position(self, moment: datetime | None) -> int | None:
        """Open minutes that have passed on the wall clock (zones without a change of offset)."""
        if moment is None:
            return None
        wall = moment.astimezone(self.zone).replace(tzinfo=None)
        return bisect_left(self.open, wall.replace(second=0, microsecond=0))

    def reached(self, position: int) -> datetime | None:
        if position > len(self.open):
            return None
        wall = self.open[position - 1] + timedelta(minutes=1)
        return wall.replace(tzinfo=self.zone).astimezone(UTC)

    def day(self, moment: datetime | None) -> date | None:
        return None if moment is None else moment.astimezone(self.zone).date()


def roots(approvals: list[Row]) -> dict[str, tuple[str, int]]:
    """approval_id -> (document_id, depth); one source."""
    rows = {a["approval_id"]: a for a in approvals}
    found = {}
    for start in rows:
        path = [start]
        while True:
            before = rows[path[-1]]["previous_id"]
            if before not in rows:
                found[start] = (path[-1], len(path) - 1)
                break
            if before in path:
                circle = path[path.index(before) :]
                first = min(circle, key=lambda i: (rows[i]["created_at"], i))
                depth = path.index(first) if first in path else 0
                found[start] = (first, depth)
                break
            path.append(before)
    return found


def told(approval: Row, steps: list[Row]) -> list[tuple[datetime, int, str | None, str]]:
    """(at, seq, node, action) of one instance: listed acts, and what only the header tells."""
    acts = [(s["acted_at"], s["seq"], s["node"], s["action"]) for s in steps if s["action"]]
    done = {a[3] for a in acts}
    status = approval["status"]
    if "submit" not in done and status != "draft" and approval["submitted_at"]:
        acts.append((approval["submitted_at"], -1, None, "submit"))
    late = 10**9
    if status in ("approved", "revoked") and not done & set(APPROVES) and approval["decided_at"]:
        acts.append((approval["decided_at"], late, None, "approve"))
    if status == "rejected" and "reject" not in done and approval["decided_at"]:
        acts.append((approval["decided_at"], late, None, "reject"))
    closed, decided, updated = (approval[n] for n in ("closed_at", "decided_at", "updated_at"))
    if status == "withdrawn" and "withdraw" not in done:
        acts.append((closed or decided or updated, late, None, "withdraw"))
    if status == "revoked" and "revoke" not in done:
        acts.append((closed or updated, late + 1, None, "revoke"))
    return acts


def submitted(approval: Row, steps: list[Row]) -> datetime | None:
    acts = [at for at, _, _, action in told(approval, steps) if action == "submit"]
    return min(acts) if acts else None


def ordered(members: list[Row], steps: dict[str, list[Row]], depth: dict[str, int]) -> list[Row]:
    def key(a: Row) -> tuple[Any, ...]:
        at = submitted(a, steps.get(a["approval_id"], []))
        return (
            at is not None,
            at or FAR,
            a["created_at"],
            depth[a["approval_id"]],
            a["approval_id"],
        )

    return sorted(members, key=key)


def applicant_minutes(acts: list[Any], clock: Minutes, start: datetime, end: datetime) -> int:
    """Walk the acts; sum what lies between a give-back and the next submit."""
    total, since = 0, None
    for number, (at, _, _, _, action) in enumerate(acts):
        clipped = min(max(at, start), end)
        if action == "submit":
            if since is not None:
                total += clock.position(clipped) - clock.position(since)  # type: ignore[operator]
            since = None
        resubmitted = any(a[4] == "submit" for a in acts[number + 1 :])
        gives = action in ("return_to_applicant", "withdraw", "revoke")
        if since is None and (gives or (action == "reject" and resubmitted)):
            since = clipped
    if since is not None:
        total += clock.position(end) - clock.position(since)  # type: ignore[operator]
    return total


def document(
    members: list[Row],
    steps: dict[str, list[Row]],
    depth: dict[str, int],
    sla: int | None,
    clock: Minutes,
) -> Row:
    """One approval fact, without the columns copied from the latest instance."""
    line = ordered(members, steps, depth)
    latest = line[-1]
    acts = sorted(
        (
            (at, rank, seq, node, action)
            for rank, a in enumerate(line)
            for at, seq, node, action in told(a, steps.get(a["approval_id"], []))
        ),
        key=lambda act: act[:3],
    )
    of = lambda *names: [a for a in acts if a[4] in names]  # noqa: E731
    start = min((a[0] for a in of("submit")), default=None)
    judged = max((a[0] for a in of(*APPROVES, "reject")), default=None)
    status = latest["status"]
    is_in = start is not None
    was_approved = is_in and judged is not None and status in ("approved", "revoked")
    decided = is_in and judged is not None and status in ("approved", "rejected")
    end = max(judged, start) if decided or was_approved else None  # type: ignore[type-var]
    ended = end
    if ended is None and is_in and status == "withdrawn":
        ended = max(start, *(a[0] for a in of("withdraw")))
    if ended is None and is_in and status == "revoked":
        ended = max(start, *(a[0] for a in of("revoke")))
    due = None if sla is None or start is None else clock.position(start) + sla  # type: ignore[operator]
    shown = [f"{a[3]}:{a[4]}" for a in acts if a[3] and a[4] not in ("cc", "comment", "remind")]
    worked = clock.position(end) - clock.position(start) if decided else None  # type: ignore[operator]
    lain = applicant_minutes(acts, clock, start, end) if decided else None  # type: ignore[arg-type]
    returns, rejects = len(of("return_to_applicant", "return_to_node")), len(of("reject"))
    withdrawals = len(of("withdraw"))
    closed = latest["closed_at"] if is_in else None
    due_at = None if due is None else clock.reached(due)
    waits = open_wait(latest, steps.get(latest["approval_id"], []), clock)
    running = is_in and status in ("running", "draft")
    approved = decided and status == "approved"
    return {
        "latest_approval_id": latest["approval_id"],
        "status": status,
        "variant": " > ".join(shown) or None,
        "submitted_at": start,
        "decided_at": end,
        "ended_at": ended,
        "closed_at": closed,
        "due_at": due_at,
        "submitted_on": clock.day(start),
        "decided_on": clock.day(end),
        "ended_on": clock.day(ended),
        "closed_on": clock.day(closed),
        "due_on": clock.day(due_at),
        "approved_on": clock.day(end) if was_approved else None,
        "submitted_pos": clock.position(start),
        "due_pos": due,
        "ended_pos": clock.position(ended),
        "working_minutes": worked,
        "applicant_minutes": lain,
        "approver_minutes": None if lain is None else worked - lain,  # type: ignore[operator]
        "calendar_minutes": (end - start) // timedelta(minutes=1) if decided else None,  # type: ignore[operator]
        "closing_minutes": None
        if closed is None
        else clock.position(closed) - clock.position(start),  # type: ignore[operator]
        "submits": len(of("submit")),
        "returns": returns,
        "rejects": rejects,
        "withdrawals": withdrawals,
        "is_submitted": is_in,
        "is_running": running,
        "is_decided": decided,
        "is_approved": approved,
        "is_withdrawn": is_in and status == "withdrawn",
        "is_revoked": is_in and status == "revoked",
        "was_approved": was_approved,
        "has_return": returns > 0,
        "first_pass": approved and not (returns or rejects or withdrawals),
        "has_sla": due is not None,
        "decided_in_time": decided and due is not None and clock.position(end) <= due,  # type: ignore[operator]
        "current_node": waits["node"] if running and waits else None,
        "current_actor_id": waits["actor_id"] if running and waits else None,
        "current_entered_pos": waits["entered_pos"] if running and waits else None,
        "updated_at": max(
            [a["updated_at"] for a in members]
            + [s["updated_at"] for a in members for s in steps.get(a["approval_id"], [])]
        ),
    }


def visit_of(step: Row, steps: list[Row]) -> tuple[Any, ...]:
    back = sum(
        (s["acted_at"], s["seq"]) < (step["entered_at"], step["seq"])
        for s in steps
        if s["action"] == "return_to_node"
    )
    return (step["round"], step["node"], back)


def began(steps: list[Row]) -> dict[int, datetime]:
    """seq -> when the wait of each step began."""
    start = {s["seq"]: s["entered_at"] for s in steps}
    taken = set[int]()
    givers = [s for s in steps if s["action"] in ("transfer", "delegate")]
    for giver in sorted(givers, key=lambda s: (s["acted_at"], s["seq"])):
        takers = [
            s
            for s in steps
            if visit_of(s, steps) == visit_of(giver, steps)
            and s["action"] in (None, *ACTS, "transfer", "delegate")
            and s["entered_at"] >= giver["acted_at"]
            and s["seq"] > giver["seq"]
            and s["seq"] not in taken
        ]
        if takers:
            taker = min(takers, key=lambda s: (s["entered_at"], s["seq"]))
            taken.add(taker["seq"])
            start[taker["seq"]] = start[giver["seq"]]
    return start


def open_wait(approval: Row, steps: list[Row], clock: Minutes) -> Row | None:
    last = max((s["round"] for s in steps), default=0)
    given = [s["acted_at"] for s in steps if s["action"] in ("return_to_applicant", "withdraw")]
    start = began(steps)
    alive = list[Row]()
    for s in steps:
        if s["action"] or s["round"] != last or (given and s["entered_at"] < max(given)):
            continue
        same = [o for o in steps if visit_of(o, steps) == visit_of(s, steps)]
        acted = {o["action"] for o in same}
        any_one = any(o["countersign"] == "any" for o in same)
        if acted & {"reject", "return_to_applicant", "return_to_node"}:
            continue
        if any_one and acted & {"approve", "countersign"}:
            continue
        alive.append(s)
    if not alive:
        return None
    first = min(alive, key=lambda s: (start[s["seq"]], s["entered_at"], s["seq"]))
    return first | {"entered_pos": clock.position(start[first["seq"]])}


def step_facts(approval: Row, steps: list[Row], clock: Minutes) -> dict[int, Row]:
    """seq -> the measured columns of each step fact."""
    start = began(steps)
    facts = {
        s["seq"]: {
            "acted_on": clock.day(s["acted_at"]),
            "entered_pos": clock.position(start[s["seq"]]),
            "acted_pos": clock.position(s["acted_at"]),
            "is_acted": s["action"] in ACTS,
            "is_verdict": s["action"] in ("approve", "countersign", "reject"),
            "is_reject": s["action"] == "reject",
            "wait_minutes": None,
            "wall_minutes": None,
        }
        for s in steps
    }
    for fact in facts.values():
        if fact["is_acted"]:
            fact["wait_minutes"] = fact["acted_pos"] - fact["entered_pos"]  # type: ignore[operator]
    for key in {visit_of(s, steps) for s in steps}:
        people = [
            s
            for s in steps
            if visit_of(s, steps) == key and s["action"] in (None, "transfer", "delegate", *ACTS)
        ]
        end = ended_by(approval, people, max(s["round"] for s in steps))
        if end is not None:
            first = min(facts[s["seq"]]["entered_pos"] for s in people)  # type: ignore[type-var]
            facts[end]["wall_minutes"] = facts[end]["acted_pos"] - first  # type: ignore[operator]
    return facts


def ended_by(approval: Row, people: list[Row], last_round: int) -> int | None:
    """The seq of the act that ended a visit."""
    acted = sorted(
        (s for s in people if s["action"] in ACTS), key=lambda s: (s["acted_at"], s["seq"])
    )
    if any(s["countersign"] == "any" for s in people):
        return next((s["seq"] for s in acted if s["action"] != "add_sign"), None)
    broken = any(s["action"] in ("reject", "return_to_applicant", "return_to_node") for s in acted)
    waiting = approval["status"] in ("running", "draft") and any(
        s["action"] is None and s["round"] == last_round for s in people
    )
    return acted[-1]["seq"] if acted and (broken or not waiting) else None
