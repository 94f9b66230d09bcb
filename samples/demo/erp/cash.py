"""The banks: what came and went, and what is expected over the next thirteen weeks."""

from dataclasses import dataclass

from samples.demo.erp.enterprise import Enterprise
from samples.demo.erp.master_records import CURRENCIES
from samples.demo.erp.money_records import Bank, CashMove, CashPlan
from samples.demo.erp.sheet import iso
from samples.demo.moments import DAY, midnight

WEEKS = 13
RECEIVED, SPENT, WAGES, TAXES, CLAIMS, LOANS = "SK", "FK", "GZ", "SF", "BX", "DK"
MOVED = "HB"  # between accounts of the group


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account at a bank; `opening` in cents of its currency."""

    id: int
    number: str
    name: str
    company: int
    currency: str
    opening: int


ACCOUNTS = (
    Account(id=50001, number="6222-1001", name="工商银行基本户", company=1, currency="CNY",
            opening=9_000_000_000),
    Account(id=50002, number="6222-1002", name="招商银行一般户", company=1, currency="CNY",
            opening=4_000_000_000),
    Account(id=50003, number="1456-1003", name="中国银行美元户", company=1, currency="USD",
            opening=400_000_000),
    Account(id=50004, number="6222-2001", name="建设银行基本户", company=2, currency="CNY",
            opening=6_000_000_000),
    Account(id=50005, number="6222-2002", name="交通银行一般户", company=2, currency="CNY",
            opening=2_000_000_000),
    Account(id=50006, number="1456-2003", name="中国银行美元户", company=2, currency="USD",
            opening=300_000_000),
)  # fmt: skip
CURRENCY_OF = {account.id: account.currency for account in ACCOUNTS}


def open_accounts(e: Enterprise, moment: int) -> None:
    """The accounts as the books began."""
    for one in ACCOUNTS:
        e.book.add(
            Bank(id=one.id, number=one.number, name=one.name, company=one.company,
                 currency=CURRENCIES[one.currency], opened=midnight(e.trade.first) // DAY,
                 opening=one.opening, modified=moment)
        )  # fmt: skip


def bank(e: Enterprise, company: int, currency: str, *, first: bool = False) -> int:
    """An account of a company in a currency; its main one if asked."""
    found = [one.id for one in ACCOUNTS if one.company == company and one.currency == currency]
    return found[0] if first else e.rng.choice(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Money that moves, in cents of its account's currency; negative goes out."""

    company: int
    bank: int
    type: str
    amount: int
    source: str
    source_id: int | None


def move(e: Enterprise, moment: int, flow: Flow) -> None:
    """Money came or went."""
    currency = CURRENCY_OF[flow.bank]
    day = moment // DAY
    e.book.add(
        CashMove(id=e.book.id(CashMove), bank=flow.bank, company=flow.company, day=day,
                 type=flow.type, currency=CURRENCIES[currency], rate=e.rate(currency, day),
                 amount=flow.amount, source=flow.source, source_id=flow.source_id,
                 cancelled=False, modified=moment)
    )  # fmt: skip


def expect(e: Enterprise, moment: int, day: int, flow: Flow) -> None:
    """Money is expected to move on a day, if that lies within the weeks ahead."""
    today = moment // DAY
    if day > today + 7 * WEEKS or not flow.amount:
        return
    e.book.add(
        CashPlan(id=e.book.id(CashPlan), bank=flow.bank, company=flow.company,
                 day=max(day, today + 1), type=flow.type,
                 currency=CURRENCIES[CURRENCY_OF[flow.bank]], amount=flow.amount,
                 source=flow.source, source_id=flow.source_id, cancelled=False, created=moment,
                 modified=moment)
    )  # fmt: skip


def fulfil(e: Enterprise, moment: int, source: str, source_id: int) -> None:
    """What was expected of a document has happened, or will not."""
    plans = e.book.load(
        CashPlan, "FSRCID = ? AND FSRCTYPE = ? AND FCANCELED = 0", source_id, source
    )
    for plan in plans:
        plan.cancelled = True
        e.book.changed(plan, moment)


def renew(e: Enterprise, moment: int) -> None:
    """What was expected before today and named no document is past."""
    for plan in e.book.load(
        CashPlan, "FSRCID IS NULL AND FCANCELED = 0 AND FPLANDATE <= ?", _compact(moment // DAY)
    ):
        plan.cancelled = True
        e.book.changed(plan, moment)
        ahead = 7 * WEEKS + moment // DAY
        flow = Flow(company=plan.company, bank=plan.bank, type=plan.type, amount=plan.amount,
                    source=plan.source, source_id=None)  # fmt: skip
        expect(e, moment, ahead, flow)


def _compact(day: int) -> str:
    return iso(day).replace("-", "")
