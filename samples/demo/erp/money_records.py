"""Contracts, budgets, bank and ledger as the ERP stores them."""

from dataclasses import dataclass

from samples.demo.erp.sheet import (
    Cents,
    Day,
    Day8,
    Flag,
    Moment,
    Number,
    Price,
    Record,
    Text,
    Yuan,
    sheet,
)

RESERVE, COMMIT, ACTUAL, PAID = "YZ", "ZY", "SJ", "FK"


@sheet("t_con_contract", "FID FBILLNO FNAME FTYPE FORGID FDEPTID FMANAGERID FSUPPLIERID FCUSTID"
       " FPROJECTID FSIGNDATE FSTARTDATE FENDDATE FCLOSEDATE FCURRENCYID FEXCHANGERATE"
       " FAMOUNT FALLAMOUNT FDOCUMENTSTATUS FSTATE FOANO FCREATEDATE FMODIFYDATE",
       index="FMODIFYDATE FBILLNO FOANO FSUPPLIERID FCUSTID")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Contract(Record):
    """A contract: `type` CG with a supplier, XS with a customer. `state` 0 runs, 1 fulfilled,
    2 terminated before all of it was called off. `closed` is the day it was filed as either."""

    id: Number
    number: Text
    name: Text
    type: Text
    company: Number
    department: Number
    manager: Number
    supplier: Number | None
    customer: Number | None
    project: Number | None
    signed: Day
    starts: Day
    ends: Day
    closed: Day | None
    currency: Number
    rate: Price
    net: Yuan
    total: Yuan
    status: Text
    state: Number
    approval: Text | None
    created: Moment
    modified: Moment


@sheet("t_con_payplan", "FENTRYID FID FSEQ FPAYITEM FPLANDATE FPLANAMOUNT_F FMODIFYDATE",
       index="FID FMODIFYDATE")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Term(Record):
    """What a contract says is to be paid when, in cents."""

    id: Number
    contract: Number
    seq: Number
    name: Text
    due: Day
    amount: Cents
    modified: Moment


@sheet("t_bm_budget", "FID FORGID FDEPTID FACCOUNTID FYEAR FPERIOD FBUDGETAMOUNT FTYPE FMODIFYDATE",
       index="FMODIFYDATE FDEPTID")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class BudgetLine(Record):
    """A department's money of an account for a month, as first approved. `type`: F what it may
    spend, S what it is to bring in."""

    id: Number
    company: Number
    department: Number
    account: Text
    year: Text
    period: Text
    amount: Yuan
    type: Text
    modified: Moment


@sheet("t_bm_adjust", "FID FBILLNO FLINEID FTYPE FDATE FAMOUNT FCOUNTERID FOANO FMODIFYDATE",
       index="FMODIFYDATE FLINEID FBILLNO")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Revision(Record):
    """A dated change of a budget line. `type`: ZJ more, TJ less, DR moved in, DC moved out, JR
    carried in from the year before, JC carried out into the next."""

    id: Number
    number: Text
    line: Number
    type: Text
    day: Day
    amount: Yuan
    counter: Number | None
    approval: Text | None
    modified: Moment


@sheet("t_bm_execute", "FID FKIND FORGID FDEPTID FACCOUNTID FPERIOD FDATE FAMOUNT FRELEASEID"
       " FSRCTYPE FSRCID FSRCBILLNO FOWNERID FMODIFYDATE",
       index="FMODIFYDATE FSRCID FDEPTID FRELEASEID")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Entry(Record):
    """What uses a budget, without tax, in CNY. `kind`: YZ reserved, ZY committed, SJ spent, FK
    paid; a release is negative and names the entry it takes back."""

    id: Number
    kind: Text
    company: Number
    department: Number
    account: Text
    period: Text
    day: Day
    amount: Yuan
    releases: Number | None
    source: Text
    source_id: Number | None
    source_no: Text
    owner: Number | None
    modified: Moment


@sheet("t_cn_bankacnt", "FID FNUMBER FNAME FORGID FCURRENCYID FOPENDATE FINITBALANCE_F FMODIFYDATE")
@dataclass(slots=True, kw_only=True)
class Bank(Record):
    """An account at a bank, with what lay there when the books began."""

    id: Number
    number: Text
    name: Text
    company: Number
    currency: Number
    opened: Day
    opening: Cents
    modified: Moment


@sheet("t_cn_journal", "FID FBANKACNTID FORGID FBIZDATE FTYPE FCURRENCYID FEXCHANGERATE FAMOUNT_F"
       " FSRCTYPE FSRCID FCANCELED FMODIFYDATE", index="FMODIFYDATE FBANKACNTID")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class CashMove(Record):
    """Money that came or went. `type`: SK received, FK paid, GZ wages, SF taxes, BX expense claims,
    DK loans, HB moved between our own accounts."""

    id: Number
    bank: Number
    company: Number
    day: Day8
    type: Text
    currency: Number
    rate: Price
    amount: Cents
    source: Text
    source_id: Number | None
    cancelled: Flag
    modified: Moment


@sheet("t_cn_plan", "FID FBANKACNTID FORGID FPLANDATE FTYPE FCURRENCYID FAMOUNT_F FSRCTYPE FSRCID"
       " FCANCELED FCREATEDATE FMODIFYDATE", index="FMODIFYDATE FSRCID")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class CashPlan(Record):
    """Money expected to come or go on a day; cancelled when it did, or will not."""

    id: Number
    bank: Number
    company: Number
    day: Day8
    type: Text
    currency: Number
    amount: Cents
    source: Text
    source_id: Number | None
    cancelled: Flag
    created: Moment
    modified: Moment


@sheet("t_gl_voucherentry", "FENTRYID FVOUCHERNO FBOOKORGID FPERIOD FDATE FACCOUNTID FDEPTID"
       " FCORRESPONDORGID FCURRENCYID FEXCHANGERATE FDEBIT_F FCREDIT_F FEXPLANATION FSRCTYPE FSRCID"
       " FMODIFYDATE", index="FMODIFYDATE")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Posting(Record):
    """One line of a voucher; debit and credit are cents of the document's currency."""

    id: Number
    voucher: Text
    company: Number
    period: Text
    day: Day
    account: Text
    department: Number | None
    counterparty: Number | None
    currency: Number
    rate: Price
    debit: Cents
    credit: Cents
    text: Text
    source: Text
    source_id: Number | None
    modified: Moment


MONEY = (Contract, Term, BudgetLine, Revision, Entry, Bank, CashMove, CashPlan, Posting)
