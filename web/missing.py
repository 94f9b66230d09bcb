"""An address without a page is said in the viewer's own language, not by an English dialog."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from web.gate import SESSION_KEY
from web.paths import CHANNELS, unfinished_paths
from web.setting import Web
from web.views import missing_page


class Missing:
    """ASGI middleware behind the gate; answers a browser that opens an address without a page."""

    def __init__(self, app: ASGIApp, *, web: Web) -> None:
        self._app = app
        self._web = web
        self._own = unfinished_paths(web.base)
        self._channels = tuple(web.base + channel for channel in CHANNELS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer that there is no such page, or pass on one connection."""
        if self._is_missing(scope):
            answer = missing_page(self._web, scope[SESSION_KEY].user.lang)
            return await answer(scope, receive, send)
        return await self._app(scope, receive, send)

    def _is_missing(self, scope: Scope) -> bool:
        pages = self._web.pages
        if pages is None or scope["type"] != "http" or SESSION_KEY not in scope:
            return False
        if scope["method"] not in {"GET", "HEAD"}:
            return False
        # Only a browser's own navigation asks for HTML; what Streamlit fetches does not.
        if "text/html" not in Headers(scope=scope).get("accept", ""):
            return False
        path: str = scope["path"]
        if path in self._own or path.startswith(self._channels):
            return False
        inside = path == self._web.base or path.startswith(f"{self._web.base}/")
        return not inside or path.removeprefix(self._web.base).strip("/") not in pages | {""}
