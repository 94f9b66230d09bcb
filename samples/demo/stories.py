"""What is wrong in the demo enterprise, planted by the seed: the truth that tests look for."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from samples.demo.moments import day_of, moment_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowNode:
    """A node that takes `factor` times as long in one company's processes for the last `days`."""

    node: str
    processes: tuple[str, ...]
    company: int
    factor: float
    days: int

    def since(self, today: date | datetime) -> date:
        """The first slow day."""
        return day_of(moment_of(today)) - timedelta(days=self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedDepartment:
    """A department whose documents come back to the applicant `factor` times as often."""

    department: int
    factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stories:
    """Both planted stories of a seed."""

    slow: SlowNode
    returned: ReturnedDepartment


_SLOW = (
    ("财务复核", ("费用报销", "差旅报销", "付款申请")),
    ("财务初审", ("费用报销", "差旅报销")),
    ("法务审核", ("合同审批", "用印申请")),
    ("预算审核", ("采购申请", "项目立项")),
    ("人事备案", ("请假申请", "加班申请")),
)
_RETURNED = (109, 110, 112, 113, 114, 117, 118, 205, 206, 211)


def stories(seed: int) -> Stories:
    """The stories a seed plants; another seed plants them elsewhere."""
    rng = random.Random(f"stories:{seed}")
    node, processes = rng.choice(_SLOW)
    slow = SlowNode(
        node=node,
        processes=processes,
        company=rng.choice((1, 2)),
        factor=rng.choice((4.0, 5.0)),
        days=rng.randint(58, 64),
    )
    returned = ReturnedDepartment(department=rng.choice(_RETURNED), factor=3.0)
    return Stories(slow=slow, returned=returned)
