"""What a contract says is due when, and which of its terms a charge under it falls under."""

from itertools import accumulate

from samples.demo.erp.enterprise import Enterprise
from samples.demo.erp.money_records import Term
from samples.demo.erp.picking import rows

_CHARGED = (
    "SELECT CAST(round(coalesce(sum(total), 0) * 100) AS INTEGER) FROM"
    " (SELECT FALLAMOUNT AS total FROM t_ap_payable WHERE FCONTRACTID = ?1 AND FCANCELSTATUS = 'A'"
    " UNION ALL SELECT FALLAMOUNT FROM t_ar_receivable"
    " WHERE FCONTRACTID = ?1 AND FCANCELSTATUS = 'A')"
)


def terms_of(e: Enterprise, contract: int) -> list[Term]:
    """The terms of a contract in their order."""
    if e.diary.kept:
        return e.memory.setdefault(("terms", contract), [])
    return e.book.load(Term, "FID = ? ORDER BY FSEQ", contract)


def charged(e: Enterprise, contract: int) -> int:
    """What has been charged under a contract so far, credit notes taken off, in cents."""
    key = "charged", contract
    if key not in e.memory:
        e.memory[key] = 0 if e.diary.kept else rows(e, _CHARGED, contract)[0][0]
    return e.memory[key]


def fall_under(e: Enterprise, contract: int | None, amount: int) -> int | None:
    """The term that a charge of so many cents is for: the first one not charged whole before, of
    a credit note the last one charged. None without a contract or terms."""
    if contract is None:
        return None
    before = charged(e, contract)
    e.memory["charged", contract] += amount
    terms = terms_of(e, contract)
    if not terms:
        return None
    upto = accumulate(term.amount for term in terms)
    reached = before if amount >= 0 else before - 1
    return next((t.id for t, end in zip(terms, upto, strict=True) if reached < end), terms[-1].id)


def open_until(e: Enterprise, term: Term) -> int:
    """What of a contract is not charged yet up to a term, that term included, in cents."""
    due = sum(one.amount for one in terms_of(e, term.contract) if one.seq <= term.seq)
    return due - charged(e, term.contract)
