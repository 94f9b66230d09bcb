"""What customers owe and pay, said in SQL."""

from dataclasses import replace

from tests.integration.recomputed import Said

BY = ("company", "department", "customer", "owner", "customer_level", "industry")
MONEY = "sum({}) / 100"
BUCKETS = ("age_bucket", "overdue_bucket")
AT = "of_grain = period_end.grain and of_period = period_end.period"
OVER = "day < (select asked::date from pin)"


def _owed(of: str, value: str, where: str = "true", *by: str) -> Said:
    """An amount at an instant, in the currency of the document."""
    return Said(
        of=of, value=value, where=where, by=(*BY, *by),
        per=("currency",), within="inside", money="original",
    )  # fmt: skip


def _collected(value: str, where: str = "true") -> Said:
    return Said(
        of="collection", value=value, where=where, when="day", by=BY,
        per=("currency",), within="inside", money="original",
    )  # fmt: skip


def _late(value: str) -> Said:
    return Said(of="settled_bill", value=value, when="settled_on", by=BY)


RECEIVABLE: dict[str, Said] = {
    "receivable.balance": _owed("due_now", MONEY.format("left_over")),
    "receivable.open_invoices": Said(of="due_now", value="count(*)", by=BY),
    "receivable.ageing": _owed("owed_at", MONEY.format("left_over"), AT, *BUCKETS),
    "receivable.overdue": _owed(
        "owed_at", MONEY.format("left_over"), f"{AT} and overdue_bucket <> 'not_due'", *BUCKETS
    ),
    "receivable.overdue_rate": _owed(
        "due_now",
        "100.0 * coalesce(sum(left_over) filter (due < period_end.day), 0) / sum(left_over)",
        "due is not null",
    ),
    "receivable.oldest_age": Said(of="due_now", value="max(period_end.day - billed)", by=BY),
    "receivable.dso": replace(
        _owed(
            "outstanding",
            "sum(left_over)::double / nullif(sum(charged), 0) * any_value(days)",
            AT,
        ),
        having="count(left_over) > 0",
    ),
    "receivable.unapplied": _owed("unapplied", MONEY.format("left_over"), "true", "bank_account"),
    "receivable.unapplied_receipts": Said(
        of="unapplied", value="count(*)", by=(*BY, "bank_account")
    ),
    "receivable.collection_rate": _collected(
        "100.0 * sum(received) / nullif(sum(due), 0)", OVER
    ),
    "receivable.collected_of_due": _collected(
        "100.0 * sum(collected) / nullif(sum(due), 0)", f"is_due and {OVER}"
    ),
    "receivable.collected_in_time": _collected(
        "100.0 * sum(in_time) / nullif(sum(due), 0)", f"is_due and {OVER}"
    ),
    "receivable.received": _collected(MONEY.format("received"), "not is_due"),
    "receivable.due": _collected(MONEY.format("due"), "is_due"),
    "receivable.days_late": _late("median(late)"),
    "receivable.days_late_calendar": _late("median(gap)"),
}  # fmt: skip
