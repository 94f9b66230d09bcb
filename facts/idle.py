"""Stock that nothing was issued from for a long time: dead from a day on, until the next issue."""

import polars as pl

c = pl.col
IDLE_DAYS = 180
PAIR = ("source", "warehouse_id", "sku_id")


def dead_spans(records: pl.DataFrame, moves: pl.DataFrame) -> pl.DataFrame:
    """The spans of days in which a SKU is dead in a warehouse: PAIR, `dead_on`, `revived_on`.

    It is dead when IDLE_DAYS have passed without an issue, counted from the last one or from the
    day it was first seen, and revived by the next issue (null: not yet). `records` have balance_on,
    `moves` kind and moved_on.
    """
    seen = pl.concat(
        [
            records.select(*PAIR, begins="balance_on"),
            moves.select(*PAIR, begins="moved_on"),
        ]
    )
    first = seen.group_by(PAIR).agg(c("begins").min())
    marks = pl.concat([first, issues(moves).rename({"issued_on": "begins"})]).unique()
    spans = marks.sort("begins").select(
        *PAIR,
        dead_on=c("begins") + pl.duration(days=IDLE_DAYS),
        revived_on=c("begins").shift(-1).over(PAIR),
    )
    return spans.filter(c("revived_on").is_null() | (c("revived_on") > c("dead_on")))


def issues(moves: pl.DataFrame) -> pl.DataFrame:
    """The days on which something was issued: PAIR, `issued_on`."""
    return moves.filter(c("kind") == "issue").select(*PAIR, issued_on="moved_on").unique()


def with_pieces(records: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """`records` cut where they die or revive: `opens_on`, `closes_on` and `is_dead` of each piece.

    A record lasts from balance_on until closes_on and is named by source and balance_id.
    """
    name = ["source", "balance_id"]
    edges = pl.concat(
        [
            spans.select(*PAIR, opens_on="dead_on"),
            spans.select(*PAIR, opens_on="revived_on").drop_nulls(),
        ]
    ).unique()
    lasting = records.select(*PAIR, "balance_id", "balance_on", "closes_on")
    inside = (c("opens_on") > c("balance_on")) & (
        c("closes_on").is_null() | (c("opens_on") < c("closes_on"))
    )
    cuts = lasting.join(edges, on=PAIR).filter(inside).select(*name, "opens_on")
    starts = pl.concat([lasting.select(*name, opens_on="balance_on"), cuts]).sort("opens_on")
    pieces = starts.join(records, on=name, maintain_order="left").with_columns(
        closes_on=pl.coalesce(c("opens_on").shift(-1).over(name), "closes_on")
    )
    placed = pieces.join_asof(
        spans.sort("dead_on"),
        left_on="opens_on",
        right_on="dead_on",
        by=PAIR,
        check_sortedness=False,
    )
    dead = c("dead_on").is_not_null() & (
        c("revived_on").is_null() | (c("opens_on") < c("revived_on"))
    )
    return placed.with_columns(is_dead=dead & (c("quantity") > 0))
