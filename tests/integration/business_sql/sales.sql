-- Order to cash, from the ERP's own bills. What is cancelled or in quarantine isn't there, a draft
-- is not placed yet. Amounts are whole cents.

-- who buys: within the group or not, and as what the CRM knows them
create table buyer as
select c.FCUSTID as id, c.FCORRESPONDORGID is not null as inside, a.industry,
  case a.level when 'A' then '战略客户' when 'B' then '重点客户' when 'C' then '普通客户' end
    as customer_level
from t_bd_customer c left join account a on a.id = c.FCUSTID and a.is_deleted = 0;

create table goods_of as
select FMATERIALID as id, FMATERIALID::varchar as sku, goods(FCATEGORY) as category
from t_bd_material;

create table sale as
select h.FID as bill, e.FENTRYID as line, h.FSALEORGID::varchar as company,
  h.FCUSTID::varchar as customer, u.department, h.FSALERID::varchar as owner, buyer.* exclude (id), g.* exclude (id),
  e.FSTOCKID as warehouse, iso(h.FSETTLECURRID) as currency, e.FQTY as qty,
  cents(e.FAMOUNT) as net, h.FDATE::date as ordered, e.FDELIVERYDATE::date as promised,
  h.FCLOSESTATUS = 'B' as closed,
  h.FEXCHANGERATE as rate
from t_sal_orderentry e join t_sal_order h on h.FID = e.FID join buyer on buyer.id = h.FCUSTID
  join unit_today u on u.id = h.FSALEDEPTID join goods_of g on g.id = e.FMATERIALID
where h.FCANCELSTATUS = 'A' and e.FMRPTERMINATESTATUS = 'A' and h.FDOCUMENTSTATUS <> 'A'
  and kept('sales_orders', h.FID) and kept('sales_order_lines', e.FENTRYID);

create table sent as
select s.FSOENTRYID as line, s.FENTRYID as entry, s.FREALQTY as moved, o.FDATE::date as went,
  o.FARRIVEDATE::date as came
from t_sal_outstockentry s join t_sal_outstock o on o.FID = s.FID
where o.FCANCELSTATUS = 'A' and kept('shipments', s.FENTRYID);

create table ar_bill as
select h.FID as bill, h.FBILLTYPEID = 'YS02' as credit, h.FSETTLEORGID::varchar as company,
  h.FCUSTID::varchar as customer, u.department, h.FSALERID::varchar as owner,
  buyer.* exclude (id), iso(h.FCURRENCYID) as currency, h.FDATE::date as billed,
  h.FENDDATE::date as due, cents(h.FNOTAXAMOUNT) as net, cents(h.FALLAMOUNT) as gross,
  h.FEXCHANGERATE as rate
from t_ar_receivable h join buyer on buyer.id = h.FCUSTID
  join unit_today u on u.id = h.FSALEDEPTID
where h.FCANCELSTATUS = 'A' and h.FDOCUMENTSTATUS <> 'A' and kept('customer_invoices', h.FID);

create table charge as
select bill.* exclude (net, gross), g.* exclude (id), e.FENTRYID as entry, e.FSOENTRYID as line,
  e.FQTY as qty, cents(e.FNOTAXAMOUNT) as net, cents(e.FALLAMOUNT) as gross,
  cents(e.FCOSTAMOUNT) as cost, bill.gross as of_bill
from t_ar_receivableentry e join ar_bill bill on bill.bill = e.FID
  join goods_of g on g.id = e.FMATERIALID
where kept('customer_invoice_lines', e.FENTRYID);

create table taking as
select h.FID as receipt, h.FRECEIVEORGID::varchar as company,
  h.FCUSTID::varchar as customer, u.department,
  h.FSALERID::varchar as owner, buyer.* exclude (id), iso(h.FCURRENCYID) as currency,
  h.FBANKACNTID::varchar as bank_account, h.FDATE::date as came, h.FAMOUNT_F as gross,
  h.FEXCHANGERATE as rate
from t_ar_receivebill h join buyer on buyer.id = h.FCUSTID
  join unit_today u on u.id = h.FSALEDEPTID
where h.FCANCELSTATUS = 'A' and kept('customer_receipts', h.FID);

-- money covers an invoice from the day somebody said so, and not before it came or was owed
create table paid as
select a.FENTRYID as entry, a.FRECEIVABLEID as bill, taking.receipt, a.FSETTLEAMOUNT_F as gross,
  greatest(a.FSETTLEDATE::date, taking.came, bill.billed) as day
from t_ar_receiveentry a join taking on taking.receipt = a.FID
  join ar_bill bill on bill.bill = a.FRECEIVABLEID
where kept('receipt_allocations', a.FENTRYID);

create table covered as
select bill, sum(paid.gross) as gross, max(day) as day, sum(paid.gross) = bill.gross as whole
from paid join ar_bill bill using (bill) group by bill, bill.gross;

-- the days on which the last of a line's quantity had left, had come, was charged, was paid for
create table left_whole as
select line, min(went) as day from (
  select line, went, qty, sum(moved) over (partition by line order by went, entry) as by_then
  from sent join sale using (line) where moved > 0)
where by_then >= qty group by 1;

create table came_whole as
select line, min(came) as day from (
  select line, came, qty, sum(moved) over (partition by line order by came, entry) as by_then
  from sent join sale using (line) where moved > 0 and came is not null)
where by_then >= qty group by 1;

create table line_charged as
select line, sum(qty) as qty, max(billed) filter (net > 0) as day, max(covered.day) as paid_on,
  bool_and(coalesce(whole, false)) as is_paid
from charge left join covered using (bill) group by 1;

create table passed as
with days as (
  select sale.*, f.day as first_went, l.day as went, c.day as came,
    case when charged.qty >= sale.qty then charged.day end as charged_on,
    case when charged.qty >= sale.qty and is_paid then paid_on end as paid_on,
    min(f.day) over (partition by sale.bill) as began
  from sale left join (select line, min(went) as day from sent where moved > 0 group by 1) f
      using (line)
    left join left_whole l using (line) left join came_whole c using (line)
    left join line_charged charged using (line))
select days.*, a.n as n_ordered, b.n as n_first_went, c.n as n_went, d.n as n_came,
  e.n as n_charged_on, f.n as n_paid_on
from days join company o on o.company::varchar = days.company
  join work_day a on (a.calendar, a.day) = (o.calendar, ordered)
  left join work_day b on (b.calendar, b.day) = (o.calendar, first_went)
  left join work_day c on (c.calendar, c.day) = (o.calendar, went)
  left join work_day d on (d.calendar, d.day) = (o.calendar, came)
  left join work_day e on (e.calendar, e.day) = (o.calendar, charged_on)
  left join work_day f on (f.calendar, f.day) = (o.calendar, paid_on);

-- what is left to be shipped of a line from one shipment to the next; a closed one waits for no
-- more after the last
create table backlog as
with step as (
  select line, went as opens, moved from sent join sale using (line) where moved > 0
  union all select line, ordered, 0 from sale),
days as (select line, opens, sum(moved) as moved from step group by 1, 2),
sums as (
  select line, opens, lead(opens) over (partition by line order by opens) as closes,
    sum(moved) over (partition by line order by opens) as moved from days)
select sale.*, opens, closes, net - even(net * moved, qty) as held
from sums join sale using (line) where qty > moved and not (closed and closes is null);
