"""Answers as the command line prints them: rows, JSON for programs, one line of passport."""

from collections import defaultdict
from dataclasses import asdict
from typing import Any

from commands.opening import Lang
from commands.questions import Options
from commands.render import plain
from queries.currency import CURRENCY, OF_THE_ROW
from queries.definition import Answer, Passport
from queries.targets import Held, Standing

STANDINGS: dict[Standing, str] = {
    "reached": "达标 reached",
    "missed": "未达标 missed",
    "under_way": "进行中 under way",
}


def answer_rows(answer: Answer, *, labelled: bool, lang: Lang = "zh") -> list[dict[str, Any]]:
    """The rows of an answer: dimensions, period, value (and what it is compared with).

    `labelled` shows names where the columns hold ids; a name several ids share carries its id.
    """
    by = answer.question.cut.by
    kept = ["period", "value"]
    if answer.question.compare is not None:
        kept += ["base", "change", "change_unit"]
    if answer.metric.unit == OF_THE_ROW:
        kept.append(CURRENCY)
    shared = {name: _shared(answer, name) for name in by} if labelled else {}
    twice = "{}（{}）" if lang == "zh" else "{} ({})"

    def cell(name: str, row: dict[str, Any]) -> Any:
        label = row[f"{name}_label"]
        return twice.format(label, row[name]) if label in shared[name] else label

    return [
        {
            **{name: cell(name, row) if labelled else row[name] for name in by},
            **{name: row[name] for name in kept},
        }
        for row in answer.rows.iter_rows(named=True)
    ]


def _shared(answer: Answer, name: str) -> frozenset[Any]:
    """The names that more than one value of a dimension has."""
    values: dict[Any, set[Any]] = defaultdict(set)
    for value, label in answer.rows.select(name, f"{name}_label").iter_rows():
        values[label].add(value)
    return frozenset(label for label, of in values.items() if len(of) > 1)


def answer_json(answer: Answer, options: Options) -> dict[str, Any]:
    """An answer as the command line prints it for programs; `target` only where there is one."""
    target = {} if answer.target is None else {"target": plain(asdict(answer.target))}
    return target | {
        "metric": answer.metric.name,
        "version": answer.metric.version,
        "unit": answer.metric.unit["en"],
        "rows": answer_rows(answer, labelled=False),
        "passport": {**passport_json(answer.passport), "drill": handle(answer, options)},
    }


def passport_json(passport: Passport) -> dict[str, Any]:
    """A passport as JSON."""
    found = plain(asdict(passport))
    found["filters"] = [{"name": name, "value": value} for name, value in passport.filters]
    found["excluded"] = [{"reason": reason, "rows": rows} for reason, rows in passport.excluded]
    found["periods"] = [
        {"label": label, "start": plain(first), "end": plain(after)}
        for label, first, after in passport.periods
    ]
    found["compared"] = [{"period": name, "with": base} for name, base in passport.compared]
    return found


def handle(answer: Answer, options: Options) -> list[str]:
    """The arguments that list the rows counted."""
    pin = str(answer.passport.pin)
    found = ["drill", answer.metric.name, "--as-of", pin]
    for name, values in answer.question.cut.where:
        for value in values:
            found += ["--where", f"{name}={value}"]
    for option, text in (
        ("--period", options.period),
        ("--from", options.start),
        ("--to", options.end),
    ):
        found += [option, text] if text else []
    return [*found, *(["--then"] if options.then else [])]


def title(answer: Answer) -> str:
    """The metric's name and unit."""
    label, unit = answer.metric.label, answer.metric.unit
    return f"{label['zh']} | {label['en']}（{unit['zh']}）"


def note(answer: Answer) -> str:
    """The passport in one line: pin, rows counted and left out, scope, masks, stale sources."""
    passport = answer.passport
    stale = [source.label for source in passport.sources if source.stale or not source.complete]
    words = [
        f"时点 #{passport.pin} {passport.pinned_at:%Y-%m-%d %H:%MZ}",
        f"计入 {passport.rows} 行",
        *(f"{reason} {rows}" for reason, rows in passport.excluded if rows),
        *passport.scope[:1],
        *passport.masks,
    ]
    if answer.target is not None:
        words.append(f"目标 target: {_wanted(answer.target)}")
    if stale:
        words.append(f"数据不新或不完整 stale: {', '.join(stale)}")
    return " · ".join(words)


def _wanted(target: Held) -> str:
    wanted = target.goal.spelled()
    return wanted if target.standing is None else f"{wanted} {STANDINGS[target.standing]}"
