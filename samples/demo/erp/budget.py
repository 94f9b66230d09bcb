"""How documents use budgets: reserve, commit, spend, pay; a later stage releases the earlier."""

from collections.abc import Iterable
from dataclasses import dataclass

from samples.demo.erp.enterprise import Enterprise, period
from samples.demo.erp.money_records import Entry
from samples.demo.moments import DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Who uses which money for which document."""

    company: int
    department: int
    account: str
    source: str
    source_id: int | None
    source_no: str
    owner: int | None = None


def book(
    e: Enterprise, moment: int, kind: str, use: Use, amount: int, *, planned: int | None = None
) -> Entry:
    """Use a budget: `amount` in cents of CNY without tax, of the month in which it is `planned`
    (a day, a number) if that is not today's."""
    day = moment // DAY
    month = period(use.company, day if planned is None else planned)
    entry = e.book.add(
        Entry(id=e.book.id(Entry), kind=kind, company=use.company, department=use.department,
              account=use.account, period=month, day=day, amount=amount,
              releases=None, source=use.source, source_id=use.source_id, source_no=use.source_no,
              owner=use.owner, modified=moment)
    )  # fmt: skip
    if e.diary.kept:
        e.memory.setdefault(("uses", use.source, use.source_id), []).append(entry)
    e.memory["left", entry.id] = amount
    return entry


def release(e: Enterprise, moment: int, entry: Entry, amount: int, use: Use) -> int:
    """Take back what a later stage has taken over; never more than is left of the entry."""
    amount = min(amount, left(e, entry))
    if amount <= 0:
        return 0
    e.book.add(
        Entry(id=e.book.id(Entry), kind=entry.kind, company=entry.company,
              department=entry.department, account=entry.account, period=entry.period,
              day=moment // DAY, amount=-amount, releases=entry.id, source=use.source,
              source_id=use.source_id, source_no=use.source_no, owner=use.owner, modified=moment)
    )  # fmt: skip
    e.memory["left", entry.id] -= amount
    return amount


def take_over(e: Enterprise, moment: int, entries: Iterable[Entry], amount: int, use: Use) -> None:
    """Take back so much of what some entries still hold, the first ones first."""
    for entry in entries:
        amount -= release(e, moment, entry, amount, use)


def left(e: Enterprise, entry: Entry) -> int:
    """What of an entry no release has taken back."""
    key = "left", entry.id
    if key not in e.memory:
        released = sum(one.amount for one in e.book.load(Entry, "FRELEASEID = ?", entry.id))
        e.memory[key] = entry.amount + released
    return e.memory[key]


def used_by(e: Enterprise, kind: str, source: str, source_id: int) -> list[Entry]:
    """The entries of a kind that a document made."""
    found = e.memory.get(("uses", source, source_id))
    if found is None:
        found = e.book.load(
            Entry, "FSRCID = ? AND FSRCTYPE = ? AND FRELEASEID IS NULL", source_id, source
        )
    return [entry for entry in found if entry.kind == kind]


def release_all(e: Enterprise, moment: int, kind: str, source: str, source_id: int) -> None:
    """Take back all that is left of what a document reserved or committed: it was cancelled."""
    for entry in used_by(e, kind, source, source_id):
        use = Use(company=entry.company, department=entry.department, account=entry.account,
                  source=source, source_id=source_id, source_no=entry.source_no,
                  owner=entry.owner)  # fmt: skip
        release(e, moment, entry, left(e, entry), use)
