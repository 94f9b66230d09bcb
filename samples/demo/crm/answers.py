"""The envelope of every answer: `errcode` says what happened, HTTP alone says little."""

import math
from enum import IntEnum

from starlette.responses import JSONResponse


class Code(IntEnum):
    """What `errcode` can be."""

    OK = 0
    BAD_PARAMETER = 40001
    BAD_CURSOR = 40002
    BAD_TOKEN = 40101
    TOKEN_EXPIRED = 40102
    BAD_APP = 40103
    NOT_FOUND = 40401
    NOT_ALLOWED = 40501
    TOO_LARGE = 41301
    TOO_FAST = 42901
    BROKEN = 50001


# As usual in this market most failures come as HTTP 200; these few don't.
_STATUS = {
    Code.NOT_FOUND: 404,
    Code.NOT_ALLOWED: 405,
    Code.TOO_LARGE: 413,
    Code.TOO_FAST: 429,
    Code.BROKEN: 500,
}


class Refusal(Exception):
    """A request that can't be answered: the code and one sentence that says what would be right."""

    def __init__(self, code: Code, sentence: str, *, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.code = code
        self.retry_after = retry_after


def answered(data: object) -> JSONResponse:
    """A success with its data."""
    return _Answer({"errcode": int(Code.OK), "errmsg": "ok", "data": data}, headers=_PRIVATE)


def refused(refusal: Refusal) -> JSONResponse:
    """A refusal; `Retry-After` in whole seconds where waiting helps."""
    headers = dict(_PRIVATE)
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(max(1, math.ceil(refusal.retry_after)))
    body = {"errcode": int(refusal.code), "errmsg": str(refusal)}
    return _Answer(body, status_code=_STATUS.get(refusal.code, 200), headers=headers)


_PRIVATE = {"Cache-Control": "no-store"}


class _Answer(JSONResponse):
    media_type = "application/json; charset=utf-8"
