"""Order to cash as the ERP stores it: sales orders, shipments, receivables, money received."""

from dataclasses import dataclass

from samples.demo.erp.sheet import Cents, Day, Moment, Number, Price, Record, Text, Yuan, sheet


@sheet("t_sal_order", "FID FBILLNO FBILLTYPEID FSALEORGID FSALEDEPTID FSALERID FCUSTID FDATE"
       " FOPPORTUNITYNO FCONTRACTID FSETTLECURRID FEXCHANGERATE FAMOUNT FALLAMOUNT"
       " FDOCUMENTSTATUS FCLOSESTATUS FCANCELSTATUS FCREATEDATE FMODIFYDATE",
       index="FMODIFYDATE FBILLNO FCUSTID FCONTRACTID")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Sale(Record):
    """A sales order. `type`: XSDD to a customer, NBXS within the group."""

    id: Number
    number: Text
    type: Text
    company: Number
    department: Number
    seller: Number
    customer: Number
    day: Day
    opportunity: Text | None
    contract: Number | None
    currency: Number
    rate: Price
    net: Yuan
    total: Yuan
    status: Text
    closed: Text
    cancelled: Text
    created: Moment
    modified: Moment


@sheet("t_sal_orderentry", "FENTRYID FID FSEQ FMATERIALID FSTOCKID FQTY FUNIT FTAXPRICE FTAXRATE"
       " FAMOUNT FALLAMOUNT FDELIVERYDATE FSTOCKOUTQTY FMRPTERMINATESTATUS FMODIFYDATE",
       index="FID FMODIFYDATE")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class SaleLine(Record):
    """One line; `shipped` is what left so far."""

    id: Number
    sale: Number
    seq: Number
    sku: Number
    warehouse: Text
    quantity: Number
    unit: Text
    tax_price: Price
    tax: Number
    net: Yuan
    total: Yuan
    promised: Day
    shipped: Number
    terminated: Text
    modified: Moment


@sheet("t_sal_outstock", "FID FBILLNO FSTOCKORGID FCUSTID FSALEID FDATE FARRIVEDATE FSTOCKERID"
       " FDOCUMENTSTATUS FCANCELSTATUS FCREATEDATE FMODIFYDATE",
       index="FMODIFYDATE FBILLNO FSALEID")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Shipment(Record):
    """A delivery to a customer; goods that come back have a bill of their own (XSTH)."""

    id: Number
    number: Text
    company: Number
    customer: Number
    sale: Number
    day: Day
    arrived: Day | None
    shipper: Number
    status: Text
    cancelled: Text
    created: Moment
    modified: Moment


@sheet("t_sal_outstockentry", "FENTRYID FID FSEQ FSOENTRYID FMATERIALID FSTOCKID FREALQTY FUNIT"
       " FCOSTAMOUNT FMODIFYDATE", index="FID FMODIFYDATE FSOENTRYID")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class ShipmentLine(Record):
    """What left for one order line; `cost` at standard cost, in CNY."""

    id: Number
    shipment: Number
    seq: Number
    sale_line: Number
    sku: Number
    warehouse: Text
    quantity: Number
    unit: Text
    cost: Yuan
    modified: Moment


@sheet("t_ar_receivable", "FID FBILLNO FINVOICENO FBILLTYPEID FSETTLEORGID FSALEDEPTID FSALERID"
       " FCUSTID FCONTRACTID FTERMID FSHIPMENTID FDATE FENDDATE FCURRENCYID FEXCHANGERATE"
       " FNOTAXAMOUNT FALLAMOUNT FWRITTENOFF FDOCUMENTSTATUS FCANCELSTATUS FCREATEDATE FMODIFYDATE",
       index="FMODIFYDATE FBILLNO FCUSTID FSHIPMENTID FENDDATE FCONTRACTID")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Bill(Record):
    """An invoice to a customer (`type` YS01) or a credit note (YS02, negative)."""

    id: Number
    number: Text
    invoice_no: Text
    type: Text
    company: Number
    department: Number
    seller: Number
    customer: Number
    contract: Number | None
    term: Number | None
    shipment: Number
    day: Day
    due: Day
    currency: Number
    rate: Price
    net: Yuan
    total: Yuan
    settled: Yuan
    status: Text
    cancelled: Text
    created: Moment
    modified: Moment


@sheet("t_ar_receivableentry", "FENTRYID FID FSEQ FSOENTRYID FOUTSTOCKENTRYID FMATERIALID FQTY"
       " FUNIT FNOTAXAMOUNT FALLAMOUNT FCOSTAMOUNT FMODIFYDATE",
       index="FID FMODIFYDATE")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class BillLine(Record):
    """What an invoice charges for; `cost` in the invoice's currency."""

    id: Number
    bill: Number
    seq: Number
    sale_line: Number
    shipment_line: Number
    sku: Number
    quantity: Number
    unit: Text
    net: Yuan
    total: Yuan
    cost: Yuan
    modified: Moment


@sheet("t_ar_receivebill", "FID FBILLNO FRECEIVEORGID FSALEDEPTID FSALERID FCUSTID FBANKACNTID"
       " FDATE FCURRENCYID FEXCHANGERATE FAMOUNT_F FUNSETTLED_F FCANCELSTATUS FCREATEDATE"
       " FMODIFYDATE", index="FMODIFYDATE FBILLNO FCUSTID")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Takings(Record):
    """Money received from a customer, in cents; `open` is not applied to an invoice yet."""

    id: Number
    number: Text
    company: Number
    department: Number
    seller: Number
    customer: Number
    bank: Number
    day: Day
    currency: Number
    rate: Price
    amount: Cents
    open: Cents
    cancelled: Text
    created: Moment
    modified: Moment


@sheet("t_ar_receiveentry", "FENTRYID FID FRECEIVABLEID FSETTLEDATE FSETTLEAMOUNT_F FMODIFYDATE",
       index="FID FMODIFYDATE FRECEIVABLEID")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Application(Record):
    """Which part of the money received covers which invoice, in cents."""

    id: Number
    takings: Number
    bill: Number
    day: Day
    amount: Cents
    modified: Moment


SALES = (Sale, SaleLine, Shipment, ShipmentLine, Bill, BillLine, Takings, Application)
