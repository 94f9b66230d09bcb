"""Reading a demo database the way a suspicious auditor would: with plain SQL."""

import hashlib
import sqlite3
from pathlib import Path


def _named(file: str) -> dict[str, str]:
    """The queries of a script by the name that stands before each."""
    text = (Path(__file__).parent / file).read_text(encoding="utf-8")
    parts = [part.split("\n", 1) for part in text.split("-- name:")[1:]]
    return {name.strip(): query for name, query in parts}


FAULTS = _named("faults.sql")
ERP_FAULTS = _named("erp_faults.sql")


def rows(path: Path, query: str, *values: object) -> list[tuple]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def one(path: Path, query: str, *values: object):
    return rows(path, query, *values)[0][0]


def faults(path: Path, queries: dict[str, str] = FAULTS) -> dict[str, int]:
    """Every broken reference and every disorder, by name; empty when all is well."""
    found = {name: one(path, query) for name, query in queries.items()}
    return {name: count for name, count in found.items() if count}


def content_hash(path: Path) -> str:
    """A hash of every row of every table."""
    digest = hashlib.sha256()
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    names = rows(path, f"{tables} ORDER BY name")
    for (name,) in names:
        for row in rows(path, f"SELECT * FROM {name} ORDER BY rowid"):
            digest.update(repr(row).encode())
    return digest.hexdigest()
