"""Stock as the ERP stores it: what lies where, moves, counts, month-end balances."""

from dataclasses import dataclass

from samples.demo.erp.sheet import Day, Day8, Moment, Number, Price, Record, Text, Yuan, sheet

# FBIZTYPE of a move -> what it is
OPENING, IN, OUT, MADE, USED, OUT_GROUP, IN_GROUP, GAIN, BACK = (
    "QC", "CGRK", "XSCK", "SCRK", "SCLL", "NBCK", "NBRK", "PD", "XSTH",
)  # fmt: skip


@sheet("t_stk_inventory", "FID FSTOCKORGID FSTOCKID FMATERIALID FLOT FBASEQTY FMODIFYDATE",
       index="FMATERIALID")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Shelf(Record):
    """What the books say lies in a warehouse, by item and lot."""

    id: Number
    company: Number
    warehouse: Text
    sku: Number
    lot: Text
    quantity: Number
    modified: Moment


@sheet("t_stk_invlog", "FLOGID FSTOCKORGID FBIZTYPE FSTOCKID FMATERIALID FLOT FQTY FUNIT FCOST"
       " FDATE FSRCBILLTYPE FSRCENTRYID FMODIFYDATE", index="FMODIFYDATE FMATERIALID")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Move(Record):
    """What a document changed on a shelf; `quantity` and `cost` are signed."""

    id: Number
    company: Number
    type: Text
    warehouse: Text
    sku: Number
    lot: Text
    quantity: Number
    unit: Text
    cost: Yuan
    day: Day
    source: Text
    source_id: Number | None
    modified: Moment


@sheet("t_stk_count", "FID FBILLNO FSTOCKORGID FSTOCKID FPERIOD FBACKUPDATE FDOCUMENTSTATUS"
       " FCREATEDATE FMODIFYDATE", index="FMODIFYDATE FBILLNO")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Count(Record):
    """A month's stock count of a warehouse; the book is frozen on `day`."""

    id: Number
    number: Text
    company: Number
    warehouse: Text
    period: Text
    day: Day8
    status: Text
    created: Moment
    modified: Moment


@sheet("t_stk_countentry", "FENTRYID FID FSEQ FROUND FMATERIALID FLOT FLOC FABC FACCTQTY FCOUNTQTY"
       " FUNIT FUNITCOST FCOUNTERID FCOUNTTIME FMODIFYDATE", index="FID FMODIFYDATE")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class CountLine(Record):
    """One record counted; `round` 1 is the first count, later ones are recounts."""

    id: Number
    count: Number
    seq: Number
    round: Number
    sku: Number
    lot: Text
    location: Text
    abc: Text
    book: Number
    counted: Number
    unit: Text
    cost: Price
    counter: Number
    at: Moment
    modified: Moment


@sheet("t_stk_balance", "FID FSTOCKORGID FPERIODEND FSTOCKID FMATERIALID FLOT FENDQTY FAVAILQTY"
       " FUNIT FENDAMOUNT FMODIFYDATE", index="FMODIFYDATE")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Balance(Record):
    """A shelf at the close of a month, valued at standard cost."""

    id: Number
    company: Number
    day: Day8
    warehouse: Text
    sku: Number
    lot: Text
    quantity: Number
    available: Number
    unit: Text
    amount: Yuan
    modified: Moment


STOCK = (Shelf, Move, Count, CountLine, Balance)
