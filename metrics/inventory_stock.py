"""What lies in stock and how it moves: value, turnover, shortages, dead stock."""

from dataclasses import replace

from facts.stock_balance import STOCK_BALANCE
from facts.stock_move import STOCK_MOVE
from metrics.definition import Exclusion, Measure, Metric, Text
from metrics.inventory_count import RECORDS
from metrics.parts import MONEY_UNIT, TEST

SKUS: Text = {"zh": "个", "en": "SKUs"}
DAYS: Text = {"zh": "天", "en": "days"}
NO_AMOUNT = Exclusion(
    flag="has_amount", holds=False, reason={"zh": "没有金额", "en": "without an amount"}
)
STOCK_BY = (
    *("company", "region", "warehouse", "category", "abc", "sku", "unit"),
    *("currency", "booked_currency", "document"),
)
STOCK_DRILL = ("company", "warehouse", "category", "sku", "document")

STOCK_VALUE = Metric(
    name="inventory.stock_value",
    label={"zh": "库存金额", "en": "Stock value"},
    words={
        "zh": "某一时刻各仓库最近一次结存的账面金额。",
        "en": "Book value at an instant by the newest balance of each warehouse.",
    },
    version=1,
    kind="balance",
    fact=STOCK_BALANCE,
    numerator=Measure(how="sum", of="booked_amount"),
    unit=MONEY_UNIT,
    opens="opens_on",
    closes="closes_on",
    exclusions=(TEST, NO_AMOUNT),
    by=STOCK_BY,
    drill=STOCK_DRILL,
    decimals=0,
)
ISSUE_COST = Metric(
    name="inventory.issue_cost",
    label={"zh": "出库成本", "en": "Cost of issues"},
    words={
        "zh": "时段内出库的成本；调拨、退货与盘点调整不算。",
        "en": "Cost of what was issued in the period; transfers, returns and adjustments don't "
        "count.",
    },
    version=1,
    kind="flow",
    fact=STOCK_MOVE,
    numerator=Measure(how="sum", of="booked_issue_amount"),
    unit=MONEY_UNIT,
    when="moved_on",
    population=("is_issue",),
    exclusions=(TEST, NO_AMOUNT),
    by=STOCK_BY,
    drill=STOCK_DRILL,
    decimals=0,
)
TURNOVER_DAYS = replace(
    STOCK_VALUE,
    name="inventory.turnover_days",
    label={"zh": "库存周转天数", "en": "Days of stock"},
    words={
        "zh": "平均库存金额（期初与期末之均）÷ 时段内每天的出库成本。",
        "en": "Average stock value (mean of opening and closing) ÷ the cost of issues per day of "
        "the period.",
    },
    unit=DAYS,
    better="lower",
    over=ISSUE_COST,
    average=True,
    per_day=True,
    decimals=1,
)
BELOW_SAFETY = replace(
    STOCK_VALUE,
    name="inventory.below_safety",
    label={"zh": "低于安全库存", "en": "Below safety stock"},
    words={
        "zh": "某一时刻可用量低于安全库存的物料数，按物料与仓库计；没有安全库存的不参与。",
        "en": "SKUs whose available quantity in a warehouse is below the safety stock at an "
        "instant; those without one take no part.",
    },
    numerator=Measure(how="count"),
    unit=SKUS,
    better="lower",
    population=("is_below_safety",),
    exclusions=(TEST,),
)
DEAD_STOCK = replace(
    STOCK_VALUE,
    name="inventory.dead_stock",
    label={"zh": "呆滞库存记录", "en": "Dead stock records"},
    words={
        "zh": "某一时刻有结存而已 180 天没有出库的库存记录数；从未出库的自首次出现起算。",
        "en": "Stock records at an instant with something on hand and no issue for 180 days; what "
        "was never issued is idle since it was first seen.",
    },
    numerator=Measure(how="count"),
    unit=RECORDS,
    better="lower",
    population=("is_dead",),
    exclusions=(TEST,),
)
DEAD_STOCK_VALUE = replace(
    STOCK_VALUE,
    name="inventory.dead_stock_value",
    label={"zh": "呆滞库存金额", "en": "Dead stock value"},
    words={
        "zh": "某一时刻有结存而已 180 天没有出库的库存账面金额。",
        "en": "Book value at an instant of stock with something on hand and no issue for 180 days.",
    },
    better="lower",
    population=("is_dead",),
)

METRICS = (STOCK_VALUE, ISSUE_COST, TURNOVER_DAYS, BELOW_SAFETY, DEAD_STOCK, DEAD_STOCK_VALUE)
