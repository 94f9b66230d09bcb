"""When contracts end: they run out, are fulfilled, or are terminated before."""

from samples.demo.erp import budget
from samples.demo.erp.enterprise import Enterprise
from samples.demo.erp.money_records import COMMIT, Contract
from samples.demo.erp.payables import CONTRACT
from samples.demo.erp.picking import pick
from samples.demo.erp.sheet import iso
from samples.demo.erp.terms import charged
from samples.demo.moments import DAY, stamp

RUNNING, FULFILLED, TERMINATED = 0, 1, 2
WHOLE = 0.97  # share of a contract that must be charged for it to count as fulfilled
EARLY = 0.15  # share of the contracts closed while the demo ticks that had not run out
UNDATED = 29  # one closing in so many is filed without its day


def end(e: Enterprise, moment: int, contract: Contract, state: int) -> None:
    """A contract has run out, or is terminated early; what it still committed is free again. Who
    keeps the contracts files one that was fulfilled only much later."""
    budget.release_all(e, moment, COMMIT, CONTRACT, contract.id)
    if not _whole(e, contract):
        state = TERMINATED  # it ran out before all of it was called off
    if state == FULFILLED:
        e.diary.at(e.later(moment, 200, 240), close, contract, state)
    else:
        close(e, moment, contract, state)


def close(e: Enterprise, moment: int, contract: Contract, state: int) -> None:
    """A contract is filed as fulfilled or terminated; here and there without the day."""
    contract.state = state
    contract.closed = None if contract.id % UNDATED == 0 else moment // DAY
    e.book.changed(contract, moment)


def close_one(e: Enterprise, now: int) -> int:
    """Who keeps the contracts files one that has run out; at times one is terminated before."""
    early = e.chance(EARLY)
    ends = "FENDDATE > ?" if early else "FENDDATE < ?"
    contract = pick(e, Contract, f"FSTATE = 0 AND FCREATEDATE < ? AND {ends}",
                    stamp(now - DAY), iso(now // DAY))  # fmt: skip
    if contract is None:
        return 0
    budget.release_all(e, now, COMMIT, CONTRACT, contract.id)
    close(e, now, contract, FULFILLED if _whole(e, contract) and not early else TERMINATED)
    return 1


def _whole(e: Enterprise, contract: Contract) -> bool:
    return charged(e, contract.id) >= WHOLE * contract.total
