"""Liveness and readiness for supervisors; neither tells a stranger anything."""

import logging

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse

from web.setting import Web

LOG = logging.getLogger(__name__)
NO_STORE = {"cache-control": "no-store"}


async def healthz(_request: Request) -> JSONResponse:
    """The process answers."""
    return JSONResponse({"alive": True}, headers=NO_STORE)


class Ready:
    """The process can serve people: its state answers."""

    def __init__(self, web: Web) -> None:
        self._web = web

    async def __call__(self, _request: Request) -> JSONResponse:
        """200 when state answers, else 503."""
        try:
            await to_thread.run_sync(self._web.state.ping)
        except Exception:
            LOG.exception("Not ready: state does not answer")
            return JSONResponse({"ready": False}, status_code=503, headers=NO_STORE)
        return JSONResponse({"ready": True}, headers=NO_STORE)
