"""Reading a demo OA database the way a suspicious auditor would: with plain SQL."""

import hashlib
import sqlite3
from pathlib import Path

_FAULTS = (Path(__file__).parent / "faults.sql").read_text(encoding="utf-8")
_PARTS = [part.split("\n", 1) for part in _FAULTS.split("-- name:")[1:]]
FAULTS = {name.strip(): query for name, query in _PARTS}


def rows(path: Path, query: str, *values: object) -> list[tuple]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def one(path: Path, query: str, *values: object):
    return rows(path, query, *values)[0][0]


def faults(path: Path) -> dict[str, int]:
    """Every broken reference and every disorder, by name; empty when all is well."""
    found = {name: one(path, query) for name, query in FAULTS.items()}
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
