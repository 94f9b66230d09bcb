"""Source to pay as the ERP stores it: requests, orders, receipts, payables, payments."""

from dataclasses import dataclass

from samples.demo.erp.sheet import (
    Cents,
    Day,
    Flag,
    Moment,
    Number,
    Price,
    Record,
    Text,
    Yuan,
    sheet,
)

# FDOCUMENTSTATUS of every bill; FCLOSESTATUS and FCANCELSTATUS: A no, B yes
CREATED, REVIEWING, APPROVED, AGAIN = "A", "B", "C", "D"
NO, YES = "A", "B"


@sheet("t_pur_req", "FID FBILLNO FAPPLICATIONORGID FAPPLICATIONDEPTID FAPPLICANTID FPROJECTID"
       " FAPPLICATIONDATE FREQUIREDATE FALLAMOUNT FCURRENCYID FDOCUMENTSTATUS FCLOSESTATUS"
       " FCANCELSTATUS FOANO FCREATEDATE FMODIFYDATE",
       index="FMODIFYDATE FOANO FBILLNO")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Request(Record):
    """A purchase request; `approval` is the number of the OA form behind it."""

    id: Number
    number: Text
    company: Number
    department: Number
    applicant: Number
    project: Number | None
    day: Day
    needed: Day
    total: Yuan
    currency: Number
    status: Text
    closed: Text
    cancelled: Text
    approval: Text | None
    created: Moment
    modified: Moment


@sheet("t_pur_reqentry", "FENTRYID FID FSEQ FMATERIALID FNOTE FREQQTY FUNIT FAMOUNT FALLAMOUNT"
       " FMODIFYDATE", index="FID FMODIFYDATE")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class RequestLine(Record):
    """One thing asked for."""

    id: Number
    request: Number
    seq: Number
    sku: Number | None
    note: Text
    quantity: Number
    unit: Text
    net: Yuan
    total: Yuan
    modified: Moment


@sheet("t_pur_order", "FID FBILLNO FBILLTYPEID FPURCHASEORGID FPURCHASEDEPTID FPURCHASERID"
       " FSUPPLIERID FPROJECTID FCONTRACTID FDATE FSETTLECURRID FEXCHANGERATE FBILLAMOUNT"
       " FBILLALLAMOUNT FDOCUMENTSTATUS FCLOSESTATUS FCANCELSTATUS FOANO FCREATEDATE FMODIFYDATE",
       index="FMODIFYDATE FBILLNO FOANO FSUPPLIERID FCONTRACTID")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Order(Record):
    """A purchase order. `type`: CGDD01 a single purchase, CGDD03 a call-off, NBCG within the
    group. `net` without and `total` with tax, in the order's currency."""

    id: Number
    number: Text
    type: Text
    company: Number
    department: Number
    buyer: Number
    supplier: Number
    project: Number | None
    contract: Number | None
    day: Day
    currency: Number
    rate: Price
    net: Yuan
    total: Yuan
    status: Text
    closed: Text
    cancelled: Text
    approval: Text | None
    created: Moment
    modified: Moment


@sheet("t_pur_orderentry", "FENTRYID FID FSEQ FREQENTRYID FMATERIALID FNOTE FQTY FUNIT FPRICE"
       " FTAXPRICE FCONTRACTPRICE FTAXRATE FAMOUNT FALLAMOUNT FACCOUNTID FSTOCKID FDELIVERYDATE"
       " FRECEIVEQTY FINVOICEQTY FMRPTERMINATESTATUS FMODIFYDATE",
       index="FID FMODIFYDATE")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class OrderLine(Record):
    """One line; `received` counts what was accepted, `invoiced` what suppliers billed."""

    id: Number
    order: Number
    seq: Number
    request_line: Number | None
    sku: Number | None
    note: Text
    quantity: Number
    unit: Text
    price: Price
    tax_price: Price
    contract_price: Price | None
    tax: Number
    net: Yuan
    total: Yuan
    account: Text
    warehouse: Text | None
    promised: Day
    received: Number
    invoiced: Number
    terminated: Text
    modified: Moment


@sheet("t_stk_instock", "FID FBILLNO FSTOCKORGID FSUPPLIERID FDATE FSTOCKERID FDOCUMENTSTATUS"
       " FCANCELSTATUS FCREATEDATE FMODIFYDATE", index="FMODIFYDATE FBILLNO")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Receipt(Record):
    """A delivery of a supplier."""

    id: Number
    number: Text
    company: Number
    supplier: Number
    day: Day
    receiver: Number
    status: Text
    cancelled: Text
    created: Moment
    modified: Moment


@sheet("t_stk_instockentry", "FENTRYID FID FSEQ FPOORDERENTRYID FMATERIALID FSTOCKID FLOT"
       " FREALQTY FREFUSEQTY FUNIT FINVOICEQTY FDELETED FMODIFYDATE",
       index="FID FMODIFYDATE FPOORDERENTRYID")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class ReceiptLine(Record):
    """What came for one order line: `quantity` delivered, `refused` of it sent back at the door."""

    id: Number
    receipt: Number
    seq: Number
    order_line: Number
    sku: Number | None
    warehouse: Text | None
    lot: Text
    quantity: Number
    refused: Number
    unit: Text
    invoiced: Number
    deleted: Flag
    modified: Moment


@sheet("t_ap_payable", "FID FBILLNO FINVOICENO FBILLTYPEID FSETTLEORGID FDEPTID FPURCHASERID"
       " FSUPPLIERID FCONTRACTID FTERMID FINVOICEDATE FDATE FENDDATE FCURRENCYID FEXCHANGERATE"
       " FNOTAXAMOUNT FALLAMOUNT FWRITTENOFF FDOCUMENTSTATUS FCANCELSTATUS FOANO FCREATEDATE"
       " FMODIFYDATE",
       index="FMODIFYDATE FBILLNO FSUPPLIERID FENDDATE FOANO FCONTRACTID")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Invoice(Record):
    """A supplier's invoice (`type` YF01) or credit note (YF02, negative); `settled` is what
    payments and credit notes covered. `day` booked, `invoiced` its own date, `due` to be paid."""

    id: Number
    number: Text
    invoice_no: Text
    type: Text
    company: Number
    department: Number
    buyer: Number
    supplier: Number
    contract: Number | None
    term: Number | None
    invoiced: Day
    day: Day
    due: Day
    currency: Number
    rate: Price
    net: Yuan
    total: Yuan
    settled: Yuan
    status: Text
    cancelled: Text
    approval: Text | None
    created: Moment
    modified: Moment


@sheet("t_ap_payableentry", "FENTRYID FID FSEQ FPOORDERENTRYID FINSTOCKENTRYID FACCOUNTID FQTY"
       " FUNIT FPRICE FNOTAXAMOUNT FALLAMOUNT FMODIFYDATE",
       index="FID FMODIFYDATE FPOORDERENTRYID")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class InvoiceLine(Record):
    """What an invoice charges for."""

    id: Number
    invoice: Number
    seq: Number
    order_line: Number | None
    receipt_line: Number | None
    account: Text
    quantity: Number | None
    unit: Text | None
    price: Price | None
    net: Yuan
    total: Yuan
    modified: Moment


@sheet("t_ap_paybill", "FID FBILLNO FBILLTYPEID FPAYORGID FDEPTID FOPERATORID FSUPPLIERID"
       " FCONTRACTID FBANKACNTID FPLANDATE FPAYDATE FCURRENCYID FEXCHANGERATE FPAYAMOUNT_F"
       " FUNSETTLED_F FDOCUMENTSTATUS FCANCELSTATUS FOANO FCREATEDATE FMODIFYDATE",
       index="FMODIFYDATE FBILLNO FSUPPLIERID FOANO")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Payment(Record):
    """Money paid to a supplier, in cents. `type`: FKSQ by an OA form, FKYX by the weekly run;
    `open` is what no invoice has been named for yet (a prepayment)."""

    id: Number
    number: Text
    type: Text
    company: Number
    department: Number
    operator: Number
    supplier: Number
    contract: Number | None
    bank: Number
    planned: Day
    day: Day | None
    currency: Number
    rate: Price
    amount: Cents
    open: Cents
    status: Text
    cancelled: Text
    approval: Text | None
    created: Moment
    modified: Moment


@sheet("t_ap_payentry", "FENTRYID FID FPAYABLEID FSETTLEDATE FSETTLEAMOUNT_F FMODIFYDATE",
       index="FID FMODIFYDATE FPAYABLEID")  # fmt: skip
@dataclass(slots=True, kw_only=True)
class Allocation(Record):
    """Which part of a payment covers which invoice, in cents."""

    id: Number
    payment: Number
    invoice: Number
    day: Day
    amount: Cents
    modified: Moment


BUYING = (Request, RequestLine, Order, OrderLine, Receipt, ReceiptLine, Invoice, InvoiceLine,
          Payment, Allocation)  # fmt: skip
