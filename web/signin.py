"""Sign in and out: a new random id at every sign-in, ended on the server at every sign-out."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from state import State
from state.rows import SessionRow, User
from web.address import client_ip
from web.forms import Refused, read_form
from web.gate import SESSION_KEY
from web.paths import password_url, safe_next
from web.setting import Web
from web.tokens import (
    FORM_SECONDS,
    form_token,
    form_token_fits,
    new_nonce,
    session_token_fits,
)
from web.views import refused_page, signin_page, signout_page
from web.words import WORDS, Lang, asked_lang, lang_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What became of an attempt to prove who one is."""

    user: User | None
    locked_until: datetime | None = None
    delay: float = 0.0


def prove(state: State, username: str, password: str, ip: str) -> Attempt:
    """Check a password with patience; an unknown user takes the same way as a known one."""
    patience = state.lockout.begin(username, ip)
    if patience.locked_until is not None:
        return Attempt(user=None, locked_until=patience.locked_until)
    user = state.users.check(username, password)
    if user is not None:
        state.lockout.clear(username, ip)
    return Attempt(user=user, delay=patience.delay)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What a sign-in form is drawn with; `asked` is the language chosen there, `target` is safe."""

    asked: Lang | None
    target: str
    username: str = ""

    @property
    def lang(self) -> Lang:
        """The language of the form."""
        return lang_of(self.asked)


class SignIn:
    """The handlers of /login and /logout."""

    def __init__(self, web: Web) -> None:
        self._web = web

    async def login(self, request: Request) -> Response:
        """Show the form, or check what it brings."""
        web, asked = self._web, asked_lang(request.query_params.get("lang"))
        if request.method != "POST":
            target = safe_next(request.query_params.get("next"), web.base)
            session = session_of(request)
            if session is not None and not session.user.must_change:
                return RedirectResponse(target, status_code=303)
            return self._form(request, Typed(asked=asked, target=target))
        try:
            form = await read_form(request, web)
        except Refused as refused:
            return refused_page(web, lang_of(asked), refused.status)
        typed = Typed(
            asked=asked_lang(form.get("lang")),
            target=safe_next(form.get("next"), web.base),
            username=form.get("username", "")[:200],
        )
        nonce = request.cookies.get(web.form_cookie)
        if not form_token_fits(web.secret, form.get("token", ""), nonce):
            return self._form(request, typed, WORDS[typed.lang]["stale"], 400)
        return await self._check(request, typed, form.get("password", ""))

    async def _check(self, request: Request, typed: Typed, password: str) -> Response:
        web, ip = self._web, ip_of(request, self._web)
        attempt = await to_thread.run_sync(prove, web.state, typed.username, password, ip)
        if attempt.delay:
            await asyncio.sleep(attempt.delay)
        if attempt.locked_until is not None:
            return self._locked(request, typed, attempt.locked_until)
        if attempt.user is None:
            return self._form(request, typed, WORDS[typed.lang]["wrong"], 401)
        return await self._enter(request, attempt.user, typed, ip)

    async def _enter(self, request: Request, user: User, typed: Typed, ip: str) -> Response:
        web, old = self._web, session_of(request)
        if old is not None:
            await to_thread.run_sync(web.state.sessions.revoke, old.handle)
        agent = request.headers.get("user-agent", "")
        if typed.asked is not None:
            await to_thread.run_sync(_speak, web.state, user, typed.asked, ip)
        token = await to_thread.run_sync(_begin, web.state, user, ip, agent)
        where = password_url(web.base, typed.target) if user.must_change else typed.target
        response = RedirectResponse(where, status_code=303, headers={"cache-control": "no-store"})
        set_session(response, web, token)
        _drop(response, web, web.form_cookie)
        return response

    def _locked(self, request: Request, typed: Typed, until: datetime) -> Response:
        left = max(until - datetime.now(UTC), timedelta(seconds=1))
        minutes = ceil(left / timedelta(minutes=1))
        said = WORDS[typed.lang]["locked"].format(minutes=minutes)
        response = self._form(request, typed, said, 429)
        response.headers["retry-after"] = str(ceil(left.total_seconds()))
        return response

    def _form(
        self, request: Request, typed: Typed, notice: str = "", status: int = 200
    ) -> Response:
        web = self._web
        nonce = request.cookies.get(web.form_cookie) or new_nonce()
        response = signin_page(
            web,
            typed.lang,
            asked=typed.asked or "",
            token=form_token(web.secret, nonce),
            target=typed.target,
            username=typed.username,
            notice=notice,
            status=status,
        )
        response.set_cookie(
            web.form_cookie,
            nonce,
            max_age=FORM_SECONDS,
            httponly=True,
            secure=web.https,
            samesite="lax",
        )
        return response

    async def logout(self, request: Request) -> Response:
        """Ask on GET; on POST with the session's token end the session everywhere."""
        web, session = self._web, session_of(request)
        away = RedirectResponse(f"{web.base}/login", status_code=303)
        if session is None:
            return away
        lang = lang_of(request.query_params.get("lang"), session.user.lang)
        if request.method != "POST":
            return signout_page(web, lang, session)
        try:
            form = await read_form(request, web)
        except Refused as refused:
            return refused_page(web, lang, refused.status)
        if not session_token_fits(web.secret, form.get("token", ""), session.handle):
            return refused_page(web, lang, 403)
        await to_thread.run_sync(_end, web.state, session, ip_of(request, web))
        _drop(away, web, web.cookie)
        return away


def session_of(request: Request) -> SessionRow | None:
    """The living session the gate found for this request."""
    return request.scope.get(SESSION_KEY)


def ip_of(request: Request, web: Web) -> str:
    """The address of the person's device, as far as trusted proxies tell."""
    peer = request.client.host if request.client else None
    return client_ip(peer, request.headers, web.proxies)


def set_session(response: Response, web: Web, token: str) -> None:
    """Hand the browser its session id; it ends with the browser or on the server."""
    response.set_cookie(
        web.cookie, token, path="/", httponly=True, secure=web.https, samesite="lax"
    )


def _drop(response: Response, web: Web, name: str) -> None:
    response.delete_cookie(name, path="/", httponly=True, secure=web.https, samesite="lax")


def _speak(state: State, user: User, lang: Lang, ip: str) -> None:
    if user.lang != lang:
        state.users.change(user.username, lang=lang)
        state.audit.add(user.username, "language", origin=ip, lang=lang)


def _begin(state: State, user: User, ip: str, agent: str) -> str:
    token = state.sessions.create(user.username, ip=ip, user_agent=agent)
    state.users.signed_in(user.username)
    state.audit.add(user.username, "sign_in", origin=ip)
    return token


def _end(state: State, session: SessionRow, ip: str) -> None:
    state.sessions.revoke(session.handle)
    state.audit.add(session.user.username, "sign_out", origin=ip)
