"""Signatures of a request: a digest of what is sent, written where the source looks for it."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from connectors.generic.rest_auth_config import Signature
from connectors.generic.rest_template import fill_text


def signatures(
    wanted: Mapping[str, Signature], request: httpx.Request, values: Mapping[str, Any]
) -> dict[str, str]:
    """Each signature of a request as it will be sent; `values` are what it was made of."""
    path, _, query = request.url.raw_path.decode("ascii").partition("?")
    body = request.content
    about = {
        "method": request.method,
        "path": path,
        "path_quoted": quote(path, safe=""),
        "query": query,
        "body": body.decode("utf-8"),
        "body_sha256": hashlib.sha256(body).hexdigest(),
        "body_md5": hashlib.md5(body, usedforsecurity=False).hexdigest(),
    }
    return {name: sign(each, {**values, **about}) for name, each in wanted.items()}


def sign(signature: Signature, values: Mapping[str, Any]) -> str:
    """One signature of a message made of values."""
    message = fill_text(signature.message.get_secret_value(), values).encode()
    name = signature.algorithm.removeprefix("hmac-")
    if signature.key is None:
        digest = hashlib.new(name, message, usedforsecurity=False).digest()
    else:
        key = fill_text(signature.key.get_secret_value(), values).encode()
        digest = hmac.new(key, message, name).digest()
    if signature.encoding == "base64":
        return base64.b64encode(digest).decode()
    if signature.encoding == "base64_of_hex":
        return base64.b64encode(digest.hex().encode()).decode()
    return digest.hex().upper() if signature.encoding == "hex_upper" else digest.hex()
