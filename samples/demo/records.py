"""What the OA keeps of a document while it moves: document, tasks, and their codes."""

from dataclasses import dataclass, field
from enum import IntEnum

from samples.demo.processes import Node, Process, Role


class Status(IntEnum):
    """`requeststatus` of a document."""

    DRAFT = 0
    RUNNING = 1
    APPROVED = 2
    REJECTED = 3
    WITHDRAWN = 4
    REVOKED = 5


class Sign(IntEnum):
    """`signtype` of a task: alone, everybody, or whoever comes first."""

    ONE = 0
    ALL = 1
    ANY = 2


# our word for an act -> the OA's log type
LOG_TYPES = {
    "approve": "0", "submit": "2", "return_to_applicant": "3", "return_to_node": "4",
    "comment": "9", "countersign": "c", "delegate": "d", "transfer": "h", "add_sign": "j",
    "reject": "r", "remind": "s", "cc": "t", "withdraw": "w", "revoke": "x", "auto_approve": "z",
}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Task:
    """One stop of a document at one person. `action` is empty while it waits; `cancelled` ends it
    without an act; `sponsor` is who asked for this extra signature and gets the document back.
    `planned` (when the person will act) exists in the simulation only."""

    id: int
    seq: int
    round: int
    node: int
    person: int
    role: Role
    received: int
    action: str = ""
    acted: int | None = None
    sign: Sign = Sign.ONE
    remark: str = ""
    cancelled: int | None = None
    sponsor: int | None = None
    planned: int = 0

    @property
    def waiting(self) -> bool:
        """Neither acted on nor cancelled."""
        return not self.action and self.cancelled is None

    @property
    def modified(self) -> int:
        """When this task last changed."""
        return max(self.received, self.acted or 0, self.cancelled or 0)


@dataclass(slots=True, kw_only=True)
class Document:
    """One instance of a process; `place` indexes `route`, -1 while it lies with the applicant."""

    id: int
    process: Process
    route: tuple[Node, ...]
    title: str
    number: str
    applicant: int
    department: int
    company: int
    amount: float | None
    currency: str | None
    created: int
    modified: int
    previous: int | None = None
    status: Status = Status.DRAFT
    place: int = -1
    round: int = 0
    submitted: int | None = None
    decided: int | None = None
    closed: int | None = None
    deleted: bool = False
    tasks: list[Task] = field(default_factory=list[Task])
    # what is going to happen (simulation only)
    plans: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])

    @property
    def waiting(self) -> list[Task]:
        """The tasks somebody still has to act on."""
        return [task for task in self.tasks if task.waiting]
