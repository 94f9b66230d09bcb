"""A migrated SQLite state, built once, so that tests do not migrate again and again."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from state import State


def place(file: Path) -> str:
    """Put a fresh, migrated state database there; its address."""
    file.write_bytes(_migrated())
    return f"sqlite:///{file}"


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "state.db"
        State.open(f"sqlite:///{file}").close()
        return file.read_bytes()
