"""What a request looks like in the configuration: method, path, query, body, headers."""

from typing import Any, Literal

from pydantic import Field, JsonValue, model_validator

from connectors.base import Strict
from connectors.generic.rest_template import check_names, names
from connectors.sentences import At

Scalar = str | int | float | bool | None


class Request(Strict):
    """A request whose parts may hold placeholders; `path` continues the source's `base_url`."""

    method: Literal["GET", "POST", "PUT"] = "GET"
    path: str = Field(default="", max_length=2000)
    query: dict[str, Scalar] = Field(default_factory=dict, repr=False)
    headers: dict[str, str] = Field(default_factory=dict, repr=False)
    body: dict[str, JsonValue] | list[JsonValue] | None = Field(
        default=None, alias="json", repr=False
    )
    form: dict[str, Scalar] | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _sound(self) -> "Request":
        if self.path and (not self.path.startswith("/") or self.path.startswith("//")):
            raise At("This must be a path that begins with one /.", "path")
        if "?" in self.path or "#" in self.path:
            raise At("Write what stands after ? under query.", "path")
        if self.body is not None and self.form is not None:
            raise At("Give one of json and form.")
        if self.method == "GET" and (self.body is not None or self.form is not None):
            raise At("A GET request has no body; set method: POST.", "method")
        check_headers(self.headers)
        return self

    @property
    def parts(self) -> dict[str, Any]:
        """Everything that may hold placeholders, as the configuration names it."""
        parts = {"path": self.path, "query": self.query, "headers": self.headers}
        return parts | {"json": self.body, "form": self.form}

    @property
    def named(self) -> frozenset[str]:
        """The placeholders in it."""
        return names(self.parts)

    def check(self, known: frozenset[str], *place: str | int) -> None:
        """Every placeholder gets a value. Raises At."""
        for part, template in self.parts.items():
            check_names(template, known, *place, part)


def check_headers(headers: dict[str, str]) -> None:
    """Names and values that HTTP can carry. Raises At."""
    for name, value in headers.items():
        if not name.isascii() or not name.replace("-", "").replace("_", "").isalnum():
            raise At("A header's name has letters, digits, - and _ only.", "headers")
        if not value.isascii() or not value.isprintable():
            raise At("A header's value is one line of ASCII text.", "headers", name)
