"""Vouchers: what documents mean on the accounts, debit equal to credit."""

from dataclasses import dataclass

from samples.demo.erp.enterprise import Enterprise, period
from samples.demo.erp.money_records import Posting
from samples.demo.moments import DAY

BANK, RECEIVABLE, PREPAID, MATERIALS, GOODS = "1002", "1122", "1123", "1403", "1405"
PAYABLE, INPUT_TAX, OUTPUT_TAX, REVENUE, COST = "220201", "222101", "222102", "6001", "6401"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """What a voucher is about; `rate` is CNY for one unit of the currency."""

    company: int
    text: str
    source: str
    source_id: int | None
    currency: int = 1
    rate: float = 1.0
    department: int | None = None
    counterparty: int | None = None


def post(e: Enterprise, moment: int, voucher: Voucher, *lines: tuple[str, int]) -> None:
    """Book lines of (account, cents): positive is debit, negative credit; they sum to zero."""
    if sum(amount for _, amount in lines):
        message = f"The voucher {voucher.text} does not balance."
        raise ValueError(message)
    day = moment // DAY
    month = period(voucher.company, day)
    number = f"PZ{month}-{e.book.id(Posting)}"
    for account, amount in lines:
        if amount:
            e.book.add(
                Posting(id=e.book.id(Posting), voucher=number, company=voucher.company,
                        period=month, day=day, account=account, department=voucher.department,
                        counterparty=voucher.counterparty, currency=voucher.currency,
                        rate=voucher.rate, debit=max(amount, 0), credit=max(-amount, 0),
                        text=voucher.text, source=voucher.source, source_id=voucher.source_id,
                        modified=moment)
            )  # fmt: skip
