"""The servers these tests need."""

from tests.servers import mariadb, postgres

__all__ = ["mariadb", "postgres"]
