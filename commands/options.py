"""Options that several commands share, each with its help in both languages."""

from typing import Annotated

import typer

from commands.opening import Lang
from commands.questions import Grains
from commands.render import Format
from commands.shell import wrong

AsUser = Annotated[
    str | None, typer.Option("--as", help="以某用户的权限查看（仅所有者）| see as this user")
]
Shape = Annotated[Format, typer.Option("--format", "-f", help="输出格式 | output format")]
Language = Annotated[str, typer.Option("--lang", help="zh 或 en | zh or en")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", help="时点：编号、日期或时刻 | a pin, a day or a moment")
]
By = Annotated[
    list[str] | None, typer.Option("--by", help="按维度分组，可重复 | cut by, repeatable")
]
Where = Annotated[
    list[str] | None,
    typer.Option("--where", help="维度=值，可重复 | dimension=value, repeatable"),
]
Period = Annotated[
    str | None, typer.Option("--period", help="2026-11、2026-W47、本月、近30天 | a period")
]
Grain = Annotated[
    Grains | None, typer.Option("--grain", help="每期长度 | one row per day, week, …")
]
First = Annotated[str | None, typer.Option("--from", help="第一天 | first day")]
Last = Annotated[str | None, typer.Option("--to", help="最后一天（含）| last day, included")]
Then = Annotated[
    bool, typer.Option("--then", help="按当时组织（默认现行）| organisation as it was")
]
Name = Annotated[str, typer.Argument(help="指标名，见 metrics | a metric's name, see metrics")]


def language(text: str, name: str = "--lang") -> Lang:
    """The language asked for by an option or argument of that name."""
    if text in ("zh", "en"):
        return text
    raise wrong(f"{name} 请写 zh 或 en。", f"Write {name} as zh or en.")
