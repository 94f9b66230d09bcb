"""Two companies and a test company, their departments with one merger, six hundred people."""

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from samples.demo.moments import WorkClock, day_of, midnight, months_before
from samples.demo.processes import Role

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余"
GIVEN = (
    "伟", "芳", "敏", "静", "丽", "强", "磊", "军", "洋", "勇",
    "艳", "杰", "娟", "涛", "明", "超", "霞", "平", "刚", "桂英",
    "建华", "文博", "子涵", "雨桐", "浩然", "思远", "嘉怡", "志强", "海燕", "晓东",
    "春梅", "国栋", "婷婷", "佳琪", "俊杰", "雪梅", "立新", "永胜", "玉兰", "宏伟",
    "欣怡", "一鸣", "晨曦", "家豪", "梓萱", "卫东", "秀英", "振华", "红梅", "少华",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A legal entity; `calendar` says when its accounting month closes."""

    id: int
    name: str
    name_en: str
    parent: int | None
    calendar: str
    is_test: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A department with its validity; `merged_into` follows it after `until` (exclusive)."""

    id: int
    name: str
    name_en: str
    company: int
    parent: int | None
    since: date
    until: date | None
    merged_into: int | None
    head: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody; `former` is the department before the merger, `left` the day they left."""

    id: int
    name: str
    company: int
    department: int
    former: int | None
    manager: int | None
    position: str
    left: date | None
    activity: float


COMPANIES = (
    Company(id=1, name="华岳精工集团有限公司", name_en="Huayue Precision Group", parent=None,
            calendar="HY-STD", is_test=False),
    Company(id=2, name="华岳商贸有限公司", name_en="Huayue Trading", parent=1,
            calendar="HY-25", is_test=False),
    Company(id=9, name="流程测试公司", name_en="Workflow Sandbox", parent=1,
            calendar="HY-STD", is_test=True),
)  # fmt: skip

# id, name, English name, company, parent, people
_TREE: tuple[tuple[int, str, str, int, int | None, int], ...] = (
    (101, "总经办", "Executive Office", 1, None, 9),
    (102, "财务中心", "Finance", 1, None, 3),
    (103, "会计核算部", "Accounting", 1, 102, 14),
    (104, "资金管理部", "Treasury", 1, 102, 6),
    (105, "人力行政中心", "HR and Administration", 1, None, 3),
    (106, "人力资源部", "Human Resources", 1, 105, 11),
    (107, "行政部", "Administration", 1, 105, 12),
    (108, "供应链中心", "Supply Chain", 1, None, 3),
    (109, "采购部", "Purchasing", 1, 108, 22),
    (110, "仓储物流部", "Warehousing and Logistics", 1, 108, 34),
    (111, "制造中心", "Manufacturing", 1, None, 4),
    (112, "机加车间", "Machining Shop", 1, 111, 78),
    (113, "装配车间", "Assembly Shop", 1, 111, 72),
    (114, "质量部", "Quality", 1, 111, 28),
    (115, "设备部", "Equipment", 1, 111, 20),
    (116, "研发中心", "Research and Development", 1, None, 4),
    (117, "产品研发部", "Product Development", 1, 116, 44),
    (118, "工艺技术部", "Process Engineering", 1, 116, 26),
    (119, "信息技术部", "Information Technology", 1, None, 16),
    (201, "总经办", "Executive Office", 2, None, 5),
    (202, "财务部", "Finance", 2, None, 10),
    (203, "人事行政部", "HR and Administration", 2, None, 9),
    (204, "营销中心", "Sales and Marketing", 2, None, 4),
    (205, "华东销售部", "Sales East", 2, 204, 32),
    (206, "华南销售部", "Sales South", 2, 204, 30),
    (207, "市场部", "Marketing", 2, 204, 15),
    (208, "线上渠道部", "Online Channels", 2, 204, 18),
    (209, "经销渠道部", "Dealer Channels", 2, 204, 20),
    (210, "渠道运营部", "Channel Operations", 2, 204, 0),
    (211, "客户服务部", "Customer Service", 2, None, 22),
    (901, "测试部", "Test Desk", 9, None, 4),
)
OLD_DEPARTMENTS, NEW_DEPARTMENT = (208, 209), 210
_DESKS: dict[Role, dict[int, tuple[int, int]]] = {  # role -> company -> (department, people)
    "accountant": {1: (103, 6), 2: (202, 4), 9: (901, 1)},
    "controller": {1: (102, 2), 2: (202, 2), 9: (901, 1)},
    "treasurer": {1: (104, 3), 2: (202, 1), 9: (901, 1)},
    "legal": {1: (101, 4), 2: (201, 2), 9: (901, 1)},
    "buyer": {1: (109, 8), 2: (203, 2), 9: (901, 1)},
    "hr": {1: (106, 4), 2: (203, 3), 9: (901, 1)},
    "seal": {1: (107, 3), 2: (203, 2), 9: (901, 1)},
    "assets": {1: (107, 3), 2: (203, 2), 9: (901, 1)},
    "quality": {1: (114, 5), 2: (211, 3), 9: (901, 1)},
    "technical": {1: (118, 6), 2: (207, 3), 9: (901, 1)},
    "sales": {1: (117, 4), 2: (205, 5), 9: (901, 1)},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Everybody and where they belong, with the day of the merger."""

    departments: dict[int, Department]
    people: dict[int, Person]
    desks: dict[tuple[Role, int], tuple[int, ...]]
    merged_on: date

    def members(self) -> tuple[list[Person], list[float]]:
        """Everybody with the running total of how much they file (for weighted choice)."""
        people = list(self.people.values())
        return people, list(accumulate(person.activity for person in people))

    def department_at(self, person: Person, day: date) -> int:
        """The department somebody belonged to on a date."""
        return person.former if person.former and day < self.merged_on else person.department

    def head(self, department: int) -> int:
        """Who leads a department."""
        return self.departments[department].head

    def leader(self, department: int) -> int:
        """Who leads the department above; the general manager above the top ones."""
        here = self.departments[department]
        return self.head(here.parent) if here.parent else self.general_manager(here.company)

    def general_manager(self, company: int) -> int:
        """The general manager of a company."""
        return self.desks["gm", company][0]


def merger_day(today: date) -> date:
    """The day the merged department began: the first working day about nine months ago."""
    first = months_before(today, 9)
    return day_of(WorkClock.of_years(first.year, first.year + 1).after(midnight(first), 1))


def organisation(seed: int, today: date) -> Organisation:
    """The companies' people and departments as of `today`; the same seed names the same people."""
    rng = random.Random(f"organisation:{seed}")
    merged_on = merger_day(today)
    members = _hire(rng)
    heads = {department: ids[0] for department, ids in members.items() if ids}
    heads[NEW_DEPARTMENT] = heads[OLD_DEPARTMENTS[0]]
    departments = {row[0]: _department(row, heads, merged_on) for row in _TREE}
    desks = _desks(members)
    posted = {person for ids in desks.values() for person in ids} | set(heads.values())
    people = {
        person: _person(rng, person, department, departments, posted, today)
        for department, ids in members.items()
        for person in ids
    }
    return Organisation(departments=departments, people=people, desks=desks, merged_on=merged_on)


def _hire(rng: random.Random) -> dict[int, list[int]]:
    members: dict[int, list[int]] = defaultdict(list)
    number = 1000
    for row in _TREE:
        members[row[0]] = [
            number := number + 1 for _ in range(row[5] and row[5] + rng.randint(0, 1))
        ]
    return dict(members)


def _department(
    row: tuple[int, str, str, int, int | None, int], heads: dict[int, int], merged_on: date
) -> Department:
    number, name, name_en, company, parent, _ = row
    closed = number in OLD_DEPARTMENTS
    return Department(
        id=number,
        name=name,
        name_en=name_en,
        company=company,
        parent=parent,
        since=merged_on if number == NEW_DEPARTMENT else date(2018, 1, 1),
        until=merged_on if closed else None,
        merged_into=NEW_DEPARTMENT if closed else None,
        head=heads[number],
    )


def _desks(members: dict[int, list[int]]) -> dict[tuple[Role, int], tuple[int, ...]]:
    desks: dict[tuple[Role, int], tuple[int, ...]] = {}
    taken: dict[int, int] = defaultdict(lambda: 1)  # the first of a department leads it
    for role, places in _DESKS.items():
        for company, (department, size) in places.items():
            pool = members[department]
            first = taken[department] % len(pool)
            desks[role, company] = tuple(pool[(first + n) % len(pool)] for n in range(size))
            taken[department] = first + size
    for company, department in ((1, 101), (2, 201), (9, 901)):
        desks["gm", company] = (members[department][0],)
    return desks


def _person(
    rng: random.Random,
    number: int,
    department: int,
    departments: dict[int, Department],
    posted: set[int],
    today: date,
) -> Person:
    here = departments[department]
    today_in = here.merged_into or department
    now = departments[today_in]
    leaves = number not in posted and rng.random() < 0.04
    manager = now.head
    if manager == number:
        manager = departments[now.parent].head if now.parent else 0
    return Person(
        id=number,
        name=rng.choice(SURNAMES) + rng.choice(GIVEN),
        company=here.company,
        department=today_in,
        former=department if here.merged_into else None,
        manager=manager or None,
        position="部门负责人"
        if number == here.head
        else rng.choice(("主管", "专员", "工程师", "助理")),
        left=months_before(today, rng.randint(1, 20)) if leaves else None,
        activity=(0.15 if here.company == 9 else 1.0) * rng.lognormvariate(0, 0.5),
    )
