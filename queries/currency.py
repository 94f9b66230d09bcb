"""Amounts are named by the currency they are in, whichever company they are of."""

from dataclasses import replace

from metrics.definition import Text
from metrics.parts import MONEY_UNIT
from queries.definition import Answer

CURRENCY = "currency"
NAMES = {"CNY": "元", "USD": "美元", "EUR": "欧元", "HKD": "港元", "JPY": "日元", "GBP": "英镑"}
OF_THE_ROW: Text = {"zh": "各行所示币种", "en": "currency of the row"}


def named(answer: Answer) -> Answer:
    """The answer with the one currency of its rows as its unit; as it is where there is none, or
    several side by side, or where the column tells what the rows are cut by."""
    told = _told(answer)
    if len(told) != 1:
        return answer
    unit: Text = {"zh": NAMES.get(told[0], told[0]), "en": told[0]}
    return _in(answer, unit)


def named_by_row(answer: Answer) -> Answer:
    """As `named`, for who prints the currency beside each amount where there are several."""
    return _in(answer, OF_THE_ROW) if differ(answer) else named(answer)


def differ(answer: Answer) -> bool:
    """Whether amounts of several currencies stand side by side, told by the `currency` column."""
    return len(_told(answer)) > 1


def _told(answer: Answer) -> list[str]:
    """The currencies of amounts that aren't cut by currency."""
    added = {*answer.rows.columns} - {*answer.question.cut.by}
    if answer.metric.unit != MONEY_UNIT or CURRENCY not in added:
        return []
    return [str(code) for code in answer.rows.get_column(CURRENCY).drop_nulls().unique().sort()]


def _in(answer: Answer, unit: Text) -> Answer:
    return replace(answer, metric=replace(answer.metric, unit=unit))
