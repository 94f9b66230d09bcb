"""Errors by what has to happen next, so the worker never has to read a message to decide.

Messages are one sentence for people; they never hold a secret, a URL with a password or a row.
"""

from dataclasses import dataclass


class ConnectorError(Exception):
    """Anything a connector may raise; `code` is a stable machine word, `str()` one sentence."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class Retriable(ConnectorError):
    """The source may answer later: connection lost, lock, timeout, rate limit. Try again.

    `alone`: only this table is concerned (a file half written, a listing that moved); the other
    tables of the source may answer now.
    """

    def __init__(self, message: str, *, code: str, alone: bool = False) -> None:
        super().__init__(message, code=code)
        self.alone = alone


class Fatal(ConnectorError):
    """A person must act: wrong password, missing column, wrong configuration."""


class Skippable(ConnectorError):
    """Only this page or row is lost; the stream goes on with the next one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in a configuration: where it stands and what would be right."""

    file: str
    line: int
    field: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}, {self.field}: {self.sentence}"


class ConfigError(Fatal):
    """A configuration that can't be used; `problems` names every place, `str()` a line each."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems), code="config")
        self.problems = problems
