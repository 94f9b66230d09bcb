"""Asks one source: with who asks, not too often, again where that may help."""

import time
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path
from random import random
from types import TracebackType
from typing import Any, Self

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_random_exponential

from connectors.errors import Fatal, Retriable
from connectors.generic.paths import pick, word
from connectors.generic.rate import limiter
from connectors.generic.rest_auth import (
    Token,
    basic,
    bearer,
    hidden,
    secrets_of,
    store_of,
    values_of,
)
from connectors.generic.rest_auth_config import Basic, Bearer, Signing, TokenEndpoint
from connectors.generic.rest_config import RestConfig
from connectors.generic.rest_http import Frame, build, exchange, open_client, origin, within
from connectors.generic.rest_judge import Errors, Expired, Later, Success, judge
from connectors.generic.rest_request import Request
from connectors.generic.rest_sign import signatures
from connectors.generic.rest_template import fill, names

LONGEST_LIFE = 30 * 86_400  # seconds a token is believed to live, whatever the source says
BEARER = {"Authorization": "Bearer {token}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """A good answer: its body, and the next page's address where the header Link tells it."""

    body: Any
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    success: Success | None
    errors: Errors


class Client:
    """A connection to a source, opened for one pull; use as a context."""

    def __init__(self, config: RestConfig, folder: Path) -> None:
        self._config = config
        self._folder = folder
        base = httpx.URL(config.base_url)
        self._limiter = limiter(config.name, str(origin(base)), config.rate.limits)
        self._patience = config.max_wait.total_seconds()
        self._hidden = secrets_of(config.auth) | hidden(config.headers, config.query)
        authority = None if config.ca_file is None else folder / config.ca_file
        self._http = open_client(timeout=config.timeout.total_seconds(), ca_file=authority)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def ask(self, request: Request, values: Mapping[str, Any], link: str | None = None) -> Good:
        """The good answer to a request, or to a link of the source. Raises Retriable or Fatal."""
        asked = httpx.URL(self._config.base_url + (fill(request.path, values) or ""))
        target = None if link is None else str(within(asked, link))
        return self._retrying()(self._attempt, request, values, target)

    def bare(self, link: str) -> str:
        """A link without what every request carries anyway: a stored place holds no secret."""
        auth = self._config.auth
        own = {*self._config.query, *(auth.query if isinstance(auth, Signing) else ())}
        try:
            url = httpx.URL(link)
        except (httpx.InvalidURL, ValueError):
            raise Fatal("The source gives a link that is no address.", code="redirect") from None
        carried = [name for name in own if name in url.params]
        for name in carried:
            url = url.copy_remove_param(name)
        return str(url) if carried else link

    def _retrying(self) -> Retrying:
        return Retrying(
            retry=retry_if_exception(self._may_help),
            stop=stop_after_attempt(self._config.attempts),
            wait=self._pause,
            reraise=True,
        )

    def _may_help(self, error: BaseException) -> bool:
        after = getattr(error, "after", None)
        return isinstance(error, Retriable) and (after is None or after <= self._patience)

    def _pause(self, state: RetryCallState) -> float:
        """What the source asks for and a little more, else a random time that grows."""
        error = None if state.outcome is None else state.outcome.exception()
        after = getattr(error, "after", None)
        if after is not None:
            return float(after) + random() / 2  # noqa: S311 - spreads callers, hides nothing
        return wait_random_exponential(multiplier=0.5, max=self._patience)(state)

    def _attempt(self, request: Request, values: Mapping[str, Any], link: str | None) -> Good:
        """One try, with a new token after an answer that no longer knows the old one."""
        rules = _Rules(success=self._config.success, errors=self._config.errors)
        auth = self._config.auth
        if not isinstance(auth, TokenEndpoint):
            return self._once(request, values, rules, link=link)
        store = store_of(self._config.name, self._config.base_url, auth, self._folder)
        token = store.get(lambda: self._fetch(auth))
        try:
            return self._once(request, values, rules, link=link, token=token)
        except Expired:
            token = store.get(lambda: self._fetch(auth), stale=token)
            return self._once(request, values, rules, link=link, token=token)

    def _once(
        self,
        request: Request,
        values: Mapping[str, Any],
        rules: _Rules,
        *,
        link: str | None = None,
        token: str | None = None,
    ) -> Good:
        given = {**values, **self._who(), "token": token}
        frame = self._frame(request, token=token)
        sent = build(self._http, frame, request, given, link)
        auth = self._config.auth
        if isinstance(auth, Signing) and auth.signatures:
            given |= signatures(auth.signatures, sent, given)
            sent = build(self._http, frame, request, given, link)
        self._wait()
        limit = self._config.max_megabytes << 20
        seconds = self._config.timeout.total_seconds()
        answer, response = exchange(self._http, sent, limit=limit, timeout=seconds)
        own = hidden({name: value for name, value in given.items() if name not in values})
        error = judge(answer, rules.success, rules.errors, self._hidden | own)
        if isinstance(error, Later) and error.after is not None:
            self._limiter.close(error.after)
        if error is not None:
            raise error
        return Good(body=answer.body, link=response.links.get("next", {}).get("url"))

    def _wait(self) -> None:
        delay = self._limiter.reserve(self._patience)
        if delay is None:
            words = "The source asked to be left alone for a while; later."
            raise Later(words, code="rate", after=inf)
        if delay > 0:
            time.sleep(delay)

    def _who(self) -> dict[str, Any]:
        """Values that say who asks, made anew for each request."""
        auth = self._config.auth
        if isinstance(auth, Signing):
            return values_of(auth, self._folder, self._config.zone)
        if isinstance(auth, Bearer):
            return {"authorization": bearer(auth, self._folder)}
        if isinstance(auth, Basic):
            pair = ":".join(basic(auth, self._folder))
            return {"authorization": f"Basic {b64encode(pair.encode()).decode()}"}
        return {}

    def _frame(self, request: Request, *, token: str | None) -> Frame:
        config, auth = self._config, self._config.auth
        headers, query = dict(config.headers), dict(config.query)
        if isinstance(auth, Signing):
            headers |= auth.headers
            query |= auth.query
            told = names([headers, query]) | request.named
            if token is not None and "token" not in told:
                headers |= BEARER
        elif auth is not None:
            headers["Authorization"] = "{authorization}"
        return Frame(base_url=config.base_url, headers=headers, query=query)

    def _fetch(self, auth: TokenEndpoint) -> Token:
        """A new token. Raises Retriable or Fatal."""
        config = self._config
        rules = _Rules(success=auth.success or config.success, errors=auth.errors or config.errors)
        body = self._once(auth.request, {}, rules).body
        text = word(pick(body, auth.token))
        if not text or not text.isascii() or not text.isprintable():
            raise Fatal(f"The token endpoint's answer has no token at {auth.token}.", code="auth")
        life = auth.lifetime.total_seconds()
        if auth.expires_in is not None:
            life = _seconds(pick(body, auth.expires_in), auth.expires_in)
        early = min(auth.refresh_before.total_seconds(), life / 2)
        return Token(text=text, until=time.monotonic() + life - early)


def _seconds(value: Any, path: str) -> float:
    try:
        seconds = float(word(value) or "")
    except ValueError:
        seconds = -1.0
    if not seconds >= 0:
        words = f"The token endpoint's answer has no number of seconds at {path}."
        raise Fatal(words, code="auth")
    return min(seconds, LONGEST_LIFE)
