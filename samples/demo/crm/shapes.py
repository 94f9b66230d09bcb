"""How rows of the CRM become the JSON its product shows: nested, with codes beside their names."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence

from samples.demo.crm.moments import iso
from samples.demo.crm.words import CATEGORIES, LEVELS, REGIONS, STAGES

Row = sqlite3.Row
Json = dict[str, object]


def _money(cents: int | None) -> str | None:
    return None if cents is None else f"{cents // 100}.{cents % 100:02}"


def _times(row: Row) -> Json:
    """Created, modified and deleted, as objects with ISO times show them."""
    return {
        "created_at": iso(row["created"]),
        "modified_at": iso(row["modified"]),
        "is_deleted": bool(row["is_deleted"]),
        "deleted_at": iso(row["modified"]) if row["is_deleted"] else None,
    }


def _stamps(row: Row) -> Json:
    """Created, modified and deleted, as objects with epoch times show them."""
    return {
        "created_at": row["created"],
        "modified_at": row["modified"],
        "is_deleted": bool(row["is_deleted"]),
        "deleted_at": row["modified"] if row["is_deleted"] else None,
    }


def _named(code: str, names: Mapping[str, str]) -> Json:
    return {"code": code, "name": names[code]}


def _owner(row: Row) -> Json:
    return {"id": str(row["owner_id"]), "name": row["owner"], "department_id": str(row["dept"])}


def _customer(row: Row) -> Json:
    return {"id": str(row["account_id"]), "code": row["code"]}


def _opportunity(row: Row) -> Json | None:
    if row["opportunity_id"] is None:
        return None
    return {"id": str(row["opportunity_id"]), "number": row["opportunity_no"]}


def _contact(row: Row) -> Json:
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "title": row["title"],
        "mobile": row["mobile"],
        "email": row["email"],
    }


def customers(connection: sqlite3.Connection, rows: Sequence[Row]) -> list[Json]:
    """Accounts with their owner, region, credit and main contact."""
    main = {
        row["account_id"]: _contact(row)
        for row in _children(
            connection,
            "SELECT * FROM contact WHERE is_primary = 1 AND is_deleted = 0 AND account_id",
            rows,
        )
    }
    return [
        {
            "id": str(row["id"]),
            "code": row["code"],
            "name": row["name"],
            "credit_code": row["credit_code"],
            "company_id": str(row["company_id"]),
            "owner": _owner(row),
            "region": _named(row["region_code"], REGIONS),
            "level": _named(row["level"], LEVELS),
            "industry": row["industry"],
            "credit": {
                "limit": _money(row["credit_limit"]),
                "currency": row["currency"],
                "days": row["payment_days"],
            },
            "contact": main.get(row["id"]),
            "address": row["address"],
            "is_active": bool(row["is_active"]),
            **_times(row),
        }
        for row in rows
    ]


def contacts(_: sqlite3.Connection, rows: Sequence[Row]) -> list[Json]:
    """People at customers, with their phone numbers."""
    return [
        {
            **_contact(row),
            "customer": _customer(row),
            "is_primary": bool(row["is_primary"]),
            **_times(row),
        }
        for row in rows
    ]


def opportunities(connection: sqlite3.Connection, rows: Sequence[Row]) -> list[Json]:
    """Opportunities with every stage they entered."""
    stages: dict[int, list[Json]] = defaultdict(list)
    query = "SELECT * FROM opportunity_stage WHERE opportunity_id"
    for row in _children(connection, query, rows, order="opportunity_id, seq"):
        stages[row["opportunity_id"]].append(
            {
                "seq": row["seq"],
                "stage": _named(row["stage"], STAGES),
                "entered_at": row["entered"],
                "user_id": str(row["user_id"]),
                "amount": _money(row["amount"]),
                "probability": row["probability"],
            }
        )
    return [
        {
            "id": str(row["id"]),
            "number": row["number"],
            "name": row["name"],
            "customer": _customer(row),
            "company_id": str(row["company_id"]),
            "owner": _owner(row),
            "region": _named(row["region_code"], REGIONS),
            "stage": _named(row["stage"], STAGES),
            "amount": _money(row["amount"]),
            "currency": row["currency"],
            "probability": row["probability"],
            "expected_close": row["expected_close"],
            "channel": row["channel"],
            "competitor": row["competitor"],
            "loss_reason": row["loss_reason"],
            "order_no": row["order_no"],
            "closed_at": row["closed"],
            "stages": stages[row["id"]],
            **_stamps(row),
        }
        for row in rows
    ]


def agreements(_: sqlite3.Connection, rows: Sequence[Row]) -> list[Json]:
    """Orders and contracts as the CRM knows them."""
    return [
        {
            "id": str(row["id"]),
            "number": row["number"],
            "type": row["type"],
            "customer": _customer(row),
            "company_id": str(row["company_id"]),
            "owner": _owner(row),
            "opportunity": _opportunity(row),
            "amount": {
                "gross": _money(row["gross"]),
                "currency": row["currency"],
            },
            "signed_on": row["signed"],
            "promised_on": row["promised"],
            "status": row["status"],
            **_stamps(row),
        }
        for row in rows
    ]


def complaints(_: sqlite3.Connection, rows: Sequence[Row]) -> list[Json]:
    """Complaints with their first response and resolution."""
    return [
        {
            "id": str(row["id"]),
            "number": row["number"],
            "title": row["title"],
            "customer": _customer(row),
            "company_id": str(row["company_id"]),
            "owner": _owner(row),
            "order_no": row["order_no"],
            "category": _named(row["category"], CATEGORIES),
            "severity": row["severity"],
            "status": row["status"],
            "first_response_at": row["first_response"],
            "resolved_at": row["resolved"],
            **_stamps(row),
        }
        for row in rows
    ]


def surveys(_: sqlite3.Connection, rows: Sequence[Row]) -> list[Json]:
    """Satisfaction surveys, answered or not."""
    return [
        {
            "id": str(row["id"]),
            "customer": _customer(row),
            "company_id": str(row["company_id"]),
            "department_id": str(row["department_id"]),
            "order_no": row["order_no"],
            "answered_at": iso(row["answered"]),
            "score": row["score"],
            "comment": row["comment"],
            **_times(row),
        }
        for row in rows
    ]


def _children(
    connection: sqlite3.Connection, query: str, rows: Sequence[Row], *, order: str = "id"
) -> list[Row]:
    """The rows of a child table that belong to `rows`; `query` ends with their parent's column."""
    marks = ", ".join("?" * len(rows))
    return connection.execute(
        f"{query} IN ({marks}) ORDER BY {order}", [row["id"] for row in rows]
    ).fetchall()
