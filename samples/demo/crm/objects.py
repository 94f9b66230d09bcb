"""The objects of the API and how a page of one is read."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from samples.demo.crm.paging import Page, Place
from samples.demo.crm.shapes import (
    Json,
    Row,
    agreements,
    complaints,
    contacts,
    customers,
    opportunities,
    surveys,
)

Render = Callable[[sqlite3.Connection, Sequence[Row]], list[Json]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Another table whose columns an object shows."""

    columns: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Object:
    """One kind of thing one can list: its table, joined with the names it shows."""

    name: str
    table: str
    render: Render
    joins: tuple[Join, ...]

    def page(self, connection: sqlite3.Connection, asked: Page) -> Json:
        """The rows of a page in the order of (modified, id), and how to go on."""
        place = asked.after or Place(modified=-1, id=-1)
        rows = connection.execute(
            f"{self._query} WHERE (t.modified, t.id) > (?, ?) AND t.modified >= ?"
            " ORDER BY t.modified, t.id LIMIT ?",
            (place.modified, place.id, asked.since, asked.limit + 1),
        ).fetchall()
        shown = rows[: asked.limit]
        last = asked.after
        if shown:
            last = Place(modified=shown[-1]["modified"], id=shown[-1]["id"])
        return {
            "items": self.render(connection, shown),
            "has_more": len(rows) > asked.limit,
            "next_cursor": "" if last is None else last.encode(self.name),
        }

    @property
    def _query(self) -> str:
        names = ", ".join(("t.*", *(join.columns for join in self.joins)))
        clauses = " ".join(join.clause for join in self.joins)
        return f"SELECT {names} FROM {self.table} t {clauses}"  # noqa: S608 - constants


_CUSTOMER = Join(columns="a.code", clause="JOIN account a ON a.id = t.account_id")
_OWNER = Join(
    columns="u.name AS owner, u.department_id AS dept",
    clause="JOIN crm_user u ON u.id = t.owner_id",
)
_OPPORTUNITY = Join(
    columns="o.id AS opportunity_id",
    clause="LEFT JOIN opportunity o ON o.number = t.opportunity_no",
)


def _object(name: str, table: str, render: Render, *joins: Join) -> Object:
    return Object(name=name, table=table, render=render, joins=joins)


OBJECTS: dict[str, Object] = {
    each.name: each
    for each in (
        _object("customers", "account", customers, _OWNER),
        _object("contacts", "contact", contacts, _CUSTOMER),
        _object("opportunities", "opportunity", opportunities, _CUSTOMER, _OWNER),
        _object("agreements", "agreement", agreements, _CUSTOMER, _OWNER, _OPPORTUNITY),
        _object("complaints", "complaint", complaints, _CUSTOMER, _OWNER),
        _object("surveys", "survey", surveys, _CUSTOMER),
    )
}
