"""The door to state: one object with a repository for each thing remembered."""

from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType
from typing import Self

from state.audit import Audit
from state.cursors import Cursors
from state.database import Clock, Database, connect, utc_now
from state.heads import heads
from state.lockout import Lockout
from state.migrate import migrate
from state.pins import Pins
from state.quarantine import Quarantine
from state.rights import RightsBook
from state.rows import Heads
from state.runs import Runs
from state.sessions import Sessions
from state.sources import Sources
from state.targets import Targets
from state.users import Users


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How long sessions live and how patient the sign-in page is."""

    idle: timedelta = timedelta(minutes=30)
    lifetime: timedelta = timedelta(hours=12)
    failures_before_lock: int = 5
    locked_for: timedelta = timedelta(minutes=15)


class State:
    """Everything the installation remembers, in SQLite or PostgreSQL; threads may share it."""

    def __init__(self, database: Database, policy: Policy) -> None:
        self.database = database
        self.users = Users(database)
        self.rights = RightsBook(database)
        self.sessions = Sessions(database, idle=policy.idle, lifetime=policy.lifetime)
        self.lockout = Lockout(
            database, failures=policy.failures_before_lock, locked_for=policy.locked_for
        )
        self.cursors = Cursors(database)
        self.pins = Pins(database)
        self.sources = Sources(database)
        self.runs = Runs(database)
        self.quarantine = Quarantine(database)
        self.targets = Targets(database)
        self.audit = Audit(database)

    @classmethod
    def open(cls, url: str, *, policy: Policy | None = None, clock: Clock = utc_now) -> Self:
        """Connect, bring the schema up to date (one process at a time) and hand out repositories.

        Raises ValueError for an address that is no SQLite file or PostgreSQL database.
        """
        engine = connect(url)
        migrate(engine, clock())
        return cls(Database(engine, clock), policy or Policy())

    def close(self) -> None:
        """Give back all connections."""
        self.database.engine.dispose()

    def heads(self) -> Heads:
        """The version of all rights and the newest pin, in one statement: asked at every read."""
        return heads(self.database)

    def ping(self) -> None:
        """Raise when the database does not answer."""
        self.rights.version()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
