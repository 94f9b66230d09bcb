"""The workflow engine of the demo: every transition of a document, by simulation or by tick."""

from collections.abc import Iterator
from itertools import count

from samples.demo.habits import Habits
from samples.demo.moments import WORKDAY
from samples.demo.processes import NODES, Node, Role, start_id
from samples.demo.records import Document, Sign, Status, Task

SIGNS = {"one": Sign.ONE, "all": Sign.ALL, "any": Sign.ANY}


class Flow:
    """Moves documents. Each act happens at a moment the caller gives, never at a hidden "now"."""

    def __init__(self, habits: Habits) -> None:
        self.habits = habits
        self.task_ids: Iterator[int] = count(1)

    # -- simulation ---------------------------------------------------------------------------

    def run(self, document: Document, until: int) -> None:
        """Let a document live its planned life up to a moment."""
        while True:
            waiting = document.waiting
            task = min(waiting, key=lambda one: one.planned, default=None)
            plan = min(document.plans, default=None)
            if plan and (task is None or plan[0] <= task.planned):
                if plan[0] > until:
                    return
                document.plans.remove(plan)
                self.carry_out(document, plan[1], plan[0])
            elif task and task.planned <= until:
                self.act(document, task, task.planned)
            else:
                return

    def carry_out(self, document: Document, plan: str, moment: int) -> None:
        """Do what was planned, when it still makes sense."""
        if plan == "submit" and document.status == Status.DRAFT:
            self.submit(document, moment)
        elif plan == "withdraw" and document.status == Status.RUNNING:
            self.end(document, "withdraw", moment)
        elif plan == "revoke" and document.status == Status.APPROVED:
            self.end(document, "revoke", moment)
        elif plan == "close" and document.status == Status.APPROVED:
            document.closed = document.modified = moment
        elif plan in {"remind", "comment"} and document.status == Status.RUNNING:
            self.note(document, plan, moment)
        elif plan == "delete" and document.status != Status.RUNNING:
            document.deleted, document.modified = True, moment

    def resume(self, document: Document, moment: int) -> None:
        """Plan again what a stored document's people will do from a moment on."""
        for task in document.waiting:
            if task.node == start_id(document.process):
                task.planned = self.habits.later(moment, 200)
            else:
                task.planned = self.habits.wait(document, NODES[task.node], moment)
        if document.status == Status.APPROVED and document.closed is None:
            self._plan_close(document, moment)

    # -- acts ---------------------------------------------------------------------------------

    def submit(self, document: Document, moment: int) -> None:
        """File a document, or file it again after it came back."""
        mine = document.waiting[0] if document.waiting else None
        document.round += 1
        if mine is None:
            mine = self._task(document, start_id(document.process), document.applicant, "applicant",
                              document.created)  # fmt: skip
        mine.round = document.round
        self._done(mine, "submit", moment)
        document.submitted = document.submitted or moment
        document.status = Status.RUNNING
        if document.round == 1 and self.habits.rng.random() < 0.024:
            document.plans.append((self.habits.later(moment, 90), "withdraw"))
        self.enter(document, 0, moment)

    def act(self, document: Document, task: Task, moment: int) -> None:
        """The person a task waits for acts on it."""
        if task.node == start_id(document.process):
            if self.habits.rng.random() < 0.05:
                self.end(document, "withdraw", moment)
            else:
                self.submit(document, moment)
            return
        action = self.habits.decision(document, task)
        self._done(task, action, moment)
        document.modified = moment
        if action in {"transfer", "delegate", "add_sign"}:
            self._hand_on(document, task, action, moment)
        elif action == "reject":
            self._decide(document, Status.REJECTED, moment)
        elif action == "return_to_applicant":
            self._come_back(document, moment)
        elif action == "return_to_node":
            self._cancel(document, moment)
            self.enter(document, self.habits.rng.randrange(document.place), moment, skip=False)
        else:
            self._agree(document, task, moment)

    def end(self, document: Document, action: str, moment: int) -> None:
        """The applicant withdraws a running document or revokes an approved one."""
        mine = next((t for t in document.waiting if t.person == document.applicant), None)
        node = start_id(document.process)
        if mine is None or mine.node != node:
            mine = self._task(document, node, document.applicant, "applicant", moment)
        self._done(mine, action, moment)
        self._cancel(document, moment)
        document.status = Status.WITHDRAWN if action == "withdraw" else Status.REVOKED
        document.modified = moment

    def note(self, document: Document, action: str, moment: int) -> None:
        """Somebody reminds or comments where the document lies."""
        waiting = document.waiting
        if not waiting:
            return
        person = document.applicant
        if action == "comment":
            person = self.habits.organisation.leader(document.department)
        self._record(document, waiting[0].node, person, "applicant", action, moment)
        document.modified = moment

    def enter(self, document: Document, place: int, moment: int, *, skip: bool = True) -> None:
        """Arrive at a node; nodes whose approver already spoke pass by themselves."""
        document.modified = moment
        for index in range(place, len(document.route)):
            node = document.route[index]
            people = self.habits.approvers(document, node)
            if skip and len(people) == 1 and self._known(document, people[0][1]):
                role, person = people[0]
                self._record(document, node.id, person, role, "auto_approve", moment)
                continue
            document.place = index
            for role, person in people:
                task = self._task(document, node.id, person, role, moment)
                task.sign = SIGNS[node.sign] if len(people) > 1 else Sign.ONE
                task.planned = self.habits.wait(document, node, moment)
            self._plan_notes(document, node, moment)
            return
        self._decide(document, Status.APPROVED, moment)

    # -- consequences -------------------------------------------------------------------------

    def _agree(self, document: Document, task: Task, moment: int) -> None:
        if task.sponsor is not None:
            back = self._task(document, task.node, task.sponsor, task.role, moment)
            back.planned = self.habits.later(moment, 60)
            return
        if task.sign == Sign.ANY:
            self._cancel(document, moment)
        if not document.waiting:
            self.enter(document, document.place + 1, moment)

    def _hand_on(self, document: Document, task: Task, action: str, moment: int) -> None:
        other = self.habits.colleague(task)
        new = self._task(document, task.node, other, task.role, moment)
        new.sign = task.sign
        new.sponsor = task.person if action == "add_sign" else task.sponsor
        new.planned = self.habits.later(moment, NODES[task.node].minutes * 0.7)

    def _come_back(self, document: Document, moment: int) -> None:
        self._cancel(document, moment)
        document.place = -1
        node = start_id(document.process)
        task = self._task(document, node, document.applicant, "applicant", moment)
        task.planned = self.habits.later(moment, 210)

    def _decide(self, document: Document, status: Status, moment: int) -> None:
        self._cancel(document, moment)
        document.status = status
        document.decided = document.modified = moment
        rng = self.habits.rng
        if rng.random() < 0.15:
            person = self.habits.organisation.head(document.department)
            self._record(document, document.route[-1].id, person, "head", "cc", moment)
        if status == Status.APPROVED:
            self._plan_close(document, moment)
            if rng.random() < 0.008:
                document.plans.append((self.habits.later(moment, 2_000), "revoke"))

    def _plan_close(self, document: Document, moment: int) -> None:
        days = document.process.days
        if days == 0:
            document.closed = moment
            return
        lag = int(days * WORKDAY * self.habits.rng.uniform(0.4, 1.9))
        document.plans.append((self.habits.clock.after(moment, lag), "close"))

    def _plan_notes(self, document: Document, node: Node, moment: int) -> None:
        rng = self.habits.rng
        planned = document.waiting[0].planned
        clock = self.habits.clock
        if clock.position(planned) - clock.position(moment) > 1.5 * WORKDAY and rng.random() < 0.3:
            document.plans.append((rng.randint(moment + 4 * 3600, planned), "remind"))
        if rng.random() < 0.012:
            document.plans.append((rng.randint(moment, planned), "comment"))

    def _known(self, document: Document, person: int) -> bool:
        """The applicant, or whoever approved just before in this round, need not be asked again."""
        if person == document.applicant:
            return True
        last = document.tasks[-1]
        return (
            last.person == person
            and last.round == document.round
            and last.action in {"approve", "auto_approve"}
        )

    def _cancel(self, document: Document, moment: int) -> None:
        for task in document.waiting:
            task.cancelled = moment

    def _done(self, task: Task, action: str, moment: int) -> None:
        task.action, task.acted = action, moment
        task.remark = self.habits.remark(action)

    def _record(
        self, document: Document, node: int, person: int, role: Role, action: str, moment: int
    ) -> None:
        self._done(self._task(document, node, person, role, moment), action, moment)

    def _task(self, document: Document, node: int, person: int, role: Role, moment: int) -> Task:
        task = Task(
            id=next(self.task_ids),
            seq=len(document.tasks) + 1,
            round=max(document.round, 1),
            node=node,
            person=person,
            role=role,
            received=moment,
        )
        document.tasks.append(task)
        return task
