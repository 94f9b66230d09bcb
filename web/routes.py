"""Everything the launcher hangs into the application: routes and middleware."""

from pathlib import Path

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from web.gate import Gate
from web.headers import SecurityHeaders
from web.health import Ready, healthz
from web.missing import Missing
from web.password import ChangePassword
from web.paths import ASSETS
from web.setting import Web
from web.signin import SignIn

FILES = Path(__file__).parent / "assets"
FORM = ["GET", "POST"]


def routes(web: Web) -> list[BaseRoute]:
    """Our own pages, under the base path (Streamlit does not prefix custom routes)."""
    signin, password, ready = SignIn(web), ChangePassword(web), Ready(web)

    async def change(request: Request) -> Response:
        return await password(request)

    async def readyz(request: Request) -> Response:
        return await ready(request)

    pages: list[BaseRoute] = [
        Route(f"{web.base}/login", signin.login, methods=FORM),
        Route(f"{web.base}/logout", signin.logout, methods=FORM),
        Route(f"{web.base}/password", change, methods=FORM),
        Route(f"{web.base}/healthz", healthz),
        Route(f"{web.base}/readyz", readyz),
    ]
    return pages + [_asset(web.base, name) for name in ASSETS]


def middleware(web: Web) -> list[Middleware]:
    """Outermost first: headers on every answer, the gate, then which addresses are pages."""
    return [
        Middleware(SecurityHeaders, https=web.https),
        Middleware(Gate, web=web),
        Middleware(Missing, web=web),
    ]


def _asset(base: str, name: str) -> Route:
    async def serve(_request: Request) -> Response:
        return FileResponse(FILES / name, headers={"cache-control": "max-age=3600"})

    return Route(f"{base}/signin/{name}", serve)
