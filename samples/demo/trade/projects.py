"""The demo's projects: what departments build over months, with a manager and a budget."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from samples.demo.moments import months_before
from samples.demo.organisation import Organisation

PROJECTS = 20
_NAMES = (
    "产线自动化改造", "新品开发", "仓储系统升级", "节能改造", "检测实验室建设", "客户专机研制",
    "数字化车间", "渠道拓展",
)  # fmt: skip
_DEPARTMENTS = (112, 113, 114, 115, 117, 118, 119, 205, 206, 207)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One project; `budget` in cents of CNY, `ends` the planned end."""

    id: int
    code: str
    name: str
    company: int
    department: int
    manager: int
    budget: int
    starts: date
    ends: date


def projects(seed: int, today: date, organisation: Organisation) -> tuple[Project, ...]:
    """Twenty projects, begun over the last two years."""
    rng = random.Random(f"projects:{seed}")
    found: list[Project] = []
    for number in range(1, PROJECTS + 1):
        department = rng.choice(_DEPARTMENTS)
        starts = months_before(today, rng.randint(1, 23))
        found.append(
            Project(
                id=40_000 + number,
                code=f"XM{starts.year}{number:03}",
                name=f"{rng.choice(_NAMES)}{'一二三四五'[number % 5]}期",
                company=organisation.departments[department].company,
                department=department,
                manager=organisation.head(department),
                budget=rng.randint(8, 90) * 10_000_000,
                starts=starts,
                ends=starts + timedelta(days=rng.choice((180, 270, 365, 540))),
            )
        )
    return tuple(found)
