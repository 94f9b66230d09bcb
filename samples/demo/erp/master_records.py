"""Masters and people as the ERP stores them."""

from dataclasses import dataclass

from samples.demo.erp.sheet import Cents, Day, Moment, Number, Price, Record, Text, Yuan, sheet

CURRENCIES = {"CNY": 1, "USD": 7}  # FCURRENCYID
CODES = {number: code for code, number in CURRENCIES.items()}


@sheet("t_org_company", "FORGID FNUMBER FNAME FBASECURRID FMODIFYDATE")
@dataclass(slots=True, kw_only=True)
class Org(Record):
    """A company that keeps books."""

    id: Number
    number: Text
    name: Text
    currency: Number
    modified: Moment


@sheet("t_bd_region", "FID FNUMBER FNAME FNAMEEN FMODIFYDATE")
@dataclass(slots=True, kw_only=True)
class Area(Record):
    """A sales region."""

    id: Number
    number: Text
    name: Text
    name_en: Text
    modified: Moment


@sheet("t_bd_stock", "FSTOCKID FNUMBER FNAME FNAMEEN FUSEORGID FREGION FDEPTID FKEEPERID"
       " FMODIFYDATE")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Store(Record):
    """A warehouse with its keeper."""

    id: Number
    number: Text
    name: Text
    name_en: Text
    company: Number
    region: Text
    department: Number
    keeper: Number
    modified: Moment


@sheet("t_bd_unit", "FUNITID FNAME FNAMEEN FMODIFYDATE")
@dataclass(slots=True, kw_only=True)
class Unit(Record):
    """A unit of measure."""

    id: Number
    name: Text
    name_en: Text
    modified: Moment


@sheet("t_bd_material", "FMATERIALID FNUMBER FNAME FCATEGORY FABC FBASEUNIT FREFCOST FLISTPRICE"
       " FSAFESTOCK FFORBIDSTATUS FMODIFYDATE", index="FNUMBER")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Item(Record):
    """An item, with standard cost and list price without tax."""

    id: Number
    number: Text
    name: Text
    category: Text
    abc: Text
    unit: Text
    cost: Yuan
    price: Yuan
    safety: Number
    forbidden: Text
    modified: Moment


@sheet("t_bd_supplier", "FSUPPLIERID FNUMBER FNAME FSOCIALCRECODE FPAYDAYS FCURRENCYID"
       " FCORRESPONDORGID FFORBIDSTATUS FMODIFYDATE", index="FNUMBER")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Vendor(Record):
    """A supplier; `related` is the company of our group it is."""

    id: Number
    number: Text
    name: Text
    tax_id: Text | None
    days: Number
    currency: Number
    related: Number | None
    forbidden: Text
    modified: Moment


@sheet("t_bd_customer", "FCUSTID FNUMBER FNAME FSOCIALCRECODE FREGION FCITY FSELLERID FSALEDEPTID"
       " FUSEORGID FCREDITLIMIT_F FPAYDAYS FCURRENCYID FCORRESPONDORGID FFORBIDSTATUS FMODIFYDATE",
       index="FNUMBER")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Buyer(Record):
    """A customer; the credit limit is in cents."""

    id: Number
    number: Text
    name: Text
    tax_id: Text | None
    region: Text
    city: Text
    seller: Number
    department: Number
    company: Number
    credit: Cents
    days: Number
    currency: Number
    related: Number | None
    forbidden: Text
    modified: Moment


@sheet("t_bd_account", "FACCTID FNUMBER FNAME FNAMEEN FPARENTNUMBER FTYPE FISDETAIL FMODIFYDATE")
@dataclass(slots=True, kw_only=True)
class Ledger(Record):
    """An account of the ledger."""

    id: Number
    number: Text
    name: Text
    name_en: Text
    parent: Text | None
    type: Text
    detail: Number
    modified: Moment


@sheet("t_bd_project", "FID FNUMBER FNAME FORGID FDEPTID FMANAGERID FBUDGET_F FSTARTDATE FENDDATE"
       " FMODIFYDATE")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Undertaking(Record):
    """A project; its budget is in cents."""

    id: Number
    number: Text
    name: Text
    company: Number
    department: Number
    manager: Number
    budget: Cents
    starts: Day
    ends: Day
    modified: Moment


@sheet("t_bd_rate", "FID FCURRENCYID FTOCURRENCYID FYEARPERIOD FAVGRATE FENDRATE FMODIFYDATE")
@dataclass(slots=True, kw_only=True)
class MonthRate(Record):
    """What one unit of a currency was worth in a month (`202611`): average and at the close."""

    id: Number
    currency: Number
    to: Number
    period: Text
    average: Price
    closing: Price | None
    modified: Moment


@sheet("t_hr_emp", "FEMPID FSTAFFNO FNAME FORGID FDEPTID FBIRTHDAY FJOINDATE FLEAVEDATE FLEAVETYPE"
       " FMODIFYDATE", index="FMODIFYDATE")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Employee(Record):
    """Somebody employed, or once employed; `leaves` is the first day no longer."""

    id: Number
    number: Text
    name: Text
    company: Number
    department: Number
    born: Day
    joined: Day
    leaves: Day | None
    leave_type: Number | None
    modified: Moment


@sheet("t_hr_empjob", "FID FEMPID FORGID FDEPTID FLEVEL FPOSITION FSTARTDATE FMODIFYDATE",
       index="FEMPID FMODIFYDATE")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Job(Record):
    """Where somebody worked, at which level, from a day on."""

    id: Number
    person: Number
    company: Number
    department: Number
    level: Text
    position: Text
    starts: Day
    modified: Moment


@sheet("t_hr_salary", "FID FEMPID FORGID FDEPTID FPERIOD FGROSS_F FMODIFYDATE",
       index="FMODIFYDATE")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Salary(Record):
    """What a month of somebody cost, in cents."""

    id: Number
    person: Number
    company: Number
    department: Number
    period: Text
    gross: Cents
    modified: Moment


MASTERS = (Org, Area, Store, Unit, Item, Vendor, Buyer, Ledger, Undertaking, MonthRate, Employee,
           Job, Salary)  # fmt: skip
