"""Access tokens: an app id and its secret become a signed token that ends by itself.

Nothing is stored, so a token outlives a restart of the server and ends with the secret.
"""

from hmac import compare_digest

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from samples.demo.crm.answers import Code, Refusal
from samples.demo.crm.home import APP_ID

LIFETIME = 7_200  # seconds


class Tokens:
    """Gives out and checks the tokens of one app."""

    def __init__(self, secret: str, *, lifetime: int = LIFETIME) -> None:
        self._secret = secret
        self.lifetime = lifetime
        self._signer = URLSafeTimedSerializer(secret, salt="crm.access")

    def issue(self, app_id: str, app_secret: str) -> str:
        """A token for who knows the secret; Refusal(BAD_APP) for anybody else."""
        right = compare_digest(app_id.encode(), APP_ID.encode())
        if not (compare_digest(app_secret.encode(), self._secret.encode()) and right):
            raise Refusal(Code.BAD_APP, "The app_id or app_secret is wrong.")
        return self._signer.dumps(APP_ID)

    def check(self, header: str | None) -> None:
        """Pass a living `Bearer` token; Refusal(BAD_TOKEN or TOKEN_EXPIRED) otherwise."""
        scheme, _, token = (header or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Refusal(
                Code.BAD_TOKEN, "Send the header Authorization: Bearer with an access_token."
            )
        try:
            self._signer.loads(token, max_age=self.lifetime)
        except SignatureExpired:
            raise Refusal(
                Code.TOKEN_EXPIRED, "The access_token has expired; ask /oauth2/token for another."
            ) from None
        except BadSignature:
            raise Refusal(
                Code.BAD_TOKEN, "The access_token is not one of ours; ask /oauth2/token for one."
            ) from None
