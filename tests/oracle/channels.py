"""Every way through the door, each compared with the oracle; a new Door method must add itself."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import pytest
from typer.testing import CliRunner

from cockpit import cockpit
from metrics.definition import Cut
from queries.definition import Page, Question
from queries.door import Door
from queries.errors import DoorError, NotAllowed, NotFound
from tests.oracle import naive
from tests.oracle.naive import User
from tests.oracle.world import OA, Doc, World

START, END = date(2026, 1, 1), date(2026, 4, 1)
RANGE = {"start": START.isoformat(), "end": END.isoformat()}
HIDDEN = "***"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One user at one world; `docs` are as of `as_of`, `today` as of the newest pin."""

    world: World
    door: Door
    user: User
    docs: dict[str, Doc]
    as_of: int | None = None

    @property
    def seen(self) -> list[Doc]:
        """What the oracle lets the user see."""
        today = self.world.docs
        return [d for d in self.docs.values() if naive.visible(self.user, d, today.get(d.id))]

    @property
    def counted(self) -> list[Doc]:
        """Of those, the ones the metric `approval.submitted` counts."""
        return naive.submitted(self.seen, START, END)

    @property
    def allowed(self) -> bool:
        return naive.sees_something(self.user)

    def question(self, *by: str, **cut: object) -> Question:
        return Question(
            metric="approval.submitted",
            cut=Cut(by=by, **RANGE, **cut),  # pyright: ignore[reportArgumentType]
            as_of=self.as_of,
        )


def refused(call: Callable[[], object]) -> None:
    """The call must be refused, with words in both languages."""
    with pytest.raises(NotAllowed) as caught:
        call()
    assert all(caught.value.reason[lang] for lang in ("zh", "en"))


def ask_tile(case: Case) -> None:
    question = case.question()
    if not case.allowed:
        refused(lambda: case.door.ask(case.user.name, question))
        return
    for _ in range(2):  # the second answer comes from the cache
        answer = case.door.ask(case.user.name, question)
        assert answer.rows["value"].to_list() == [len(case.counted)]
        assert answer.passport.rows == len(case.counted)


def ask_by(case: Case) -> None:
    if not case.allowed:
        return
    wanted: dict[str, Counter[str]] = {
        "department": Counter(naive.today_of(d.department) for d in case.counted),
        "process": Counter(d.process for d in case.counted),
        "company": Counter(d.company for d in case.counted),
        "applicant": Counter(d.applicant for d in case.counted),
    }
    for dimension, counts in wanted.items():
        question = case.question(dimension)
        if dimension == "applicant" and naive.masked(case.user):
            refused(lambda: case.door.ask(case.user.name, question))  # noqa: B023 - called at once
            continue
        rows = case.door.ask(case.user.name, question).rows
        assert dict(rows.select(dimension, "value").iter_rows()) == dict(counts)


def ask_where(case: Case) -> None:
    """A filter on what the user may not see finds nothing, not an error that tells it exists."""
    if not case.allowed:
        return
    for department in ("D11", "D21"):
        question = case.question(where=(("department", (department,)),))
        wanted = [d for d in case.counted if naive.today_of(d.department) == department]
        assert case.door.ask(case.user.name, question).rows["value"].sum() == len(wanted)


def drill(case: Case) -> None:
    if not case.allowed:
        refused(lambda: case.door.drill(case.user.name, case.question()))
        return
    found = case.door.drill(case.user.name, case.question(), page=Page(limit=1000))
    assert set(found.rows["document_id"]) == {d.id for d in case.counted}
    assert found.total == found.rows.height == found.passport.rows == len(case.counted)
    hidden = naive.masked(case.user)
    for column in ("applicant_id", "applicant_name", "title"):
        assert (set(found.rows[column].drop_nulls()) <= {HIDDEN}) or not hidden


def drill_cell(case: Case) -> None:
    if not case.allowed:
        return
    for department in ("D1", "D11", "D21"):
        cell = {"department": department}
        found = case.door.drill(
            case.user.name, case.question("department"), cell=cell, page=Page(limit=1000)
        )
        wanted = {d.id for d in case.counted if naive.today_of(d.department) == department}
        assert set(found.rows["document_id"]) == wanted
        assert found.total == len(wanted)


def document(case: Case) -> None:
    if not case.allowed:
        refused(lambda: case.door.document(case.user.name, OA, "whatever", as_of=case.as_of))
        return
    seen = {d.id for d in case.seen}
    for doc in case.docs.values():
        if doc.id not in seen:
            with pytest.raises(NotFound) as caught:
                case.door.document(case.user.name, OA, doc.id, as_of=case.as_of)
            with pytest.raises(NotFound) as missing:
                case.door.document(case.user.name, OA, "no such document", as_of=case.as_of)
            assert caught.value.reason == missing.value.reason
            continue
        found = case.door.document(case.user.name, OA, doc.id, as_of=case.as_of)
        assert found.header["department_id"] == doc.department
        assert {link.document_id for link in found.links} <= seen
        if naive.masked(case.user):
            words = repr((found.header, found.steps, found.links))
            assert not any(f"员工{person}" in words for person in ("P1", "P2", "P3", "P4", "P5"))
            assert doc.applicant not in {found.header["applicant_id"], *_actors(found.steps)}


def _actors(steps: object) -> set[str | None]:
    assert isinstance(steps, tuple)
    return {step.actor for step in steps}


def dimension_values(case: Case) -> None:
    if case.as_of is not None:
        return  # lists are of today
    if not case.allowed:
        refused(lambda: case.door.dimension_values(case.user.name, "department"))
        return
    wanted = {
        "department": {naive.today_of(d.department) for d in case.seen},
        "process": {d.process for d in case.seen},
        "applicant": {d.applicant for d in case.seen},
        "status": {d.status for d in case.seen},
    }
    for dimension, values in wanted.items():
        if dimension == "applicant" and naive.masked(case.user):
            refused(lambda: case.door.dimension_values(case.user.name, "applicant"))
            continue
        for metrics in ((), ("approval.submitted",)):
            found = case.door.dimension_values(case.user.name, dimension, metrics)
            assert {choice.value for choice in found} == values


def steps(case: Case) -> None:
    """The other subject: acts on documents, here the verdicts of approvers."""
    if not case.allowed:
        return
    cut = Cut(start="2026-01-01", end="2027-01-01")
    found = case.door.drill(
        case.user.name,
        Question(metric="approval.rejection_rate", cut=cut, as_of=case.as_of),
        page=Page(limit=1000),
    )
    verdicts = Counter(
        d.id
        for d in case.seen
        if d.status in {"approved", "rejected", "revoked"} and not naive.COMPANIES[d.company]
    )
    assert Counter(found.rows["document_id"].to_list()) == verdicts
    assert found.total == verdicts.total()


def record(case: Case) -> None:
    """This world has approvals only: whoever asks for anything else is told the same."""
    with pytest.raises(DoorError):
        case.door.record(case.user.name, "purchase_order", OA, "PO1", as_of=case.as_of)


def chain(case: Case) -> None:
    """A form's chain are the forms that links lead to, either way; one that may not be seen is not
    there."""
    seen = {d.id for d in case.seen} if case.allowed else set[str]()
    for doc in case.docs.values():
        if doc.id not in seen:
            with pytest.raises((NotFound, NotAllowed)):
                case.door.chain(case.user.name, "approval", OA, doc.id, as_of=case.as_of)
            continue
        if doc.id in case.world.docs and case.as_of is None:
            found = case.door.chain(case.user.name, "approval", OA, doc.id)
            told = {(node.type, node.record_id, node.direction) for node in found.nodes}
            back = [(second, first) for first, second in case.world.links]
            down, up = _linked(doc.id, case.world.links), _linked(doc.id, back)
            wanted = {("approval", each, "down") for each in down & seen}
            wanted |= {("approval", each, "up") for each in up & seen}
            assert told == wanted | {("approval", doc.id, "here")}


def _linked(start: str, links: Iterable[tuple[str, str]]) -> set[str]:
    """All that links lead to, up to eight steps away."""
    pairs, found, front = set(links), set[str](), {start}
    for _ in range(8):
        front = {second for first, second in pairs if first in front} - found
        found |= front
    return found - {start}


def metrics(case: Case) -> None:
    offers = case.door.metrics(case.user.name)
    assert {o.allowed for o in offers if o.metric.name.startswith("approval.")} == {case.allowed}
    others = [offer for offer in offers if not offer.metric.name.startswith("approval.")]
    assert others
    assert case.allowed or not any(offer.allowed for offer in others)
    assert all(offer.reason for offer in others if not offer.allowed)


def explain(case: Case) -> None:
    for found in case.door.explain(case.user.name):
        assert found.reasons
        if found.subject not in {"approval", "approval_step"}:
            assert case.allowed or not found.visible
            continue
        assert found.visible == case.allowed
        assert bool(found.masks) == (naive.masked(case.user) and case.allowed)


def quarantine(case: Case) -> None:
    unlimited = case.user.role == "executive" and not case.user.where
    if not unlimited and case.user.role != "administrator":
        refused(lambda: case.door.quarantine(case.user.name))
        return
    assert case.door.quarantine(case.user.name).raw_hidden == (not unlimited)


def runs(case: Case) -> None:
    unlimited = case.user.role == "executive" and not case.user.where
    if not unlimited and case.user.role != "administrator":
        refused(lambda: case.door.runs(case.user.name))
        return
    assert not any(doc in repr(case.door.runs(case.user.name)) for doc in case.docs)


def no_rows(case: Case) -> None:
    """Channels that tell about sources, pins and days: nothing of any document."""
    told = repr(
        (
            case.door.freshness(case.user.name),
            case.door.pinned(case.user.name, case.as_of),
            case.door.period(case.user.name, "2026-03", as_of=case.as_of),
        )
    )
    assert not any(doc in told for doc in case.docs)


def command_line(case: Case) -> None:
    """`cockpit.py ask … --as USER --format json`, from the same home."""
    arguments = ["ask", "approval.submitted", "--by", "department", "--format", "json"]
    arguments += ["--from", "2026-01-01", "--to", "2026-03-31", "--as", case.user.name]
    arguments += ["--as-of", str(case.as_of)] if case.as_of else []
    home = {"COCKPIT_HOME": str(case.world.installation.home)}
    result = CliRunner().invoke(cockpit, arguments, env=home)
    if not case.allowed:
        assert result.exit_code == 1
        assert result.stdout == ""
        return
    assert result.exit_code == 0, result.output
    found = {row["department"]: row["value"] for row in json.loads(result.stdout)["rows"]}
    assert found == dict(Counter(naive.today_of(d.department) for d in case.counted))


Check = Callable[[Case], None]
CHANNELS: dict[str, tuple[Check, ...]] = {
    "ask": (ask_tile, ask_by, ask_where),
    "drill": (drill, drill_cell, steps),
    "document": (document,),
    "record": (record,),
    "chain": (chain,),
    "dimension_values": (dimension_values,),
    "metrics": (metrics,),
    "explain": (explain,),
    "quarantine": (quarantine,),
    "runs": (runs,),
    "freshness": (no_rows,),
    "pinned": (no_rows,),
    "period": (no_rows,),
}
"""Door method → what compares it with the oracle."""

__all__ = ["CHANNELS", "Case", "DoorError", "command_line"]
