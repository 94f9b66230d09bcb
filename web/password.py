"""Change a password: forced after a one-time one, possible at any time."""

import asyncio

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from state import State
from state.passwords import problems
from state.rows import SessionRow
from web.forms import Refused, read_form
from web.paths import safe_next
from web.setting import Web
from web.signin import ip_of, prove, session_of, set_session
from web.tokens import session_token_fits
from web.views import password_page, refused_page
from web.words import WORDS, Lang, lang_of


class ChangePassword:
    """The handler of /password; the gate lets only signed-in people reach it."""

    def __init__(self, web: Web) -> None:
        self._web = web

    async def __call__(self, request: Request) -> Response:
        """Show the form, or store what it brings."""
        web, session = self._web, session_of(request)
        if session is None:
            return RedirectResponse(f"{web.base}/login", status_code=303)
        lang = lang_of(request.query_params.get("lang"), session.user.lang)
        target = safe_next(request.query_params.get("next"), web.base)
        if request.method != "POST":
            return password_page(web, lang, session, target=target)
        try:
            form = await read_form(request, web)
        except Refused as refused:
            return refused_page(web, lang, refused.status)
        lang = lang_of(form.get("lang"), lang)
        target = safe_next(form.get("next"), web.base)
        if not session_token_fits(web.secret, form.get("token", ""), session.handle):
            return refused_page(web, lang, 403)
        wrong = _wrong(form, session.user.username, lang) or await self._unproved(
            request, form, session, lang
        )
        if wrong:
            return password_page(web, lang, session, target=target, notice=wrong, status=400)
        return await self._store(request, form["new"], session, target)

    async def _unproved(
        self, request: Request, form: dict[str, str], session: SessionRow, lang: Lang
    ) -> str:
        web, name = self._web, session.user.username
        ip = ip_of(request, web)
        attempt = await to_thread.run_sync(prove, web.state, name, form.get("current", ""), ip)
        if attempt.delay:
            await asyncio.sleep(attempt.delay)
        return "" if attempt.user is not None else WORDS[lang]["wrong_current"]

    async def _store(
        self, request: Request, password: str, session: SessionRow, target: str
    ) -> Response:
        web = self._web
        ip, agent = ip_of(request, web), request.headers.get("user-agent", "")
        token = await to_thread.run_sync(_renew, web.state, session, password, ip, agent)
        response = RedirectResponse(target, status_code=303, headers={"cache-control": "no-store"})
        set_session(response, web, token)
        return response


def _wrong(form: dict[str, str], username: str, lang: Lang) -> str:
    words, new = WORDS[lang], form.get("new", "")
    if new != form.get("again", ""):
        return words["differ"]
    if new == form.get("current", ""):
        return words["same"]
    weak = problems(new, username)
    if not weak:
        return ""
    said = [problem.zh if lang == "zh" else problem.en for problem in weak]
    return words["weak"] + ("；" if lang == "zh" else "; ").join(said)


def _renew(state: State, session: SessionRow, password: str, ip: str, agent: str) -> str:
    name = session.user.username
    state.users.set_password(name, password)
    state.sessions.revoke_user(name)
    state.audit.add(name, "password_changed", origin=ip)
    return state.sessions.create(name, ip=ip, user_agent=agent)
