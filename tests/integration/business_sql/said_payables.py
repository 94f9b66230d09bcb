"""What is owed to suppliers and how it is paid, in SQL over `payables.sql`."""

from tests.integration.recomputed import AGE, Said

BY = ("company", "department", "supplier", "owner")
OF_OPEN = (*BY, "age_bucket", "overdue_bucket")


def _amount(of: str, value: str, by: tuple[str, ...] = BY, *, where: str = "true") -> Said:
    """Open amounts in their own currency; a total leaves out what the group owes itself."""
    return Said(
        of=of, value=f"sum({value}) / 100", where=where, by=by, per=("currency",), within="inside",
        money="original",
    )  # fmt: skip


def _paid(of: str, value: str) -> Said:
    return Said(
        of=of, value=f"sum({value}) / 100", when="day", by=BY, per=("currency",), within="inside",
        money="original",
    )  # fmt: skip


def _settled(value: str, when: str, where: str) -> Said:
    return Said(of="settlement", value=value, where=where, when=when, by=BY)


def _share(of: str, condition: str) -> Said:
    value = f"100.0 * count(*) filter ({condition}) / count(*)"
    return Said(of=of, value=value, when="day", by=BY)


IN_TIME = "100.0 * count(*) filter (settled <= due) / count(*)"
PAYABLES = {
    "payable.balance": _amount("open_bill", "open", OF_OPEN),
    "payable.open_invoices": Said(of="open_bill", value="count(*)", by=OF_OPEN),
    "payable.ageing": _amount("open_bill", "open", OF_OPEN),
    "payable.overdue": _amount("open_bill", "open", OF_OPEN, where="late"),
    "payable.oldest_age": Said(of="open_bill", value="max(age)", by=OF_OPEN),
    "payable.prepaid": _amount("prepaid", "open", (*BY, "age_bucket")),
    "payable.three_way_match_rate": _share("matched", "matched"),
    "payable.paid_in_time_rate": _settled(IN_TIME, "due", "over"),
    "payable.invoice_to_payment": _settled("median(worked)", "settled", "true"),
    "payable.due_to_payment": _settled("avg(late)", "settled", "true"),
    "payable.payment_error_rate": _share("payment_error", "wrong"),
    "payable.paid": _paid("payment", "amount"),
    "payable.overpaid": _paid("payment_error", "beyond"),
    "payable.duplicate_suspects": Said(of="suspect", value="count(*)", by=(*BY, "rule")),
    "payable.duplicate_suspects_value": _amount("suspect", "gross", (*BY, "rule")),
    "payable.duplicate_suspects_age": Said(of="suspect", value=f"max({AGE})", by=(*BY, "rule")),
}
