"""Which paths are open to everybody, and where a sign-in may lead."""

import re
from urllib.parse import quote, unquote, urlsplit

ASSETS = ("signin.css", "logo.svg")
PAGE, PASSWORD = "/login", "/password"
MAX_NEXT = 2000
# Streamlit's own channels are no pages to come back to.
CHANNELS = ("/_stcore/", "/media/", "/component/", "/static/", "/app/static/", "/vendor/")
CONTROL = re.compile(r"[\x00-\x20\x7f\\]")


def public_paths(base: str) -> frozenset[str]:
    """The exact paths that need no session; everything else does."""
    pages = (PAGE, "/healthz", "/readyz")
    return frozenset(base + path for path in (*pages, *(f"/signin/{name}" for name in ASSETS)))


def unfinished_paths(base: str) -> frozenset[str]:
    """The exact paths open to somebody who must first change a one-time password."""
    return public_paths(base) | {base + PASSWORD, f"{base}/logout"}


def safe_next(target: str | None, base: str) -> str:
    """The target when it is a page of this site, else the first page."""
    home = f"{base}/"
    if not target or len(target) > MAX_NEXT or CONTROL.search(target):
        return home
    if not target.startswith("/") or target.startswith("//"):
        return home
    try:
        parts = urlsplit(target)
    except ValueError:
        return home
    path = unquote(parts.path)  # a proxy may decode what we would leave as it is
    inside = path == base or path.startswith(home)
    own = path in unfinished_paths(base) or path.startswith(tuple(base + c for c in CHANNELS))
    if parts.scheme or parts.netloc or not inside or own or "//" in path or CONTROL.search(path):
        return home
    return target


def login_url(base: str, path: str, query: bytes) -> str:
    """The sign-in page that leads back to a path."""
    return leading_to(base, f"{base}{PAGE}", wanted_of(base, path, query))


def password_url(base: str, target: str) -> str:
    """The page that changes a password, leading on to a target that is safe."""
    return leading_to(base, f"{base}{PASSWORD}", target)


def leading_to(base: str, page: str, target: str) -> str:
    """A page of ours with the safe target it leads on to; the first page needs no word."""
    return page if target == f"{base}/" else f"{page}?next={quote(target, safe='/')}"


def wanted_of(base: str, path: str, query: bytes) -> str:
    """The page a request asks for, when one may be led back to it, else the first page."""
    wanted = path + (f"?{query.decode('latin-1')}" if query else "")
    wanted = quote(wanted, safe="/?&=%+:,;@!$'()*~-._")
    return safe_next(wanted, base)
