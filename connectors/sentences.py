"""What pydantic found, as one sentence that says what would be right; inputs are never repeated."""

from pydantic_core import ErrorDetails

Where = tuple[str | int, ...]

_WORDS = {
    "missing": "This is missing; add it.",
    "extra_forbidden": "There is no such setting here; check the spelling or remove it.",
    "string_type": "This must be text.",
    "int_type": "This must be a whole number.",
    "int_parsing": "This must be a whole number.",
    "int_from_float": "This must be a whole number.",
    "bool_type": "This must be true or false.",
    "bool_parsing": "This must be true or false.",
    "union_tag_not_found": "Say which one it is; give its kind.",
    "dict_type": "This must be a set of names and values.",
    "model_type": "This must be a set of names and values.",
    "list_type": "This must be a list.",
    "tuple_type": "This must be a list.",
    "too_short": "This must not be empty.",
    "string_too_short": "This must not be empty.",
    "date_from_datetime_parsing": "This must be a date such as 2026-01-31.",
    "date_type": "This must be a date such as 2026-01-31.",
}


class At(ValueError):
    """A mistake found by our own checks, with the place below the checked part."""

    def __init__(self, sentence: str, *place: str | int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.place = place


def sentence_of(detail: ErrorDetails) -> tuple[Where, str]:
    """Where the mistake is, below the source, and what would be right."""
    place: Where = tuple(detail["loc"])
    context = detail.get("ctx", {})
    own = context.get("error")
    if isinstance(own, At):
        return (*place, *own.place), own.sentence
    kind = detail["type"]
    if kind == "literal_error":
        return place, f"This must be {context.get('expected', 'one of the known words')}."
    if kind == "union_tag_invalid":
        return place, f"The kind must be one of {context.get('expected_tags', 'the known words')}."
    if kind == "string_pattern_mismatch":
        return place, "Use letters, digits, - and _ only, beginning with a letter."
    if kind in {"greater_than_equal", "greater_than", "less_than_equal", "less_than"}:
        return place, f"{detail['msg'].removeprefix('Input ').capitalize()}."
    return place, _WORDS.get(kind, f"{detail['msg'].rstrip('.')}.")
