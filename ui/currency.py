"""Amounts are named by the currency they are in, whichever company they are of."""

from dataclasses import replace

from metrics.definition import Text
from metrics.parts import MONEY_UNIT
from queries.definition import Answer

NAMES = {"CNY": "元", "USD": "美元", "EUR": "欧元", "HKD": "港元", "JPY": "日元", "GBP": "英镑"}


def named(answer: Answer) -> Answer:
    """The answer with the one currency of its rows as its unit; as it is where there is none, or
    several side by side, or where the column tells what the rows are cut by."""
    cut = answer.question.cut.by
    if answer.metric.unit != MONEY_UNIT or "currency" not in {*answer.rows.columns} - {*cut}:
        return answer
    told = answer.rows.get_column("currency").drop_nulls().unique().to_list()
    if len(told) != 1:
        return answer
    code = str(told[0])
    unit: Text = {"zh": NAMES.get(code, code), "en": code}
    return replace(answer, metric=replace(answer.metric, unit=unit))
