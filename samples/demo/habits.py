"""How the demo's people behave: how long they wait, what they decide, when they interfere."""

import math
import random
from collections.abc import Sequence
from datetime import date, datetime

from samples.demo.moments import DAY, HOUR, WORKDAY, WorkClock, day_of, midnight
from samples.demo.organisation import Organisation
from samples.demo.processes import NODES, Node, Role
from samples.demo.records import Document, Sign, Task
from samples.demo.stories import Stories

MINUTE = 60
RETURN, RETURN_TO_NODE, REJECT = 0.021, 0.004, 0.012
TRANSFER, DELEGATE, ADD_SIGN = 0.018, 0.009, 0.008
LONGEST = 15 * WORKDAY
BUSY = 1.45  # everybody has other work, too
REMARKS = {
    "approve": ("同意", "同意。", "已阅，同意", "按流程办理", ""),
    "countersign": ("会签同意", "无异议", "同意会签"),
    "reject": ("不符合制度要求，不予批准", "预算不足", "不同意"),
    "return_to_applicant": ("附件不全，请补充", "发票抬头有误，请修改", "金额不一致", "请说明"),
    "return_to_node": ("请重新核对金额", "请上一节点补充意见"),
    "submit": ("", "请审批", "请领导审批"),
    "transfer": ("转交处理", "由同事处理"),
    "delegate": ("出差期间委托处理",),
    "add_sign": ("请协助核实",),
    "withdraw": ("填写有误，撤回", "业务取消"),
    "revoke": ("业务变更，作废",),
    "cc": ("",),
    "remind": ("请尽快处理", "催办：供应商等待中"),
    "comment": ("已电话沟通", "请附合同扫描件", "知悉", "补充：明细见附件"),
    "auto_approve": ("审批人重复，系统自动通过",),
}  # fmt: skip


class Habits:
    """Every draw of chance in the life of a document, from one seeded generator."""

    def __init__(
        self,
        *,
        organisation: Organisation,
        stories: Stories,
        clock: WorkClock,
        rng: random.Random,
        today: date | datetime,
    ) -> None:
        self.organisation = organisation
        self.clock = clock
        self.rng = rng
        self._slow = stories.slow
        self._slow_from = midnight(stories.slow.since(today))
        self._returned = stories.returned

    def wait(self, document: Document, node: Node, since: int) -> int:
        """The moment an approver at `node` acts on what arrived at `since`."""
        seconds = BUSY * self.rng.lognormvariate(math.log(node.minutes * MINUTE), 0.85)
        slow = self._slow
        if (
            since >= self._slow_from
            and node.name == slow.node
            and document.company == slow.company
            and document.process.name in slow.processes
        ):
            seconds *= slow.factor
        if day_of(since).day >= 26:  # month-end
            seconds *= 1.15
        return self._off_hours(since, self.clock.after(since, int(min(seconds, LONGEST))))

    def later(self, since: int, minutes: float) -> int:
        """A moment about `minutes` of work after another."""
        seconds = self.rng.lognormvariate(math.log(minutes * MINUTE), 0.8)
        return self.clock.after(since, 1 + int(min(seconds, LONGEST)))

    def _off_hours(self, since: int, moment: int) -> int:
        """Now and then somebody acts on the evening before."""
        if moment - since > DAY // 2 and self.rng.random() < 0.06:
            evening = moment // DAY * DAY - self.rng.randint(HOUR, 5 * HOUR)
            return max(since + 1, evening)
        return moment

    def decision(self, document: Document, task: Task) -> str:
        """What an approver does with a task."""
        factor = 1.0
        if document.department == self._returned.department:
            factor = self._returned.factor
        draw = self.rng.random()
        choices = (
            ("return_to_applicant", RETURN * factor),
            ("return_to_node", RETURN_TO_NODE * factor * (document.place > 0)),
            ("reject", REJECT),
            ("transfer", TRANSFER),
            ("delegate", DELEGATE),
            ("add_sign", ADD_SIGN * (task.sign == Sign.ONE)),
        )
        if task.sponsor is None:
            for action, chance in choices:
                if draw < chance:
                    return action
                draw -= chance
        return "approve" if task.sign == Sign.ONE else "countersign"

    def approvers(self, document: Document, node: Node) -> list[tuple[Role, int]]:
        """Who must act at a node, with the role they act in."""
        organisation = self.organisation
        if len(node.roles) > 1:
            found: dict[int, Role] = {
                self.rng.choice(organisation.desks[r, document.company]): r for r in node.roles
            }
            return [(signer, person) for person, signer in found.items()]
        return self._alone(document, node, next(iter(node.roles)))

    def _alone(self, document: Document, node: Node, role: Role) -> list[tuple[Role, int]]:
        organisation = self.organisation
        if role == "head":
            return [(role, organisation.head(document.department))]
        if role == "leader":
            return [(role, organisation.leader(document.department))]
        pool = organisation.desks[role, document.company]
        if node.sign == "any":
            return [(role, person) for person in dict.fromkeys(pool[:3])]
        return [(role, self.rng.choice(pool))]

    def colleague(self, task: Task) -> int:
        """Somebody who can act instead of, or besides, a task's person."""
        person = self.organisation.people[task.person]
        pool: Sequence[int] = ()
        if NODES[task.node].roles[0] not in {"head", "leader"}:
            pool = self.organisation.desks[task.role, person.company]
        others = [other for other in pool if other != task.person]
        if others:
            return self.rng.choice(others)
        return person.manager or self.organisation.general_manager(person.company)

    def remark(self, action: str) -> str:
        """What somebody writes beside an act."""
        return self.rng.choice(REMARKS[action])
