"""Which document led to which, across systems: many to many, each link with its confidence."""

import polars as pl

from tables.definition import Table, columns

CONFIDENCE = frozenset({"key", "rule", "ambiguous"})

DOCUMENT_LINKS = Table(
    name="document_links",
    key=("source", "from_source", "from_id", "to_source", "to_id", "kind"),
    schema=columns(
        from_source=pl.String,
        from_type=pl.String,
        from_id=pl.String,
        to_source=pl.String,
        to_type=pl.String,
        to_id=pl.String,
        kind=pl.String,
        confidence=pl.String,
    ),
    required=frozenset(
        {
            "source",
            "from_source",
            "from_id",
            "to_source",
            "to_id",
            "kind",
            "confidence",
            "updated_at",
        }
    ),
    enums={"confidence": CONFIDENCE},
)
