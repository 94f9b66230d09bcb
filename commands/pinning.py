"""snapshots, hold, restore: pins people can go back to."""

from typing import Annotated

import typer

from commands.opening import opened
from commands.options import Shape
from commands.questions import moment_or_pin
from commands.render import Format, emit, write_json
from commands.shell import Refused, wrong
from state.errors import PinHeld, UnknownPin
from worker import api

Pin = Annotated[
    str | None, typer.Option("--pin", help="时点编号或时刻，默认最新 | a pin, default newest")
]


def snapshots(
    limit: Annotated[int, typer.Option("--limit", help="行数 | rows", min=1, max=10_000)] = 50,
    form: Shape = Format.table,
) -> None:
    """列出可回看的时点 | List the pins one can look back at."""
    with opened("snapshots") as here:
        pins, holds = here.state.pins.list(limit=limit), here.state.pins.holds()
    rows = [
        {
            "pin": pin.id,
            "at": pin.at,
            "epoch": pin.epoch,
            "watermark": pin.watermark,
            "complete": all(source.complete for source in pin.sources),
            "held_as": [hold.name for hold in holds if hold.pin_id == pin.id],
        }
        for pin in pins
    ]
    emit(rows, form, title="时点 | snapshots")


def hold(
    name: Annotated[str, typer.Argument(help="名称，如 2026-11 结账 | a name")],
    pin: Pin = None,
    release: Annotated[bool, typer.Option("--release", help="放开 | let it go")] = False,
) -> None:
    """保留一个时点不被清理 | Keep a pin until it is released."""
    if not name.strip():
        raise wrong("请给出名称。", "Give the hold a name.")
    with opened("hold", detail={"name": name, "release": str(release)}) as here:
        if release:
            if not here.state.pins.release(name):
                held = ", ".join(each.name for each in here.state.pins.holds()) or "—"
                raise wrong(f"没有这个名称，已保留：{held}。", f"Nothing is held so; held: {held}.")
            typer.echo(f"已放开 | released: {name}")
            return
        found = here.door.pinned(here.who, moment_or_pin(pin))
        try:
            made = here.state.pins.hold(name, found.id, by=here.owner.name)
        except PinHeld:
            raise wrong("这个名称已在用，请先 --release。", "That name is taken.") from None
    typer.echo(f"已保留时点 #{made.pin_id} | held: {made.name}")


def restore(
    pin: Annotated[str, typer.Argument(help="时点编号，见 snapshots | a pin's number")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="不再询问 | don't ask")] = False,
    form: Shape = Format.table,
) -> None:
    """回到一个时点（可再恢复回来）| Go back to a pin; can itself be undone."""
    with opened("restore", detail={"pin": pin}) as here:
        wanted = here.door.pinned(here.who, moment_or_pin(pin))
        now = here.door.pinned(here.who, None)
        if not yes and not typer.confirm(
            f"回到时点 #{wanted.id}（{wanted.at:%Y-%m-%d %H:%MZ}）？| Go back to it?"
        ):
            raise Refused("没有恢复。", "Nothing was restored.")
        try:
            made = api.restore(here.settings, wanted.id)
        except UnknownPin:
            raise wrong("没有这个时点。", "There is no such pin.") from None
    if form is Format.json:
        write_json({"pin": made.id, "restored": wanted.id, "before": now.id, "epoch": made.epoch})
        return
    typer.echo(
        f"已回到 #{wanted.id}，新时点 #{made.id}；撤销：restore {now.id} | restored, undo with it"
    )
