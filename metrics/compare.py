"""环比 and 同比: which cuts to evaluate besides, and what the values changed by. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from metrics.base_period import Days, How, NoBase, base_of
from metrics.definition import Cut, Grain, Metric, Text
from metrics.errors import WrongCut
from metrics.labels import label, of_range
from metrics.ranges import bounds

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One period of the cut and what it is compared with: the rows `base_label` of cut `index` of
    the plan, over `base` (first day, day after the last, the widest over all calendars)."""

    label: str
    index: int
    base_label: str
    base: tuple[date, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The cuts to evaluate for the bases, who is compared with what, and what can't be compared."""

    cuts: tuple[Cut, ...]
    steps: tuple[Step, ...]
    reasons: Mapping[str, Text]  # by label of the period


def plan(cut: Cut, how: How, days: pl.DataFrame, today: Mapping[str, date]) -> Plan:
    """What to evaluate to compare every period of `cut`.

    `days` is the calendar dimension, `today` the pin's local date by calendar_id. Complete
    periods share one cut of the same grain; the running one gets its own. Raises `WrongCut`.
    """
    calendars = {
        str(key[0]): part.sort("day")
        for key, part in days.partition_by("calendar_id", as_dict=True).items()
        if str(key[0]) in today
    }
    bases: dict[str, dict[str, Days]] = {}
    reasons: dict[str, Text] = {}
    whole: set[str] = set()
    for name, (grain, spans) in _periods(cut, calendars).items():
        found = {c: base_of(d, grain, how, calendars[c], today[c]) for c, d in spans.items()}
        why = next((base.reason for base in found.values() if isinstance(base, NoBase)), None)
        known = {c: base for c, base in found.items() if not isinstance(base, NoBase)}
        if why is not None:
            reasons[name] = why
        elif all(last < first for first, last in known.values()):
            reasons[name] = NO_DAYS
        else:
            bases[name] = known
            if all(today[c] >= d[1] for c, d in spans.items()):
                whole.add(name)
    return _planned(cut, bases, whole, reasons, calendars)


NO_DAYS: Text = {
    "zh": "时段里还没有工作日，暂不比较",
    "en": "no working day of the period has gone by yet",
}


def attach(
    metric: Metric, cut: Cut, rows: pl.DataFrame, plan: Plan, bases: Sequence[pl.DataFrame]
) -> pl.DataFrame:
    """`rows` with base, change and change_unit; `bases` are the collected cuts of the plan.

    change_unit is `pp` for rates, `%` for amounts, or a word: turned_to_profit (扭亏),
    turned_to_loss (转亏), none (—, nothing to compare with or a base that allows no percentage).
    """
    steps = pl.DataFrame(
        [(step.label, step.index, step.base_label) for step in plan.steps],
        schema={"period": pl.String, "_cut": pl.Int64, "_base": pl.String},
        orient="row",
    )
    schema = {**{name: rows.schema[name] for name in cut.by}, "_base": pl.String}
    empty = pl.DataFrame(schema={**schema, "base": rows.schema["value"], "_cut": pl.Int64})
    earlier = [
        base.select(
            *cut.by,
            pl.col("period").alias("_base"),
            pl.col("value").cast(rows.schema["value"]).alias("base"),
            pl.lit(index, pl.Int64).alias("_cut"),
        )
        for index, base in enumerate(bases)
    ]
    keys = [*cut.by, "_base", "_cut"]
    found = rows.join(steps, on="period", how="left", maintain_order="left").join(
        pl.concat([empty, *earlier]), on=keys, how="left", nulls_equal=True, maintain_order="left"
    )
    return _changed(found.drop("_base", "_cut"), rate=metric.unit["en"] in {"%", "pp"})


def _changed(rows: pl.DataFrame, *, rate: bool) -> pl.DataFrame:
    value, base = pl.col("value").cast(pl.Float64), pl.col("base").cast(pl.Float64)
    known = value.is_not_null() & base.is_not_null()
    if rate:
        return rows.with_columns(
            change=pl.when(known).then(value - base),
            change_unit=pl.when(known).then(pl.lit("pp")).otherwise(pl.lit("none")),
        )
    to_profit, to_loss = known & (base < 0) & (value > 0), known & (base >= 0) & (value < 0)
    percent = known & (base > 0) & ~to_loss
    return rows.with_columns(
        change=pl.when(percent).then((value - base) / base * 100),
        change_unit=pl.when(percent)
        .then(pl.lit("%"))
        .when(to_profit)
        .then(pl.lit("turned_to_profit"))
        .when(to_loss)
        .then(pl.lit("turned_to_loss"))
        .otherwise(pl.lit("none")),
    )


def _planned(
    cut: Cut,
    bases: dict[str, dict[str, Days]],
    whole: set[str],
    reasons: dict[str, Text],
    calendars: Mapping[str, pl.DataFrame],
) -> Plan:
    cuts: list[Cut] = []
    steps: list[Step] = []
    together = [name for name in bases if name in whole and cut.grain is not None]
    if together:
        cuts.append(_spanning(cut, _union([bases[name] for name in together])))
    for name, base in bases.items():
        widest = (min(d[0] for d in base.values()), max(d[1] for d in base.values()) + ONE_DAY)
        if name in together:
            base_label = _label_at(cut.grain, base, calendars)
            steps.append(Step(label=name, index=0, base_label=base_label, base=widest))
            continue
        own = replace(_spanning(cut, base), grain=None)
        cuts.append(own)
        step = Step(label=name, index=len(cuts) - 1, base_label=label(own), base=widest)
        steps.append(step)
    return Plan(cuts=tuple(cuts), steps=tuple(steps), reasons=reasons)


def _periods(
    cut: Cut, calendars: Mapping[str, pl.DataFrame]
) -> dict[str, tuple[Grain | None, dict[str, Days]]]:
    """Each period of a cut, in order: its grain and its days per calendar."""
    start, end = bounds(cut)
    if start is None or end is None:
        raise WrongCut(
            "要比较请给出开始和结束日期。", "Comparing needs a first and a last day of the period."
        )
    spans = {c: (date.fromisoformat(s), date.fromisoformat(e)) for c, s, e in cut.spans}
    ranges = {c: spans.get(c, (start, end)) for c in calendars if not spans or c in spans}
    if cut.grain is None:
        ends = {c: (s, e - ONE_DAY) for c, (s, e) in ranges.items() if s < e}
        return {label(cut): (_grain_of(start, end, ends, calendars), ends)}
    found: dict[str, dict[str, Days]] = {}
    name = pl.col("day").cast(pl.String) if cut.grain == "day" else pl.col(cut.grain)
    for calendar_id, (first, until) in ranges.items():
        inside = calendars[calendar_id].filter((pl.col("day") >= first) & (pl.col("day") < until))
        ends = inside.group_by(name.alias("period")).agg(
            pl.col("day").min().alias("first"), pl.col("day").max().alias("last")
        )
        for period, begins, last in ends.sort("first").rows():
            found.setdefault(period, {})[calendar_id] = (begins, last)
    return {name: (cut.grain, days) for name, days in sorted(found.items())}


def _grain_of(
    start: date, end: date, ends: Mapping[str, Days], calendars: Mapping[str, pl.DataFrame]
) -> Grain | None:
    """The grain of a single period, told by its days: natural first, then accounting."""
    text = of_range(start, end)
    shapes: dict[int, Grain] = {4: "year", 10: "day"}
    if "/" not in text:
        return shapes.get(len(text)) or (
            "quarter" if "Q" in text else "week" if "W" in text else "month"
        )
    for calendar_id, (first, last) in ends.items():
        calendar = calendars[calendar_id]
        names = calendar.filter(pl.col("day").is_between(first, last))["accounting"].unique()
        if len(names) != 1:
            return None
        days = calendar.filter(pl.col("accounting") == names[0])["day"]
        if (days[0], days[-1]) != (first, last):
            return None
    return "accounting" if ends else None


def _spanning(cut: Cut, base: Mapping[str, Days]) -> Cut:
    """The cut over base days; by calendar only where calendars differ."""
    ranges = {(first, last + ONE_DAY) for first, last in base.values()}
    start, end = min(r[0] for r in ranges), max(r[1] for r in ranges)
    same = len(ranges) == 1
    spans = tuple((c, str(d[0]), str(d[1] + ONE_DAY)) for c, d in sorted(base.items()))
    return replace(cut, start=str(start), end=str(end), spans=() if same else spans)


def _union(bases: Sequence[Mapping[str, Days]]) -> dict[str, Days]:
    found: dict[str, Days] = {}
    for base in bases:
        for calendar_id, (first, last) in base.items():
            before = found.get(calendar_id, (first, last))
            found[calendar_id] = (min(before[0], first), max(before[1], last))
    return found


def _label_at(
    grain: Grain | None, base: Mapping[str, Days], calendars: Mapping[str, pl.DataFrame]
) -> str:
    """The label of a whole base period, as evaluate will print it."""
    calendar_id, (first, _) = next(iter(base.items()))
    if grain is None or grain == "day":
        return str(first)
    day = calendars[calendar_id].filter(pl.col("day") == first)
    return str(day[grain].item())
