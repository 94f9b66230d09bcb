"""Whether systems that hold the same key say the same of it, as it is now.

A mismatch that was put right leaves no trace here, so an earlier instant shows what is known today
of the keys held by then. What was open then, and how long, is told by `agreement_history`.
"""

from dataclasses import replace

from facts.agreement import AGREEMENT
from metrics.definition import Exclusion, Measure, Metric, Text
from metrics.parts import CALENDAR_DAYS, MONEY_UNIT, PER_CENT, PERCENT, TEST

PAIRS: Text = {"zh": "对", "en": "pairs"}
KEYS: Text = {"zh": "个", "en": "keys"}
VOID = Exclusion(
    flag="is_void",
    reason={"zh": "一方是草稿或已取消", "en": "a draft or cancelled on a side"},
)
AMBIGUOUS = Exclusion(
    flag="is_ambiguous",
    reason={
        "zh": "一方有重复编号，不知对应哪一个",
        "en": "a side holds the number more than once",
    },
)
WITHIN_GROUP = Exclusion(
    flag="is_intercompany",
    reason={"zh": "集团内部往来，不要求各系统都有", "en": "within the group, not held by all"},
)
AGREEMENT_BY = (
    *("subject", "systems", "age_bucket", "company", "division", "department", "owner"),
    *("currency", "booked_currency", "document"),
)
DIFFERING_BY = (*AGREEMENT_BY[:2], "field", *AGREEMENT_BY[2:])
MISSING_BY = (*AGREEMENT_BY[:2], "missing_side", *AGREEMENT_BY[2:])
DIFFERING_DRILL = ("subject", "systems", "field", "document")

CONSISTENCY_RATE = Metric(
    name="agreement.consistency_rate",
    label={"zh": "跨系统一致率", "en": "Consistency between systems"},
    words={
        "zh": "某一时刻由两个及以上系统持有的编号（客户、订单、合同、付款）中，"
        "所比字段在各系统都一致的占比；编号重复的不参与，按现状判断。",
        "en": "Of the keys held by two systems or more at an instant (customers, orders, "
        "contracts, payments), the part whose compared fields agree in all that hold them; "
        "ambiguous numbers take no part; judged as things are now.",
    },
    version=1,
    kind="balance",
    fact=AGREEMENT,
    numerator=Measure(how="sum", of="agrees_everywhere"),
    denominator=Measure(how="count"),
    scale=PER_CENT,
    unit=PERCENT,
    better="higher",
    opens="opens_on",
    closes="closes_on",
    population=("is_key", "is_comparable"),
    exclusions=(TEST, VOID, AMBIGUOUS),
    by=AGREEMENT_BY,
    drill=("subject", "systems", "document"),
    headline=True,
)
COMPARED = replace(
    CONSISTENCY_RATE,
    name="agreement.compared",
    label={"zh": "可比编号数", "en": "Keys compared"},
    words={
        "zh": "某一时刻由两个及以上系统持有、编号不重复的客户、订单、合同与付款数。",
        "en": "Customers, orders, contracts and payments held by two systems or more at an "
        "instant, each under one number.",
    },
    numerator=Measure(how="count"),
    denominator=None,
    scale=1.0,
    unit=KEYS,
    better="neither",
    decimals=0,
    headline=False,
)
DIFFERING = replace(
    COMPARED,
    name="agreement.differing",
    label={"zh": "不一致", "en": "Differing"},
    words={
        "zh": "某一时刻两个系统都有、而所比字段说法不同的记录对数。",
        "en": "Pairs of records that both systems hold and say different things of at an instant.",
    },
    unit=PAIRS,
    better="lower",
    population=("is_differing",),
    by=DIFFERING_BY,
    drill=DIFFERING_DRILL,
)
DIFFERING_VALUE = replace(
    DIFFERING,
    name="agreement.differing_value",
    label={"zh": "不一致单据的金额", "en": "Value of what differs"},
    words={
        "zh": "某一时刻两个系统说法不同的单据的含税金额，按左侧系统（一般为 ERP）计；"
        "没有金额的记录（如客户）不计。",
        "en": "The gross amounts of documents that two systems say different things of at an "
        "instant, as the left one (usually the ERP) has them; records without an amount, such as "
        "customers, add nothing.",
    },
    numerator=Measure(how="sum", of="booked_gross"),
    unit=MONEY_UNIT,
)
DIFFERENCE = replace(
    DIFFERING,
    name="agreement.difference",
    label={"zh": "金额差异", "en": "Difference in amount"},
    words={
        "zh": "某一时刻两个系统金额不同的单据：右侧减左侧之和（原币、含税），正负相抵。",
        "en": "Of documents whose amounts differ between two systems at an instant: the sum of "
        "right less left, gross in the currency of the document; they offset each other.",
    },
    numerator=Measure(how="sum", of="difference_gross"),
    unit=MONEY_UNIT,
    better="neither",
    decimals=2,
)
DIFFERING_AGE = replace(
    DIFFERING,
    name="agreement.differing_age",
    label={"zh": "最久不一致天数", "en": "Oldest difference"},
    words={
        "zh": "某一时刻两个系统说法不同的记录中，距双方都有该记录之日最久的自然日数。",
        "en": "The days since both systems hold it, of the oldest record they say different "
        "things of at an instant.",
    },
    numerator=Measure(how="max", of="age_days"),
    unit=CALENDAR_DAYS,
)
MISSING = replace(
    DIFFERING,
    name="agreement.unmatched",
    label={"zh": "单边记录", "en": "Unmatched"},
    words={
        "zh": "某一时刻只有一方持有、另一方缺失的记录数，可按缺失方看；集团内部往来不计。",
        "en": "Records that one system holds and the other lacks at an instant, by the side that "
        "lacks it; without those within the group.",
    },
    population=("is_missing",),
    exclusions=(TEST, VOID, WITHIN_GROUP),
    by=MISSING_BY,
    drill=("subject", "systems", "missing_side", "document"),
)
MISSING_VALUE = replace(
    MISSING,
    name="agreement.unmatched_value",
    label={"zh": "单边记录的金额", "en": "Value of what is unmatched"},
    words={
        "zh": "某一时刻只有一方持有的单据的含税金额；没有金额的记录不计。",
        "en": "The gross amounts of documents that only one system holds at an instant; records "
        "without an amount add nothing.",
    },
    numerator=Measure(how="sum", of="booked_gross"),
    unit=MONEY_UNIT,
)
MISSING_AGE = replace(
    MISSING,
    name="agreement.unmatched_age",
    label={"zh": "最久单边天数", "en": "Oldest unmatched"},
    words={
        "zh": "某一时刻只有一方持有的记录中，距其建立最久的自然日数。",
        "en": "The days since it is held, of the oldest record that only one system holds at an "
        "instant.",
    },
    numerator=Measure(how="max", of="age_days"),
    unit=CALENDAR_DAYS,
)
AMBIGUOUS_KEYS = replace(
    DIFFERING,
    name="agreement.ambiguous",
    label={"zh": "编号重复", "en": "Ambiguous numbers"},
    words={
        "zh": "某一时刻一方有多个相同编号、无法确定对应关系的记录对数。",
        "en": "Pairs of records that can't be told apart at an instant because a side holds the "
        "number more than once.",
    },
    population=("is_ambiguous",),
    exclusions=(TEST, VOID),
    by=AGREEMENT_BY,
    drill=("subject", "systems", "document"),
)

METRICS = (
    *(CONSISTENCY_RATE, COMPARED, DIFFERING, DIFFERING_VALUE, DIFFERENCE, DIFFERING_AGE),
    *(MISSING, MISSING_VALUE, MISSING_AGE, AMBIGUOUS_KEYS),
)
