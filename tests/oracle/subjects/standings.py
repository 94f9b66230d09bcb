"""Where documents stand, by hand: over the plain rows a user may see."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from queries.chain import Chain
from tests.oracle.subjects import chains, rules
from tests.oracle.subjects.chains import Document
from tests.oracle.subjects.enterprise import Row
from tests.oracle.subjects.masked import HIDDEN
from tests.oracle.subjects.rules import User
from tests.oracle.subjects.world import Enterprise

TODAY = date(2026, 3, 31)
YEAR_AGO = date(2025, 4, 1)
Told = tuple[object, ...]
STAGES = {
    "purchase_order": ("purchase_stage", "po_id", "po_line_id", "buyer_id"),
    "sales_order": ("sales_stage", "order_id", "order_line_id", "owner_id"),
}
TERMS = {"contract": "contract_id", "contract_term": "contract_term_id"}


def told(chain: Chain) -> list[Told]:
    """What a chain says of where it stands; how long is usual at a station is a metric's."""
    return sorted(
        (
            *(each.type, each.station, each.lines, each.owners, each.since, each.waited),
            *(each.held, each.currency, each.term, each.days_left),
            each.usual if each.type in TERMS else None,
        )
        for each in chain.standing
    )


def expected(enterprise: Enterprise, user: User, start: Document, pin: int) -> list[Told]:
    """The same from rows, for the document itself or for the orders its chain leads to."""

    def seen(fact: str, column: str, ids: Iterable[str]) -> list[Row]:
        wanted = {*ids}
        if not rules.may_ask(user, fact, enterprise.today):
            return []
        return [row for row in enterprise.rows(user, fact, pin) if row[column] in wanted]

    def whose(fact: str, rows: list[Row], column: str) -> tuple[str, ...]:
        hidden = "person" in rules.masks(user, fact, enterprise.today)
        people = {row[column] for row in rows} - {None}
        return tuple(sorted({HIDDEN if hidden else f"员工{person}" for person in people}))

    def orders(kind: str, ids: set[str]) -> Iterator[Told]:
        fact, document, line, owner = STAGES[kind]
        rows = [row for row in seen(fact, document, ids) if not row["is_cancelled"]]
        waiting = [row for row in rows if row["is_current"]]
        if rows and not waiting:
            yield _done(kind, len({row[line] for row in rows}))
        for station, currency in {(row["station"], row["currency"]) for row in waiting}:
            here = [r for r in waiting if (r["station"], r["currency"]) == (station, currency)]
            held = _sum(row["held_net"] for row in here)
            since = min(row["opens_on"] for row in here)
            longest = max(_working_days(row["opens_on"]) for row in here)
            people = whose(fact, here, owner)
            yield (kind, station, len(here), people, since, longest, held, currency, *[None] * 3)

    def terms(kind: str, ids: set[str]) -> Iterator[Told]:
        fact = "contract_term"
        rows = [
            row
            for row in seen(fact, TERMS[kind], ids)
            if row["is_binding"] and row["has_known_settled"]
        ]
        waiting = [row for row in rows if not row["is_settled"]]
        if rows and not waiting:
            yield _done(kind, len(rows))
        if not waiting:
            return
        row = min(waiting, key=_due)
        due, is_late = row["due_on"], row["due_on"] < TODAY
        hidden = "person" in rules.masks(user, fact, enterprise.today) and row["name"] is not None
        waited = _working_days(due) if is_late else None
        usual = _usual(enterprise.rows(user, fact, pin), row["kind"])
        about = (kind, "settle", len(waiting), whose(fact, [row], "owner_id"), due, waited)
        name = HIDDEN if hidden else row["name"]
        yield (*about, row["open_gross"], row["currency"], name, (due - TODAY).days, usual)

    found: list[Told] = []
    makers: dict[str, Callable[[str, set[str]], Iterator[Told]]] = {
        **dict.fromkeys(STAGES, orders),
        **dict.fromkeys(TERMS, terms),
    }
    for kind, ids in _asked(enterprise, user, start, pin).items():
        found += makers[kind](kind, ids)
    return sorted(found)


def _asked(enterprise: Enterprise, user: User, start: Document, pin: int) -> dict[str, set[str]]:
    """The documents whose standing is told: the one itself; its orders; else its contracts."""
    if start[0] in STAGES or start[0] in TERMS:
        return {start[0]: {start[1]}}
    facts = {"purchase_order": ("purchase", "po_id"), "sales_order": ("sales_order", "order_id")}
    found = dict[str, set[str]]()
    for kinds in (facts, {"contract": ("contract", "contract_id")}):
        for kind, (fact, column) in kinds.items():
            visible = {row[column] for row in enterprise.rows(user, fact, pin)}
            ids = {each for of, each in chains.chain(start) if of == kind} & visible
            if ids:
                found[kind] = ids
        if found:
            break
    return found


def _done(kind: str, lines: int) -> Told:
    return (kind, "done", lines, (), *[None] * 7)


def _due(row: Row) -> tuple[object, ...]:
    seq = row["seq"]
    return (row["due_on"], seq is not None, seq or 0, row["contract_term_id"])


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [*amounts]
    return None if None in known else sum((each for each in known if each is not None), Decimal(0))


def _working_days(since: date) -> int:
    """From a day on, before today; negative of a day that is still to come."""
    first, last = sorted((since, TODAY))
    days = (first + timedelta(days=n) for n in range((last - first).days))
    working = sum(day.weekday() < 5 for day in days)
    return working if since <= TODAY else -working


def _usual(rows: list[Row], kind: object) -> float | None:
    """What nine of ten terms of a kind took after their day, of those settled in a year."""
    took = sorted(
        row["due_to_settled_days"]
        for row in rows
        if row["kind"] == kind
        and not row["is_test"]
        and YEAR_AGO <= row["settled_on"] <= TODAY
        and row["due_to_settled_days"] is not None
    )
    if len(took) < 2:
        return float(took[0]) if took else None
    place = 0.9 * (len(took) - 1)
    below, above = [*pairwise(took)][min(int(place), len(took) - 2)]
    return below + (above - below) * (place - min(int(place), len(took) - 2))
