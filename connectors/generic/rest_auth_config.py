"""How a source wants to know who asks: bearer, basic, a token endpoint, or signed requests."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, SecretStr, model_validator

from connectors.base import Duration, Strict, duration_of
from connectors.generic.moment_formats import EPOCHS, ISO, Format
from connectors.generic.rest_judge import Errors, Success
from connectors.generic.rest_request import Request, Scalar, check_headers
from connectors.generic.rest_template import check_names
from connectors.sentences import At

CLOCK = frozenset({"timestamp", "nonce"})
SIGNED = frozenset({"method", "path", "path_quoted", "query", "body", "body_sha256", "body_md5"})


def _secret(value: Any) -> SecretStr:
    if not isinstance(value, str) or not value:
        raise At("This must be text; write ${NAME} to take it from the environment.")
    return SecretStr(value)


Secret = Annotated[SecretStr, BeforeValidator(_secret)]


class Bearer(Strict):
    """A token that is known beforehand; `token_file` is read again when it changes."""

    kind: Literal["bearer"]
    token: Secret | None = None
    token_file: str | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _one(self) -> "Bearer":
        if (self.token is None) == (self.token_file is None):
            raise At("Give exactly one of token and token_file.")
        return self


class Basic(Strict):
    """A user and a password."""

    kind: Literal["basic"]
    username: str = Field(min_length=1)
    password: Secret | None = None
    password_file: str | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _one(self) -> "Basic":
        if (self.password is None) == (self.password_file is None):
            raise At("Give exactly one of password and password_file.")
        return self


class Signature(Strict):
    """A digest of a message; `base64_of_hex` encodes the digest's hexadecimal digits."""

    algorithm: Literal[
        "hmac-sha256", "hmac-sha512", "hmac-sha1", "hmac-md5", "sha256", "sha512", "sha1", "md5"
    ] = "hmac-sha256"
    key: Secret | None = None
    message: Secret
    encoding: Literal["hex", "hex_upper", "base64", "base64_of_hex"] = "hex"

    @model_validator(mode="after")
    def _keyed(self) -> "Signature":
        if self.algorithm.startswith("hmac") != (self.key is not None):
            raise At("An hmac algorithm needs a key, a plain digest has none.", "key")
        return self


class Signing(Strict):
    """What token endpoints and signed requests share: files, a clock, named signatures."""

    own: ClassVar[frozenset[str]] = frozenset()

    files: dict[str, str] = Field(default_factory=dict)
    timestamp: Format = "epoch_ms"
    signatures: dict[str, Signature] = Field(default_factory=dict)
    headers: dict[str, str] = Field(default_factory=dict, repr=False)
    query: dict[str, Scalar] = Field(default_factory=dict, repr=False)

    @property
    def known(self) -> frozenset[str]:
        """Placeholders that have a value in every request."""
        return frozenset(self.files) | frozenset(self.signatures) | CLOCK | self.own

    @model_validator(mode="after")
    def _placed(self) -> "Signing":
        for group in ("files", "signatures"):
            for name in getattr(self, group):
                if not name.isidentifier() or not name.islower() or name in CLOCK | SIGNED:
                    raise At("Name it with small letters, digits and _.", group, name)
        check_headers(self.headers)
        check_names(self.headers, self.known, "headers")
        check_names(self.query, self.known, "query")
        for name, signature in self.signatures.items():
            read = frozenset(self.files) | CLOCK | SIGNED | self.own
            check_names(signature.message.get_secret_value(), read, "signatures", name, "message")
            if signature.key is not None:
                check_names(signature.key.get_secret_value(), read, "signatures", name, "key")
        if self.timestamp not in {ISO, *EPOCHS} and "ss" not in self.timestamp:
            raise At("A timestamp tells seconds.", "timestamp")
        return self


class Signed(Signing):
    """Requests that carry a signature of themselves in a header or the query."""

    kind: Literal["signed"]

    @model_validator(mode="after")
    def _used(self) -> "Signed":
        if not self.signatures:
            raise At("Name at least one signature and write {its_name} into headers or query.")
        return self


class TokenEndpoint(Signing):
    """A token fetched with a key and secret, kept until shortly before it ends.

    `token` and `expires_in` (seconds) are paths into the answer; `lifetime` holds where the answer
    doesn't say how long the token lives.
    """

    own: ClassVar[frozenset[str]] = frozenset({"token"})

    kind: Literal["token"]
    request: Request = Field(repr=False)
    token: str = Field(min_length=1)
    expires_in: str | None = Field(default=None, min_length=1)
    lifetime: Duration = duration_of("1h")
    refresh_before: Duration = duration_of("5m")
    success: Success | None = None
    errors: Errors | None = None

    @model_validator(mode="after")
    def _asked(self) -> "TokenEndpoint":
        self.request.check(self.known - {"token"}, "request")
        return self


Auth = Annotated[Bearer | Basic | TokenEndpoint | Signed, Field(discriminator="kind")]
