"""Mistakes that must not go unnoticed: each, put into one script, is seen by the metric named."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A text of a script and what it is mistaken for."""

    script: str
    right: str
    wrong: str
    metric: str


FAULTS = {
    "rejected goods taken for kept": Fault(
        script="purchasing.sql", right="qty - refused as accepted", wrong="qty as accepted",
        metric="purchase.order_to_complete_receipt",
    ),
    "invoices by the day they were booked": Fault(
        script="purchasing.sql", right="h.FINVOICEDATE::date as day", wrong="h.FDATE::date as day",
        metric="purchase.spend",
    ),
    "what the group buys of itself added up": Fault(
        script="purchasing.sql", right="FCORRESPONDORGID is not null as inside",
        wrong="false as inside", metric="purchase.spend",
    ),
    "invoices complete before the goods are": Fault(
        script="purchasing.sql", right="then greatest(b.last, there) end", wrong="then b.last end",
        metric="purchase.receipt_to_complete_invoice",
    ),
    "what is charged already still awaited": Fault(
        script="purchasing_stays.sql", right="greatest(kept_net - charged_net, 0)",
        wrong="kept_net", metric="purchase.stuck_value",
    ),
    "a form awaited once the order is placed": Fault(
        script="purchasing_stays.sql", right="coalesce(least(approved, ordered), ordered)",
        wrong="approved", metric="purchase.station_wait",
    ),
    "last come, first charged": Fault(
        script="purchasing_stays.sql", right="(t.kept > coalesce(b.qty, 0))", wrong="(true)",
        metric="purchase.received_not_invoiced_age",
    ),
    "orders approved too late taken for approved": Fault(
        script="purchasing_gaps.sql", right="and (f.approved is null or f.approved > ordered)",
        wrong="and f.approved is null", metric="purchase.ordered_not_approved",
    ),
    "one form for each of its orders": Fault(
        script="purchasing_gaps.sql", right=" * o.gross / sum(o.gross) over (partition by o.form)",
        wrong="", metric="purchase.paid_over_approved_value",
    ),
    "payments that outrun their invoices": Fault(
        script="payables.sql", right="s.bill = bill.bill and s.day <= upto",
        wrong="s.bill = bill.bill", metric="payable.balance",
    ),
    "a payment made twice taken for one": Fault(
        script="payables.sql", right="greatest(before + s.amount - gross, 0)", wrong="0",
        metric="payable.overpaid",
    ),
    "prices off by a tenth": Fault(
        script="payables.sql", right="agreed * 0.02", wrong="agreed * 0.1",
        metric="payable.three_way_match_rate",
    ),
    "contracts that end when they were to": Fault(
        script="contracts.sql", right="least(ends + 1, over)", wrong="ends + 1",
        metric="contract.in_force",
    ),
    "money for all terms alike": Fault(
        script="contracts.sql", right="least(p.amount, paid - (upto - p.amount))",
        wrong="least(p.amount, paid)", metric="contract.paid_by_plan",
    ),
    "periods that all end with the month": Fault(
        script="budget.sql", right="max(day) as ends from company",
        wrong="last_day(min(day)) as ends from company", metric="budget.revised",
    ),
    "payments that use a budget again": Fault(
        script="budget.sql", right="from use where kind <> 'FK'", wrong="from use",
        metric="budget.available",
    ),
    "time that passes at night": Fault(
        script="budget.sql", right="then now.pos", wrong="then day.pos", metric="budget.pace",
    ),
    "recounts taken for first counts": Fault(
        script="inventory.sql", right="FROUND = 1 and", wrong="", metric="inventory.ira",
    ),
    "stock never issued taken for fresh": Fault(
        script="inventory.sql", right="<= p.day), seen) as days", wrong="<= p.day), p.day) as days",
        metric="inventory.dead_stock",
    ),
}  # fmt: skip
