"""What lies in the bank, what moved, and what is expected to move in the weeks ahead."""

from dataclasses import replace

from facts.cash import CASH
from metrics.definition import Exclusion, Measure, Metric
from metrics.parts import MONEY_UNIT, TEST
from metrics.sales_parts import CANCELLED, GROUP_BY, IN_MONEY, NOT_BOOKED

TRANSFER = Exclusion(
    flag="is_transfer",
    reason={"zh": "自有账户之间的调拨", "en": "moved between own accounts"},
)
BEFORE_OPENING = Exclusion(
    flag="is_before_opening",
    reason={
        "zh": "早于账户启用日，已含在期初余额中",
        "en": "before the account's opening balance, which holds it",
    },
)
CASH_BY = (*GROUP_BY, "bank_account", "move_kind", "counterparty", *IN_MONEY, "document")
CASH_DRILL = ("company", "bank_account", "move_kind", "document")

BALANCE = Metric(
    name="cash.balance",
    label={"zh": "资金余额", "en": "Cash balance"},
    words={
        "zh": "某一时刻各银行账户的余额：期初余额加此后实际收支；计划的收支不算。",
        "en": "What lies in the bank accounts at an instant: the opening balance and all that "
        "moved since; nothing planned.",
    },
    version=1,
    kind="balance",
    fact=CASH,
    numerator=Measure(how="sum", of="booked_amount"),
    unit=MONEY_UNIT,
    better="higher",
    opens="opens_on",
    closes="closes_on",
    population=("is_balance",),
    exclusions=(TEST, NOT_BOOKED),
    by=CASH_BY,
    drill=CASH_DRILL,
    decimals=0,
    headline=True,
)

INFLOW = Metric(
    name="cash.inflow",
    label={"zh": "资金流入", "en": "Cash in"},
    words={
        "zh": "时段内实际流入银行账户的金额；自有账户之间的调拨不算。",
        "en": "Money that came into the bank accounts in the period; transfers between own "
        "accounts don't count.",
    },
    version=1,
    kind="flow",
    fact=CASH,
    numerator=Measure(how="sum", of="booked_inflow"),
    unit=MONEY_UNIT,
    better="higher",
    when="moved_on",
    eliminates="is_intercompany",
    population=("is_move",),
    exclusions=(TEST, CANCELLED, BEFORE_OPENING, TRANSFER, NOT_BOOKED),
    by=CASH_BY,
    drill=CASH_DRILL,
    decimals=0,
)
OUTFLOW = replace(
    INFLOW,
    name="cash.outflow",
    label={"zh": "资金流出", "en": "Cash out"},
    words={
        "zh": "时段内实际流出银行账户的金额（正数）；自有账户之间的调拨不算。",
        "en": "Money that left the bank accounts in the period, as a positive number; transfers "
        "between own accounts don't count.",
    },
    numerator=Measure(how="sum", of="booked_outflow"),
    better="lower",
)
NET_FLOW = replace(
    INFLOW,
    name="cash.net_flow",
    label={"zh": "资金净流量", "en": "Net cash flow"},
    words={
        "zh": "时段内资金流入减流出；自有账户之间的调拨不算。",
        "en": "Cash in less cash out of the period; transfers between own accounts don't count.",
    },
    numerator=Measure(how="sum", of="booked_amount"),
)

PLANNED_NET = Metric(
    name="cash.planned_net",
    label={"zh": "计划净流量", "en": "Planned net cash flow"},
    words={
        "zh": "预计日落在时段内、尚未发生的计划收支净额，含账户间调拨；"
        "13 周视图 = 资金余额 + 今起各周计划净额的累计。",
        "en": "What is planned to move on the days of the period and has not yet, in less out, "
        "transfers included; the 13-week view is the cash balance plus the running sum of this "
        "over the weeks from today.",
    },
    version=1,
    kind="flow",
    fact=CASH,
    numerator=Measure(how="sum", of="booked_amount"),
    unit=MONEY_UNIT,
    better="higher",
    when="expected_on",
    population=("is_planned",),
    exclusions=(TEST, CANCELLED, NOT_BOOKED),
    by=CASH_BY,
    drill=CASH_DRILL,
    decimals=0,
)
PLANNED_INFLOW = replace(
    PLANNED_NET,
    name="cash.planned_inflow",
    label={"zh": "计划流入", "en": "Planned cash in"},
    words={
        "zh": "预计日落在时段内、尚未发生的计划流入，含账户间调拨。",
        "en": "What is planned to come in on the days of the period and has not yet, transfers "
        "included.",
    },
    numerator=Measure(how="sum", of="booked_inflow"),
)
PLANNED_OUTFLOW = replace(
    PLANNED_NET,
    name="cash.planned_outflow",
    label={"zh": "计划流出", "en": "Planned cash out"},
    words={
        "zh": "预计日落在时段内、尚未发生的计划流出（正数），含账户间调拨。",
        "en": "What is planned to go out on the days of the period and has not yet, as a positive "
        "number, transfers included.",
    },
    numerator=Measure(how="sum", of="booked_outflow"),
    better="lower",
)
PLAN_OVERDUE = replace(
    PLANNED_NET,
    name="cash.plan_overdue",
    label={"zh": "逾期计划净额", "en": "Overdue plan"},
    words={
        "zh": "预计日落在时段内且已过、仍未发生的计划收支净额；不在未来各周之内，单独列示。",
        "en": "What was planned to move on days of the period that are over and has not, in less "
        "out; shown apart from the weeks ahead.",
    },
    better="neither",
    reached="expected_on",
)

METRICS = (
    *(BALANCE, INFLOW, OUTFLOW, NET_FLOW),
    *(PLANNED_NET, PLANNED_INFLOW, PLANNED_OUTFLOW, PLAN_OVERDUE),
)
