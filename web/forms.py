"""Read a small form, and nothing larger."""

from urllib.parse import parse_qsl

from starlette.requests import Request

from web.address import same_origin
from web.setting import Web

MAX_BODY = 8 * 1024
MAX_FIELDS = 10


class Refused(Exception):
    """The request is no form of ours; `status` says why."""

    def __init__(self, status: int) -> None:
        super().__init__(f"refused with {status}")
        self.status = status


async def read_form(request: Request, web: Web) -> dict[str, str]:
    """The fields of a form sent by one of our pages; raises Refused otherwise."""
    if not same_origin(request.headers, web.origin):
        raise Refused(403)
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise Refused(415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise Refused(413)
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict"
        )
    except ValueError:
        raise Refused(400) from None
    return dict(pairs)
