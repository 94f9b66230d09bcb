"""Mistakes about sales, money, people and agreement that must not go unnoticed."""

from tests.integration.business_sql.faults import Fault

SELLING = {
    "drafts taken for orders": Fault(
        script="sales.sql", right="and h.FDOCUMENTSTATUS <> 'A'\n  and kept('sales_orders'",
        wrong="and kept('sales_orders'", metric="sales.orders",
    ),
    "lines taken back counted": Fault(
        script="sales.sql", right=" and e.FMRPTERMINATESTATUS = 'A'", wrong="",
        metric="sales.order_value",
    ),
    "shipments taken back that shipped": Fault(
        script="sales.sql", right="where o.FCANCELSTATUS = 'A' and kept('shipments'",
        wrong="where kept('shipments'", metric="sales.shipped_on_time",
    ),
    "lines complete with their first shipment": Fault(
        script="sales.sql", right="where by_then >= qty", wrong="where true",
        metric="sales.order_to_shipment",
    ),
    "goods that wait for a closed order": Fault(
        script="sales.sql", right=" and not (closed and closes is null)", wrong="",
        metric="sales.backlog",
    ),
    "what the group sells to itself added up": Fault(
        script="sales.sql", right="c.FCORRESPONDORGID is not null as inside",
        wrong="false as inside", metric="sales.revenue",
    ),
    "money applied before it came": Fault(
        script="sales.sql", right="greatest(a.FSETTLEDATE::date, taking.came, bill.billed) as day",
        wrong="a.FSETTLEDATE::date as day", metric="sales.invoice_to_collection",
    ),
    "services that wait for an invoice": Fault(
        script="sales_stays.sql", right="closed and sent = 0 as is_service",
        wrong="false as is_service", metric="sales.station_wait_p90",
    ),
    "invoices overdue on their due day": Fault(
        script="receivable.sql", right="when due < last_day then",
        wrong="when due <= last_day then",
        metric="receivable.overdue",
    ),
    "money back before it was due taken for late": Fault(
        script="receivable.sql", right="filter (day <= due)", wrong="filter (day < due)",
        metric="receivable.collected_in_time",
    ),
    "moves of before the books": Fault(
        script="cash.sql", right=" and compact(j.FBIZDATE) >= opened", wrong="",
        metric="cash.balance",
    ),
    "plans that were called off": Fault(
        script="cash.sql", right="on bank.id = p.FBANKACNTID where FCANCELED = 0",
        wrong="on bank.id = p.FBANKACNTID", metric="cash.planned_net",
    ),
    "days in Greenwich": Fault(
        script="crm.sql", right=" + interval 8 hour", wrong="", metric="service.first_response",
    ),
    "opportunities at what they were thought to bring once": Fault(
        script="crm.sql", right="case when left_at is null then cents else amount end",
        wrong="amount", metric="pipeline.value",
    ),
    "complaints nobody makes any more": Fault(
        script="crm.sql", right=" and c.status <> 'void'", wrong="", metric="service.complaints",
    ),
    "postings that outlive an employment": Fault(
        script="people.sql", right="least(next, e.FLEAVEDATE::date) as closes",
        wrong="next as closes", metric="people.headcount",
    ),
    "people at the post of today": Fault(
        script="people.sql", right=" and j.FSTARTDATE::date <= ends.day", wrong="",
        metric="people.payroll",
    ),
    "cancelled orders held against their copies": Fault(
        script="agreement.sql", right="FDOCUMENTSTATUS = 'A' or FCANCELSTATUS = 'B', c.",
        wrong="false, c.", metric="agreement.compared",
    ),
    "numbers held twice taken for one": Fault(
        script="agreement.sql", right="when is_doubled then", wrong="when false then",
        metric="agreement.differing",
    ),
    "what came right taken for what was wrong": Fault(
        script="agreement_record.sql", right="not is_open and agrees as is_right",
        wrong="not agrees as is_right", metric="agreement.reconciled",
    ),
}  # fmt: skip
