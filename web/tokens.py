"""Tokens that tie a form to the browser or session it was drawn for."""

import hashlib
import hmac
import secrets

from itsdangerous import BadData, URLSafeTimedSerializer

FORM_SECONDS = 2 * 60 * 60


def new_nonce() -> str:
    """A random mark for one browser's sign-in form."""
    return secrets.token_urlsafe(24)


def form_token(secret: str, nonce: str) -> str:
    """The signed token a sign-in form carries; its nonce sits in the browser's cookie."""
    return URLSafeTimedSerializer(secret, salt="sign-in form").dumps(nonce)


def form_token_fits(secret: str, token: str, nonce: str | None) -> bool:
    """Whether the form was drawn by us, for this browser, not long ago."""
    if not nonce:
        return False
    try:
        said = URLSafeTimedSerializer(secret, salt="sign-in form").loads(token, FORM_SECONDS)
    except BadData:
        return False
    return isinstance(said, str) and hmac.compare_digest(said.encode(), nonce.encode())


def session_token(secret: str, handle: str) -> str:
    """The token that forms of one session carry."""
    return hmac.new(secret.encode(), b"session form " + handle.encode(), hashlib.sha256).hexdigest()


def session_token_fits(secret: str, token: str, handle: str) -> bool:
    """Whether a form was drawn for this session."""
    return hmac.compare_digest(session_token(secret, handle).encode(), token.encode())
