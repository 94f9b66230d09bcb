"""Releases that a source doesn't book itself, by the links between its documents.

An order commits money and its invoice spends it; where the source leaves the commitment standing,
the same money would be counted twice. What the invoice of a linked order spends then takes back
what the order committed. It is never guessed: a document with any release of its own, an ambiguous
link, or a later document that several others led to, is left as booked.
"""

import polars as pl

from facts.recipe import Part, Rows
from tables.budget import BUDGET_ENTRIES
from tables.definition import MONEY
from tables.links import DOCUMENT_LINKS

c = pl.col

DOC = ["source", "document_type", "document_id"]
TO = ["to_source", "to_type", "to_id"]
POOL = [
    *(*DOC, "kind", "company_id", "department_id", "account_id", "project_id", "currency"),
]
LATER = {"reserve": ("commit", "actual"), "commit": ("actual",)}

_ENTRY = (
    *("company_id", "kind", "department_id", "account_id", "project_id", "period", "booked_on"),
    *("amount", "currency", "releases_id", "document_no", "owner_id", "updated_at"),
)
_FROM = {"source": "from_source", "document_type": "from_type", "document_id": "from_id"}
_TO = {"source": "to_source", "document_type": "to_type", "document_id": "to_id"}

PARTS = (
    Part(
        table=BUDGET_ENTRIES,
        name="same_document",
        joins={"document_type": "document_type", "document_id": "document_id"},
        of=BUDGET_ENTRIES.name,
        columns=_ENTRY,
    ),
    Part(
        table=BUDGET_ENTRIES,
        name="releases",
        joins={"releases_id": "entry_id"},
        of="same_document",
        columns=(),
    ),
    Part(
        table=DOCUMENT_LINKS,
        joins={theirs: own for own, theirs in _FROM.items()},
        of="same_document",
        columns=(*TO, "confidence"),
        across=True,
    ),
    Part(
        table=BUDGET_ENTRIES,
        name="later",
        joins=_TO,
        of=DOCUMENT_LINKS.name,
        columns=_ENTRY,
        across=True,
    ),
    Part(
        table=DOCUMENT_LINKS,
        name="rivals",  # whatever else led to the later document
        joins={name: name for name in TO},
        of=DOCUMENT_LINKS.name,
        columns=("from_type",),
        across=True,
    ),
    Part(
        table=BUDGET_ENTRIES,
        name="rival_entries",
        joins=_FROM,
        of="rivals",
        columns=("kind",),
        across=True,
    ),
)


def netted(rows: Rows) -> pl.DataFrame:
    """The releases that follow from links, as entries: negative amounts dated by what took over.

    `entry_id` names the entry released and the later one, `releases_id` the one released; the
    document is the later one.
    """
    pairs = _pairs(rows)
    until = c("later_amount").cum_sum().over(*POOL, "entry_id")
    taken = (until - c("before")).clip(pl.lit(0).cast(MONEY), c("amount"))
    released = pairs.sort("later_on", "later_source", "later_id").with_columns(taken=taken)
    step = c("taken") - c("taken").shift(1, fill_value=0).over(*POOL, "entry_id")
    return (
        released.with_columns(amount=(-step).cast(MONEY))
        .filter(c("amount") != 0)
        .select(
            *("source", "company_id", "department_id", "account_id", "project_id", "period"),
            *("currency", "amount"),
            entry_of=pl.lit("netting"),
            entry_id=pl.concat_str("entry_id", "later_source", "later_id", separator="/"),
            entry_kind="kind",
            releases_id="entry_id",
            booked_on="later_on",
            owner_id="later_owner",
            document_type="to_type",
            document_id="to_id",
            document_no="later_no",
            updated_at=pl.max_horizontal("updated_at", "later_updated"),
        )
    )


def _pairs(rows: Rows) -> pl.DataFrame:
    """Each entry that may be released with each later one, and what of its pool comes before it."""
    standing = _standing(rows)
    order = standing.sort("period", "entry_id").with_columns(
        before=(c("amount").cum_sum() - c("amount")).over(POOL).cast(MONEY)
    )
    links = _sole(rows).rename({theirs: own for own, theirs in _FROM.items()})
    later = (
        rows["later"]
        .filter(c("releases_id").is_null())
        .select(
            *("company_id", "department_id", "account_id", "project_id", "currency"),
            *(c(own).alias(theirs) for own, theirs in _TO.items()),
            later_source="source",
            later_id="entry_id",
            later_kind="kind",
            later_on="booked_on",
            later_amount="amount",
            later_owner="owner_id",
            later_no="document_no",
            later_updated="updated_at",
        )
    )
    place = ["company_id", "department_id", "account_id", "project_id", "currency"]
    follows = pl.any_horizontal(
        (c("kind") == kind) & c("later_kind").is_in(list(kinds)) for kind, kinds in LATER.items()
    )
    return (
        order.join(links, on=[*DOC, "kind"])
        .join(later, on=[*TO, *place], nulls_equal=True)
        .filter(follows)
    )


def _standing(rows: Rows) -> pl.DataFrame:
    """Reserves and commitments of documents that no release was ever booked for."""
    entries = rows["same_document"].unique(["source", "entry_id"])
    released = entries.join(
        rows["releases"].select("source", entry_id="releases_id"),
        on=["source", "entry_id"],
        how="semi",
    )
    return entries.filter(c("kind").is_in(list(LATER)) & (c("amount") > 0)).join(
        released, on=DOC, how="anti"
    )


def _sole(rows: Rows) -> pl.DataFrame:
    """The sure links (from, to and the kind of entry) whose later document has no other before
    it that reserves or commits likewise."""
    links = rows[DOCUMENT_LINKS.name].filter(c("confidence") != "ambiguous")
    ends = [*_FROM.values(), *TO]
    kinds = rows["rival_entries"].rename(_FROM).select(*_FROM.values(), "kind").unique()
    known = rows["rivals"].select(ends).unique().join(kinds, on=list(_FROM.values()))
    alone = known.filter(pl.len().over(*TO, "kind") == 1)
    return alone.join(links, on=ends, how="semi")
