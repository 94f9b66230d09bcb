"""targets: what the numbers should be."""

from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from commands.opening import Opened, opened
from commands.options import Shape
from commands.places import check_place
from commands.render import SHOWN, Format, emit
from commands.shell import Shell, nearest, wrong
from metrics.registry import METRICS
from state.errors import InvalidTarget
from state.rows import Extent
from state.targets import Aim, Goal, Target

targets = typer.Typer(cls=Shell, help="目标值 | What the numbers should be", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="指标名，见 metrics | a metric's name, see metrics")]
Company = Annotated[str | None, typer.Option("--company", help="公司编号 | company id")]
Department = Annotated[str | None, typer.Option("--department", help="部门编号 | department id")]
Period = Annotated[
    str,
    typer.Option(
        "--period",
        help="2026-11、2026-Q4、每月写 month；不写则任何期间 | one period, every month, any",
    ),
]


@targets.command("list")
def list_targets(
    metric: Annotated[str | None, typer.Option("--metric", help="只看一个指标 | one only")] = None,
    history: Annotated[
        bool, typer.Option("--history", help="含已改、已删的 | what was ever set")
    ] = False,
    form: Shape = Format.table,
) -> None:
    """列出目标 | List the targets that count today, or everything that was ever set."""
    with opened("targets list") as here:
        if metric is not None:
            _check_metric(metric)
        book = here.state.targets
        found = book.history(metric) if history else book.current(_today(here), metric)
    emit([_said(target, history=history) for target in found], form, title="目标 | targets")


@targets.command("set")
def set_target(
    metric: Name,
    value: Annotated[
        float | None, typer.Option("--value", help="目标值，用指标的单位 | in the metric's unit")
    ] = None,
    low: Annotated[float | None, typer.Option("--low", help="下限 | at least")] = None,
    high: Annotated[float | None, typer.Option("--high", help="上限 | at most")] = None,
    company: Company = None,
    department: Department = None,
    period: Period = "",
    start: Annotated[
        str | None, typer.Option("--from", help="自哪天起，默认今天 | from which day on")
    ] = None,
    note: Annotated[str, typer.Option("--note", help="说明 | why")] = "",
) -> None:
    """设定目标 | Set a target from a day on; what counted before stays on record."""
    _check_metric(metric)
    aim = Aim(metric=metric, company_id=company, department_id=department, period=period)
    with opened("targets set", detail={"metric": metric}) as here:
        check_place(here, Extent(company_id=company, department_id=department))
        first = _today(here) if start is None else _day(start)
        goal = Goal(value=value, low=low, high=high)
        try:
            here.state.targets.set(aim, goal, valid_from=first, by=here.owner.name, note=note)
        except InvalidTarget as error:
            raise wrong(
                "目标不合规：请给 --value，或 --low、--high；期间写作 2026-11 或 month。",
                f"{error}.",
            ) from error
    typer.echo(f"已设定 | set: {metric} {goal.spelled()}")


@targets.command()
def remove(
    metric: Name,
    company: Company = None,
    department: Department = None,
    period: Period = "",
) -> None:
    """取消目标 | End a target; it stays on record."""
    aim = Aim(metric=metric, company_id=company, department_id=department, period=period)
    with opened("targets remove", detail={"metric": metric}) as here:
        if not here.state.targets.remove(aim, by=here.owner.name):
            raise wrong(
                "没有这个目标：请先用 targets list 查看。",
                "There is no such target; see targets list.",
            )
    typer.echo(f"已取消 | removed: {metric}")


def _check_metric(name: str) -> None:
    if name not in METRICS:
        near = nearest(name, list(METRICS))
        raise wrong(f"没有这个指标，可用：{near}。", f"No such metric; try {near}.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise wrong(
            "--from 请写成 2026-11-22。", "Write --from as a day such as 2026-11-22."
        ) from None


def _today(here: Opened) -> date:
    return here.state.database.now().astimezone(SHOWN).date()


def _said(target: Target, *, history: bool) -> dict[str, object]:
    aim = asdict(target.aim)
    row: dict[str, object] = aim | asdict(target.goal)
    row |= {"from": target.valid_from, "note": target.note}
    row |= {"set_by": target.set_by, "set_at": target.set_at}
    if history:
        row |= {"removed_by": target.removed_by, "removed_at": target.removed_at}
    return row
