"""What an answer means, judged on its body: in this market HTTP 200 says nothing.

Verdicts become errors by recovery; `Expired` asks for another token first.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from connectors.base import Strict
from connectors.errors import ConnectorError, Fatal, Retriable
from connectors.generic.paths import MISSING, pick, word
from connectors.sentences import At

Verdict = Literal["retriable", "rate_limited", "token_expired", "fatal", "empty"]
BUSY = frozenset({408, 423, 425, 500, 502, 503, 504, 507, 509, 520, 521, 522, 523, 524})
LONGEST = 160  # characters of a source's own words that are repeated


class Expired(Fatal):
    """The source no longer knows who asks."""


class Later(Retriable):
    """Ask again, after `after` seconds if the source says when."""

    def __init__(self, message: str, *, code: str, after: float | None = None) -> None:
        super().__init__(message, code=code)
        self.after = after


def _word(value: Any) -> str:
    found = word(value)
    if found is None:
        raise At("This must be text, a number, true or false.")
    return found


def _words(value: Any) -> list[str]:
    if not isinstance(value, list) or not value:
        raise At("This must be a list of values.")
    return [_word(member) for member in value]


class Success(Strict):
    """What a good answer has at `path`: a value (`equals`, one of `in`), or nothing (`absent`)."""

    path: str = Field(min_length=1)
    equals: Annotated[str | None, BeforeValidator(_word)] = None
    one_of: Annotated[list[str] | None, BeforeValidator(_words)] = Field(default=None, alias="in")
    absent: Literal[True] | None = None

    @model_validator(mode="after")
    def _one(self) -> "Success":
        if sum(rule is not None for rule in (self.equals, self.one_of, self.absent)) != 1:
            raise At("Give exactly one of equals, in and absent.")
        return self

    def holds(self, body: Any) -> bool:
        """Whether a body is a good answer."""
        found = pick(body, self.path)
        if self.absent:
            return found is MISSING or found is None
        wanted = self.one_of or [self.equals]
        return word(found) is not None and word(found) in wanted


def _codes(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise At("This must be a set of codes and what they mean.")
    return {_word(key): verdict for key, verdict in value.items()}


class Errors(Strict):
    """Where an answer says what went wrong, and what each code means; a code may end in `*`."""

    code: str | None = None
    message: str | None = None
    codes: Annotated[dict[str, Verdict], BeforeValidator(_codes)] = Field(default_factory=dict)
    otherwise: Literal["retriable", "fatal"] = "fatal"

    def verdict(self, code: str | None) -> Verdict | None:
        """What a code means, None when nobody said."""
        if code is None:
            return None
        starred = (key for key in self.codes if key.endswith("*") and code.startswith(key[:-1]))
        return self.codes.get(code) or next((self.codes[key] for key in starred), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: HTTP status, the body read as JSON (MISSING: it isn't), when to come back."""

    status: int
    body: Any
    after: float | None = None


def judge(
    answer: Answer, success: Success | None, errors: Errors, secrets: Collection[str] = ()
) -> ConnectorError | None:
    """The error an answer is, None for a good one; `empty` answers are good and have no rows.

    `secrets` never appear in what is repeated of the source's own words.
    """
    body = answer.body
    good = 200 <= answer.status < 300 and body is not MISSING
    if good and success is not None and success.holds(body):
        return None
    code = None if errors.code is None or body is MISSING else word(pick(body, errors.code))
    verdict = errors.verdict(code)
    if good and (verdict == "empty" or (success is None and verdict is None)):
        return None
    return _error(answer, verdict, code, _said(body, errors, code, secrets), errors)


def is_empty(body: Any, errors: Errors) -> bool:
    """Whether a good answer says by its code that there are no rows."""
    return errors.code is not None and errors.verdict(word(pick(body, errors.code))) == "empty"


def _said(body: Any, errors: Errors, code: str | None, secrets: Collection[str]) -> str:
    """The source's own words, one line and cut."""
    message = None
    if errors.message is not None and body is not MISSING:
        message = word(pick(body, errors.message))
    for secret in sorted(secrets, key=len, reverse=True):
        message = (message or "").replace(secret, "•••")
    line = " ".join((message or "").split())[:LONGEST].rstrip(".。;；:： ")
    told = [part for part in ("" if code is None else code[:40], line) if part]
    return f" ({': '.join(told)})" if told else ""


def _error(
    answer: Answer, verdict: Verdict | None, code: str | None, said: str, errors: Errors
) -> ConnectorError:
    status, after = answer.status, answer.after
    if verdict == "token_expired" or (verdict is None and status == 401):
        return Expired(f"The source refuses who asks{said}; correct auth.", code="auth")
    if verdict == "rate_limited" or (verdict is None and status == 429):
        return Later(f"The source is asked too often{said}; later.", code="rate", after=after)
    if verdict == "retriable" or (verdict is None and status in BUSY):
        return Later(f"The source can't answer now{said}; later.", code="busy", after=after)
    if verdict == "fatal":
        return Fatal(f"The source refuses the request{said}.", code="refused")
    return _unnamed(status, said, errors)


def _unnamed(status: int, said: str, errors: Errors) -> ConnectorError:
    """What nobody gave a meaning to."""
    if status >= 300:
        sentence, code = _BY_STATUS.get(status) or _BY_STATUS[400 if status >= 400 else 300]
        return Fatal(sentence.format(said=said, status=status), code=code)
    if not said:
        words = "The source's answer is not what was agreed (broken, or some other page); later."
        return Later(words, code="broken")
    words = f"The source answers with an error{said}"
    if errors.otherwise == "retriable":
        return Later(f"{words}; later.", code="busy")
    return Fatal(f"{words}; if it passes by itself, list its code under errors.", code="refused")


_BY_STATUS = {
    300: ("The source sends elsewhere; correct base_url.", "redirect"),
    400: ("The source refuses the request with HTTP {status}{said}.", "refused"),
    403: ("The source gives no right to read this{said}.", "auth"),
    404: ("The source has nothing at this path{said}; correct it.", "missing"),
}
