"""How right the stock books are: first counts against the book, in records, quantity and value."""

from dataclasses import replace

from facts.stock_balance import STOCK_BALANCE
from facts.stock_count import STOCK_COUNT
from metrics.definition import Exclusion, Measure, Metric, Text
from metrics.parts import MONEY_UNIT, PER_CENT, PERCENT, TEST

RECORDS: Text = {"zh": "条", "en": "records"}
RECOUNT = Exclusion(
    flag="is_first",
    holds=False,
    reason={"zh": "复盘，只算初盘", "en": "a recount: only first counts are judged"},
)
NO_COST = Exclusion(
    flag="has_value", holds=False, reason={"zh": "没有单位成本", "en": "without a unit cost"}
)
COUNT_BY = (
    *("company", "region", "warehouse", "category", "abc", "sku", "counter", "unit"),
    *("currency", "booked_currency", "document"),
)
COUNT_DRILL = ("company", "warehouse", "category", "sku", "document")

IRA = Metric(
    name="inventory.ira",
    label={"zh": "库存准确率", "en": "Inventory record accuracy"},
    words={
        "zh": "时段内初盘的记录（物料 × 库位 × 批次）中，账实差异在容差内的占比；"
        "默认容差 A 类 0.2%、B 类 1%、C 类 5%，账面为零而有实物算不准。",
        "en": "Of the records (SKU, location and lot) first counted in the period, the part within "
        "tolerance of the book frozen then: A 0.2 %, B 1 %, C 5 % unless set otherwise; stock "
        "found where the book has none is a miss.",
    },
    version=1,
    kind="ratio",
    fact=STOCK_COUNT,
    numerator=Measure(how="sum", of="is_within_tolerance"),
    denominator=Measure(how="count"),
    scale=PER_CENT,
    unit=PERCENT,
    better="higher",
    when="counted_on",
    exclusions=(TEST, RECOUNT),
    by=COUNT_BY,
    drill=COUNT_DRILL,
    headline=True,
)
EXACT_RATE = replace(
    IRA,
    name="inventory.exact_rate",
    label={"zh": "账实相符率", "en": "Exact count rate"},
    words={
        "zh": "时段内初盘的记录中，账实完全一致的占比，不设容差。",
        "en": "Of the records first counted in the period, the part without any difference.",
    },
    numerator=Measure(how="sum", of="is_exact"),
    headline=False,
)
QUANTITY_ACCURACY = replace(
    IRA,
    name="inventory.quantity_accuracy",
    label={"zh": "数量准确率", "en": "Quantity accuracy"},
    words={
        "zh": "时段内初盘：1 − 差异数量绝对值之和 ÷ 账面数量之和；一次只看一种计量单位，可为负。",
        "en": "Of first counts in the period: 1 − Σ|difference| ÷ Σ book quantity, one unit of "
        "measure at a time; may be negative.",
    },
    numerator=Measure(how="sum", of="accurate_quantity"),
    denominator=Measure(how="sum", of="book_quantity"),
    headline=False,
)
VALUE_ACCURACY = replace(
    IRA,
    name="inventory.value_accuracy",
    label={"zh": "金额准确率", "en": "Value accuracy"},
    words={
        "zh": "时段内初盘：1 − 差异绝对值按成本计之和 ÷ 账面金额之和；"
        "没有单位成本的不参与，可为负。",
        "en": "Of first counts in the period: 1 − Σ|difference| at cost ÷ Σ book value; records "
        "without a cost take no part; may be negative.",
    },
    numerator=Measure(how="sum", of="booked_accurate_value"),
    denominator=Measure(how="sum", of="booked_book_value"),
    exclusions=(*IRA.exclusions, NO_COST),
    headline=False,
)

GROSS_DIFFERENCE = Metric(
    name="inventory.gross_difference",
    label={"zh": "盘点差异总额", "en": "Gross count difference"},
    words={
        "zh": "时段内初盘盘盈与盘亏的绝对值之和，按成本计。",
        "en": "Surpluses and shortages of first counts in the period added up at cost, both "
        "positive.",
    },
    version=1,
    kind="flow",
    fact=STOCK_COUNT,
    numerator=Measure(how="sum", of="booked_absolute_value"),
    unit=MONEY_UNIT,
    better="lower",
    when="counted_on",
    exclusions=VALUE_ACCURACY.exclusions,
    by=COUNT_BY,
    drill=COUNT_DRILL,
    decimals=0,
)
NET_DIFFERENCE = replace(
    GROSS_DIFFERENCE,
    name="inventory.net_difference",
    label={"zh": "盘点净差异", "en": "Net count difference"},
    words={
        "zh": "时段内初盘盘盈减盘亏，按成本计；正负相抵，需与差异总额一起看。",
        "en": "Surpluses less shortages of first counts in the period at cost; they offset each "
        "other, so read it beside the gross difference.",
    },
    numerator=Measure(how="sum", of="booked_difference_value"),
    better="neither",
)

ON_BOOKS = Metric(
    name="inventory.records",
    label={"zh": "账面库存记录", "en": "Stock records"},
    words={
        "zh": "某一时刻账面有数量的库存记录数（物料 × 库位 × 批次）。",
        "en": "Records (SKU, location and lot) with a quantity on the books at an instant.",
    },
    version=1,
    kind="balance",
    fact=STOCK_BALANCE,
    numerator=Measure(how="count"),
    unit=RECORDS,
    opens="opens_on",
    closes="closes_on",
    population=("is_on_hand",),
    exclusions=(TEST,),
    by=tuple(name for name in COUNT_BY if name != "counter"),
    drill=COUNT_DRILL,
    decimals=0,
)
COVERAGE = replace(
    IRA,
    name="inventory.coverage",
    label={"zh": "盘点覆盖率", "en": "Count coverage"},
    words={
        "zh": "会计期间内初盘过的记录（同一记录只算一次）÷ 期末账面库存记录。",
        "en": "Records first counted in the accounting period, each once, ÷ records on the books "
        "at its end.",
    },
    numerator=Measure(how="sum", of="is_first_in_period"),
    denominator=None,
    over=ON_BOOKS,
    by=ON_BOOKS.by,
    headline=False,
)

METRICS = (
    *(IRA, EXACT_RATE, QUANTITY_ACCURACY, VALUE_ACCURACY, GROSS_DIFFERENCE, NET_DIFFERENCE),
    *(COVERAGE, ON_BOOKS),
)
