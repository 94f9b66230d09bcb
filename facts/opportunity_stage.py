"""The opportunity stage fact: one row per stretch that an opportunity spent in a stage."""

import polars as pl

from facts.days import with_day_numbers, with_lags
from facts.measure import with_dates
from facts.money import with_booked_or_told
from facts.opportunity import ROOT, opportunities
from facts.recent import newest
from facts.recipe import Part, Recipe, Rows
from facts.references import References
from facts.running import running
from facts.shares import EXACT
from tables.crm import OPPORTUNITY_STAGES
from tables.definition import MONEY, UTC_TIME, Table
from tables.parts import RATE, money

c = pl.col
OPPORTUNITY = ("source", "opportunity_id")

OPPORTUNITY_STAGE = Table(
    name="opportunity_stage",
    key=("source", "opportunity_id", "seq"),
    cursor=None,
    partition="created_at",  # of the opportunity
    schema=pl.Schema(
        {
            "source": pl.String,
            "opportunity_id": pl.String,
            "seq": pl.Int64,  # 0: the opportunity tells no stages but the one it is in
            "opportunity_no": pl.String,
            "name": pl.String,
            "company_id": pl.String,
            "calendar_id": pl.String,
            "department_id": pl.String,
            "customer_id": pl.String,
            "owner_id": pl.String,
            "region_id": pl.String,
            "stage": pl.String,
            "status": pl.String,  # of the opportunity
            "created_at": UTC_TIME,
            "opens_at": UTC_TIME,  # entered; the first stage counts from the creation
            "closes_at": UTC_TIME,  # the next stage, won or lost; null: it is still there
            "opens_on": pl.Date,
            "closes_on": pl.Date,
            "expected_on": pl.Date,
            "aged_from_day": pl.Int64,  # of the opportunity
            "stage_from_day": pl.Int64,
            "due_day": pl.Int64,  # expected to close
            "stage_days": pl.Int64,  # of a stage that was left
            "stage_calendar_days": pl.Int64,
            "currency": pl.String,
            "amount": MONEY,  # as it was believed in this stretch
            "weighted_amount": MONEY,  # amount x probability
            "probability": RATE,
            "booked_currency": pl.String,
            "booked_amount": MONEY,
            "booked_weighted_amount": MONEY,
            "is_test": pl.Boolean,
            "is_pipeline": pl.Boolean,  # open for some time, of one that was not cancelled
            "is_last": pl.Boolean,  # the stage it is in, or was decided in
            "is_cancelled": pl.Boolean,
            "has_amount": pl.Boolean,
            "has_probability": pl.Boolean,
            "is_booked": pl.Boolean,  # its amount is known, in the company's currency or its own
            "updated_at": UTC_TIME,
        }
    ),
    units=money("amount", "weighted_amount")
    | {"booked_amount": "booked currency", "booked_weighted_amount": "booked currency"},
)


def build(rows: Rows, references: References) -> pl.DataFrame:
    """The OPPORTUNITY_STAGE fact of some opportunities.

    What a stage doesn't say is as the stage before it said, else as the opportunity says, which
    alone speaks for the stage an open one is in.
    """
    deals = opportunities(rows)
    stretches = _with_ends(_stretches(deals, rows["opportunity_stages"]))
    dated = with_dates(
        _with_amounts(stretches),
        references.clock,
        opens_on="opens_at",
        closes_on="closes_at",
        created_on="created_at",
    )
    timed = with_lags(dated, references, stage=("opens_on", "closes_on"))
    aged = with_day_numbers(
        timed, aged_from_day="created_on", stage_from_day="opens_on", due_day="expected_on"
    )
    lasted = c("closes_at").is_null() | (c("closes_at") > c("opens_at"))
    return with_booked_or_told(
        aged, booked_amount="amount", booked_weighted_amount="weighted_amount"
    ).with_columns(
        is_pipeline=lasted & ~c("is_cancelled"),
        has_amount=c("amount").is_not_null(),
        has_probability=c("probability").is_not_null(),
        is_booked=c("booked_amount").is_not_null(),
    )


def _stretches(deals: pl.DataFrame, stages: pl.DataFrame) -> pl.DataFrame:
    """Every stage with its opportunity; one that tells none is in its stage from the beginning."""
    header = deals.drop("amount", "currency", "probability", "stage", "updated_at").hstack(
        deals.select(
            deal_amount="amount",
            deal_currency="currency",
            deal_probability="probability",
            deal_stage="stage",
        )
    )
    said = stages.drop("company_id", strict=False)
    silent = deals.join(said, on=OPPORTUNITY, how="anti").select(
        *OPPORTUNITY,
        "stage",
        "amount",
        "currency",
        "probability",
        seq=pl.lit(0, pl.Int64),
        entered_at="created_at",
    )
    every = pl.concat([said.drop("updated_at"), silent], how="diagonal_relaxed")
    return (
        every.join(header, on=OPPORTUNITY, how="inner")
        .join(newest(OPPORTUNITY, deals, said), on=OPPORTUNITY, how="left")
        .sort(*OPPORTUNITY, "entered_at", "seq")
        .with_columns(one=pl.lit(1, pl.Int64))
        .with_columns(place=running(c("one"), OPPORTUNITY), count=pl.len().over(OPPORTUNITY))
        .with_columns(is_last=c("place") == c("count"))
    )


def _with_ends(rows: pl.DataFrame) -> pl.DataFrame:
    """From when until when; nothing lasts beyond the day it was won or lost."""
    entered = pl.max_horizontal("entered_at", "created_at")
    opens = pl.when(c("place") == 1).then("created_at").otherwise(entered)
    until = pl.min_horizontal(c("entered_at").shift(-1).over(OPPORTUNITY), "closed_at")
    return rows.with_columns(opens_at=opens).with_columns(
        closes_at=pl.when(until.is_not_null()).then(pl.max_horizontal(until, "opens_at"))
    )


def _with_amounts(rows: pl.DataFrame) -> pl.DataFrame:
    """What was believed in each stretch: amount with its currency, and probability."""
    now = c("is_last") & c("is_open")
    said = rows.with_columns(
        *(
            pl.when(now & c(f"deal_{name}").is_not_null())
            .then(f"deal_{name}")
            .otherwise(name)
            .alias(name)
            for name in ("amount", "stage", "probability")
        ),
        pl.when(now & c("deal_amount").is_not_null())
        .then("deal_currency")
        .when(c("amount").is_not_null())
        .then("currency")
        .alias("currency"),
    )
    kept = said.with_columns(
        c(name).forward_fill().over(OPPORTUNITY) for name in ("amount", "currency", "probability")
    )
    silent = c("amount").is_null()
    told = kept.with_columns(
        amount=pl.coalesce("amount", "deal_amount"),
        currency=pl.when(silent).then("deal_currency").otherwise("currency"),
        probability=pl.coalesce("probability", "deal_probability"),
    )
    weighted = c("amount").cast(EXACT) * c("probability").cast(EXACT)
    return told.with_columns(weighted_amount=weighted.round(2, mode="half_to_even").cast(MONEY))


RECIPE = Recipe(
    fact=OPPORTUNITY_STAGE,
    group=OPPORTUNITY,
    root=ROOT,
    parts=(
        Part(
            table=OPPORTUNITY_STAGES,
            columns=("stage", "entered_at", "amount", "currency", "probability", "updated_at"),
            joins={"opportunity_id": "opportunity_id"},
        ),
    ),
    build=build,
    days=("opens_on", "closes_on"),
    owners=("owner_id",),
    document=("opportunity", "opportunity_id"),
    version=2,
)
