"""The pages before the cockpit: plain HTML of ours, every inserted text escaped."""

from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlencode

from starlette.responses import HTMLResponse

from state.rows import SessionRow
from web.headers import OWN_CSP
from web.setting import Web
from web.tokens import session_token
from web.words import WORDS, Lang

TEMPLATES = Path(__file__).parent / "templates"
HEADERS = {"cache-control": "no-store", "content-security-policy": OWN_CSP}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a page is called and says first; `title` is a word of web.words."""

    title: str
    notice: str = ""
    bad: bool = True
    status: int = 200


@cache
def _template(name: str) -> Template:
    return Template((TEMPLATES / name).read_text(encoding="utf-8"))


def _fill(name: str, values: dict[str, str]) -> str:
    return _template(name).substitute({key: escape(value) for key, value in values.items()})


def _page(web: Web, lang: Lang, shown: Shown, body: str, *, switch: str = "") -> HTMLResponse:
    words = WORDS[lang]
    notice, link = "", ""
    if shown.notice:
        kind = "bad" if shown.bad else "info"
        notice = f'<p class="notice {kind}" role="alert">{escape(shown.notice)}</p>'
    if switch:
        link = f'<a href="{escape(switch)}">{escape(words["other_label"])}</a>'
    html = _template("page.html").substitute(
        {key: escape(value) for key, value in words.items()},
        base=escape(web.base),
        title=escape(words[shown.title]),
        notice=notice,
        switch=link,
        body=body,
    )
    return HTMLResponse(html, status_code=shown.status, headers=HEADERS)


def signin_page(  # noqa: PLR0913, a form has many parts
    web: Web,
    lang: Lang,
    *,
    asked: str,
    token: str,
    target: str,
    username: str = "",
    notice: str = "",
    status: int = 200,
) -> HTMLResponse:
    """The sign-in form, in `lang`; `asked` is the language when it was chosen, `target` is safe."""
    words = WORDS[lang]
    body = _fill(
        "signin.html",
        {
            "base": web.base,
            "token": token,
            "next": target,
            "lang": asked,
            "username": username[:64],
            "username_label": words["username"],
            "password_label": words["password"],
            "signin": words["signin"],
            "focus_name": "" if username else "autofocus",
            "focus_password": "autofocus" if username else "",
        },
    )
    query = urlencode({"lang": words["other_lang"], "next": target})
    shown = Shown(title="signin", notice=notice, status=status)
    return _page(web, lang, shown, body, switch=f"{web.base}/login?{query}")


def password_page(
    web: Web, lang: Lang, session: SessionRow, *, target: str, notice: str = "", status: int = 200
) -> HTMLResponse:
    """The form to change a password; it leads on to `target`, which must already be safe."""
    words = WORDS[lang]
    keys = ("current", "new", "again", "rules", "save")
    body = _fill(
        "password.html",
        {
            **{key: words[key] for key in keys},
            "base": web.base,
            "token": session_token(web.secret, session.handle),
            "lang": lang,
            "next": target,
            "username": session.user.username,
        },
    )
    first = words["change_first"] if session.user.must_change else ""
    shown = Shown(title="change", notice=notice or first, bad=bool(notice), status=status)
    query = urlencode({"lang": words["other_lang"], "next": target})
    return _page(web, lang, shown, body, switch=f"{web.base}/password?{query}")


def signout_page(web: Web, lang: Lang, session: SessionRow) -> HTMLResponse:
    """Ask before signing out: a link alone must not end a session."""
    words = WORDS[lang]
    keys = ("signout", "signout_ask", "stay")
    token = session_token(web.secret, session.handle)
    body = _fill(
        "signout.html", {**{key: words[key] for key in keys}, "base": web.base, "token": token}
    )
    return _page(web, lang, Shown(title="signout"), body)


def refused_page(web: Web, lang: Lang, status: int) -> HTMLResponse:
    """A request that is no form of ours."""
    words = WORDS[lang]
    body = _fill("refused.html", {"base": web.base, "back": words["back"]})
    return _page(web, lang, Shown(title="signin", notice=words["refused"], status=status), body)


def missing_page(web: Web, lang: Lang) -> HTMLResponse:
    """There is no page at this address."""
    words = WORDS[lang]
    body = _fill(
        "missing.html", {key: words[key] for key in ("missing_words", "stay")} | {"base": web.base}
    )
    return _page(web, lang, Shown(title="missing", status=404), body)
