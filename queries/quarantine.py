"""Rows that may not enter, as far as a viewer may see them.

A rejected row has no trustworthy company or department, so no scope can be applied to it. So the
source row itself is shown only to those who may see everything unmasked; an administrator, who
must see to it that rows get mended, sees where it is and why it was rejected; nobody else any.
Whom to call at customers is told in it only to who may know that of every customer.
"""

from access.definition import CUSTOMER_CONTACT, Scope
from queries import masking
from queries.catalogue import SUBJECTS
from queries.definition import QuarantineRow, QuarantineView
from queries.desk import Desk
from queries.errors import BadQuestion, NotAllowed
from queries.viewer import Known, Owner, Who
from state.rows import Quarantined, Run

MOST_ROWS = 1_000

PAY = frozenset({"payroll"})
"""Tables whose raw rows tell what a person earns: shown to nobody but the owner of the files."""

CONTACTS = frozenset({"customers"})
"""Tables whose raw rows tell whom to call at a customer."""


class Quarantines:
    """One page of quarantine at a time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def page(
        self, who: Who, *, source: str | None, table: str | None, limit: int, offset: int
    ) -> QuarantineView:
        """Rejected rows, newest first; raises `NotAllowed`."""
        if not 0 < limit <= MOST_ROWS or offset < 0:
            raise BadQuestion(
                f"每页行数须在 1 到 {MOST_ROWS} 之间。", f"Ask for 1 to {MOST_ROWS} rows."
            )
        viewer = self._desk.reception.receive(who)
        whole = self._sees_everything(viewer)
        if not whole and not administers(viewer):
            raise NotAllowed(
                "只有管理员和可查看全部数据的人可以查看隔离区。",
                "Only administrators and those who see everything may look into quarantine.",
            )
        knows = unlimited(self._desk.rights.scope(viewer, CUSTOMER_CONTACT))
        hidden = frozenset[str]() if isinstance(viewer, Owner) else PAY
        hidden = hidden if knows else hidden | CONTACTS
        quarantine = self._desk.installation.state.quarantine
        found = quarantine.list(source=source, table=table, limit=limit, offset=offset)
        return QuarantineView(
            rows=tuple(
                QuarantineRow(
                    source=row.source,
                    table=row.table,
                    key=row.key,
                    reason=row.reason,
                    raw=_raw(row, knows=knows) if whole and row.table not in hidden else None,
                    first_seen_at=row.first_seen_at,
                    last_seen_at=row.last_seen_at,
                )
                for row in found
            ),
            total=quarantine.count(source=source, table=table),
            counts=tuple((*key, rows) for key, rows in quarantine.counts().items()),
            raw_hidden=not whole,
        )

    def runs(self, who: Who, *, limit: int) -> tuple[Run, ...]:
        """What the worker did last, newest first; the counts tell of the whole company's business,
        so the same people may read it. Raises `NotAllowed`."""
        if not 0 < limit <= MOST_ROWS:
            raise BadQuestion(
                f"行数须在 1 到 {MOST_ROWS} 之间。", f"Ask for 1 to {MOST_ROWS} rows."
            )
        viewer = self._desk.reception.receive(who)
        if not self._sees_everything(viewer) and not administers(viewer):
            raise NotAllowed(
                "只有管理员和可查看全部数据的人可以查看同步记录。",
                "Only administrators and those who see everything may read the run log.",
            )
        return self._desk.installation.state.runs.list(limit=limit)

    def _sees_everything(self, viewer: Known) -> bool:
        scopes = [self._desk.rights.scope(viewer, subject.name) for subject in SUBJECTS]
        return all(unlimited(scope) for scope in scopes)


def unlimited(scope: Scope) -> bool:
    """Whether a scope leaves nothing out and hides nothing but what single people are paid, which
    quarantine hides by itself."""
    excepted = scope.denied or scope.denied_companies or scope.denied_departments
    return scope.everything and not excepted and scope.masks <= {"salary"}


def _raw(row: Quarantined, *, knows: bool) -> str:
    """The source row; other tables than those of customers may hold numbers to call them, too."""
    return row.raw if knows else masking.without_mobiles(row.raw)


def administers(viewer: Known) -> bool:
    """Whether the viewer is the owner or an administrator."""
    return isinstance(viewer, Owner) or "administrator" in viewer.roles
