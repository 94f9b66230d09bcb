"""Amounts of several currencies in that of the group: by the rates of their own documents, and by
those of the day where nobody booked them."""

from dataclasses import replace

from tests.integration.recomputed import Said

BY = ("company", "department")
NOW = "worth(currency, company, period_end.day)"


def _booked(of: str, amount: str, when: str | None, where: str = "true") -> Said:
    value = f"sum(booked({amount}, rate)) / 100"
    return Said(of=of, value=value, where=where, when=when, by=BY, within="inside")


IN_GROUP = {
    "purchase.spend": _booked("bill", "net", "day"),
    "purchase.ordered": _booked("po_line", "net", "ordered", "placed"),
    "purchase.ordered_not_approved_value": Said(
        of="not_approved", value="sum(booked_net) / 100", by=BY, within="inside"
    ),
    "payable.balance": _booked("open_bill", "open", None),
    "payable.paid": _booked("payment", "amount", "day"),
    "contract.signed_value": _booked("contract", "net", "signed"),
    "sales.revenue": _booked("charge", "net", "billed"),
    "sales.credited": _booked("charge", "net", "billed", "credit"),
    "sales.order_value": _booked("passed", "net", "ordered"),
    "receivable.received": _booked("taking", "gross", "came"),
    "receivable.due": _booked("ar_bill", "gross", "due"),
    "cash.inflow": replace(
        _booked("moved", "greatest(cents, 0)", "day", "move_kind <> 'transfer'"),
        by=("company", "bank_account"),
    ),
    "cash.balance": Said(
        of="lying",
        value=f"sum(coalesce(booked(cents, rate), cents * {NOW})) / 100",
        by=("company", "bank_account"),
    ),
    "pipeline.value": Said(
        of="phases", value=f"sum(cents * {NOW}) / 100", by=("company", "department", "stage")
    ),
}
