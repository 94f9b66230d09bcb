"""How a record in memory is a row of the ERP: its table, its columns, how values look."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, ClassVar, TypeVar, get_args, get_type_hints

from samples.demo.moments import EPOCH, parse, stamp


@dataclass(frozen=True, slots=True)
class Kind:
    """How values of a column are declared, written and read back."""

    sql: str
    write: Callable[[Any], object] | None = None
    read: Callable[[Any], object] | None = None


@lru_cache(maxsize=8192)
def iso(day: int) -> str:
    """A day number since 1970 as `2026-11-20`."""
    return date.fromordinal(EPOCH.toordinal() + day).isoformat()


@lru_cache(maxsize=8192)
def day_number(text: str) -> int:
    """The day number of `2026-11-20` or `20261120`."""
    return date.fromisoformat(text).toordinal() - EPOCH.toordinal()


def _moment(text: str) -> int:
    return parse(*text.split(" ")) or 0


def _compact(day: int) -> str:
    return iso(day).replace("-", "")


# In memory: moments and days are numbers, money is cents, prices are units of money.
Moment = Annotated[int, Kind("TEXT", stamp, _moment)]
Day = Annotated[int, Kind("TEXT", iso, day_number)]
Day8 = Annotated[int, Kind("TEXT", _compact, day_number)]
Yuan = Annotated[int, Kind("REAL", lambda cents: cents / 100, lambda units: round(units * 100))]
Cents = Annotated[int, Kind("INTEGER")]
Price = Annotated[float, Kind("REAL")]
Text = Annotated[str, Kind("TEXT")]
Number = Annotated[int, Kind("INTEGER")]
Flag = Annotated[bool, Kind("INTEGER", int, bool)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table of the ERP; the first column is its primary key, `numbered` the bill number."""

    table: str
    columns: tuple[str, ...]
    names: tuple[str, ...]
    kinds: tuple[Kind, ...]
    index: tuple[str, ...]

    @property
    def ddl(self) -> str:
        """The statement that creates the table."""
        parts = [f"{c} {k.sql}" for c, k in zip(self.columns, self.kinds, strict=True)]
        parts[0] += " PRIMARY KEY"
        return f"CREATE TABLE {self.table} ({', '.join(parts)});"

    @property
    def indexes(self) -> str:
        """The statements that index the table."""
        return "".join(
            f"CREATE INDEX ix_{self.table}_{column.lower()} ON {self.table} ({column});"
            for column in self.index
        )

    @property
    def insert(self) -> str:
        """The statement that writes a row, replacing what had its key."""
        marks = ",".join("?" * len(self.columns))
        return f"INSERT OR REPLACE INTO {self.table} VALUES ({marks})"  # noqa: S608 - constants


class Record:
    """One row; the class says by `@sheet` where it is stored."""

    __slots__ = ()
    SHEET: ClassVar[Sheet]
    id: int
    modified: int

    def row(self) -> tuple[object, ...]:
        """The values as the ERP stores them, in the order of the columns."""
        return tuple(
            value if value is None or kind.write is None else kind.write(value)
            for value, kind in zip(
                (getattr(self, name) for name in self.SHEET.names), self.SHEET.kinds, strict=True
            )
        )


R = TypeVar("R", bound=Record)
SHEETS: dict[str, type[Record]] = {}


def sheet(table: str, columns: str, *, index: str = "") -> Callable[[type[R]], type[R]]:
    """Store records of a dataclass in `table`; `columns` name its fields in their order."""

    def mark(kind: type[R]) -> type[R]:
        hints = get_type_hints(kind, include_extras=True)
        names = tuple(field.name for field in fields(kind))  # pyright: ignore[reportArgumentType]
        told = tuple(columns.split())
        if len(told) != len(names):
            message = f"{table} has {len(told)} columns for {len(names)} fields."
            raise TypeError(message)
        kind.SHEET = Sheet(
            table=table, columns=told, names=names,
            kinds=tuple(_kind_of(hints[name]) for name in names), index=tuple(index.split()),
        )  # fmt: skip
        SHEETS[table] = kind
        return kind

    return mark


def _kind_of(hint: Any) -> Kind:
    for part in get_args(hint):
        if isinstance(part, Kind):
            return part
        if get_args(part):
            return _kind_of(part)
    message = f"{hint} is no kind of column."
    raise TypeError(message)


def read(kind: type[R], row: tuple[Any, ...]) -> R:
    """The record behind a row of its table."""
    values = {
        name: value if value is None or k.read is None else k.read(value)
        for name, k, value in zip(kind.SHEET.names, kind.SHEET.kinds, row, strict=True)
    }
    return kind(**values)
