-- Each line of a purchase order with the days on which it went on: approved, ordered, come,
-- charged, paid; and the OA forms that its numbers name.

-- a form by its business number: of one that was submitted anew the last
create table form as
select requestmark as number, count(*) as forms, any_value(amount) as amount,
  any_value(currency) as currency,
  any_value(case status when 'approved' then finished::date end) as approved
from request join workflow_requestbase on requestid = request
where request not in (select previous from request where previous is not null)
group by requestmark;

create table supply as  -- who sells, and whether it is a company of the group
select FSUPPLIERID as supplier, FCORRESPONDORGID is not null as inside from t_bd_supplier;

create table po_line as
select e.FENTRYID as id, h.FID as po, h.FBILLNO as number, h.FPURCHASEORGID::varchar as company,
  calendar, department, h.FSUPPLIERID::varchar as supplier, h.FPURCHASERID::varchar as buyer,
  coalesce(inside, false) as inside, coalesce(category, '') as category, abc,
  coalesce(e.FSTOCKID, '') as warehouse, e.FMATERIALID as sku, e.FUNIT as unit,
  iso(h.FSETTLECURRID) as currency, h.FEXCHANGERATE as rate, h.FDATE::date as ordered,
  h.FCREATEDATE[:10]::date as entered, e.FDELIVERYDATE::date as promised, e.FQTY as qty,
  cents(e.FAMOUNT) as net, cents(e.FALLAMOUNT) as gross, e.FPRICE as price,
  e.FCONTRACTPRICE as agreed,
  h.FCANCELSTATUS = 'B' or e.FMRPTERMINATESTATUS = 'B' as cancelled,
  h.FDOCUMENTSTATUS <> 'A' and not cancelled as placed, h.FCLOSESTATUS = 'B' as closed,
  h.FOANO as form, h.FBILLTYPEID = 'CGDD01' as needs_form, approved,
  case when kept('purchase_requests', r.FENTRYID) then q.FAPPLICATIONDATE::date end as requested,
  r.FENTRYID as request
from t_pur_orderentry e join t_pur_order h using (FID)
join company on company = h.FPURCHASEORGID and not test
left join unit_today on unit_today.id = h.FPURCHASEDEPTID
left join supply on supply.supplier = h.FSUPPLIERID left join item on item.sku = e.FMATERIALID
left join form f on f.number = h.FOANO and forms = 1
left join t_pur_reqentry r on r.FENTRYID = e.FREQENTRYID left join t_pur_req q on q.FID = r.FID
where kept('purchase_orders', h.FID) and kept('purchase_order_lines', e.FENTRYID);

create table came as
select r.FPOORDERENTRYID as id, r.FENTRYID as entry, d.FDATE::date as day, r.FREALQTY as qty,
  r.FREFUSEQTY as refused, qty - refused as accepted
from t_stk_instockentry r join t_stk_instock d using (FID)
where d.FCANCELSTATUS = 'A' and r.FDELETED = 0 and kept('goods_receipts', r.FENTRYID);

create table bill as  -- supplier invoices as they stand in the books
select h.FID as bill, h.FINVOICENO as number, h.FBILLTYPEID = 'YF02' as credit,
  h.FSETTLEORGID::varchar as company, calendar, department, h.FSUPPLIERID::varchar as supplier,
  h.FPURCHASERID::varchar as owner, coalesce(inside, false) as inside,
  iso(h.FCURRENCYID) as currency, h.FEXCHANGERATE as rate, h.FINVOICEDATE::date as day,
  h.FDATE::date as booked, h.FENDDATE::date as due, cents(h.FNOTAXAMOUNT) as net,
  cents(h.FALLAMOUNT) as gross, h.FCONTRACTID as contract
from t_ap_payable h join company on company = h.FSETTLEORGID and not test
left join unit_today on unit_today.id = h.FDEPTID
left join supply on supply.supplier = h.FSUPPLIERID
where h.FCANCELSTATUS = 'A' and h.FDOCUMENTSTATUS <> 'A' and kept('supplier_invoices', h.FID);

create table charged as
select p.FPOORDERENTRYID as id, p.FENTRYID as entry, bill, day, credit, coalesce(p.FQTY, 0) as qty,
  p.FPRICE as price, cents(p.FNOTAXAMOUNT) as net,
  cents(p.FALLAMOUNT) as gross
from t_ap_payableentry p join bill on bill = p.FID where kept('supplier_invoice_lines', p.FENTRYID);

create table settled as  -- what was paid of an invoice, when both are known
select a.FPAYABLEID as bill, b.FID as payment, a.FSETTLEAMOUNT_F as amount,
  greatest(a.FSETTLEDATE, b.FPAYDATE)::date as day
from t_ap_payentry a join t_ap_paybill b using (FID)
where b.FCANCELSTATUS = 'A' and b.FPAYDATE is not null and kept('supplier_payments', b.FID)
  and kept('payment_allocations', a.FENTRYID);

-- What came is charged whole on the day of its last invoice once all of it is charged, and not
-- before it is there; nothing more will come once the order is closed. It is paid whole by the last
-- payment once no money is owed for it.
create table line_day as
with first_came as (
  select id, min(day) as came_first, max(day) as came_last, sum(accepted) as kept
  from came where qty > 0 group by id),
whole_came as (
  select id, min(day) as came_whole from (
    select id, day, sum(accepted) over (partition by id order by day) as so_far from came)
  join po_line using (id) where so_far >= po_line.qty group by id),
bills as (
  select id, min(day) filter (not credit) as charged_first, max(day) filter (not credit) as last,
    sum(qty) as charged, sum(gross) as owed
  from charged group by id),
payment as (
  select id, min(day) filter (not credit) as paid_first, max(day) filter (not credit) as last,
    sum(amount) as paid
  from (
    select id, charged.credit, s.day, charged.gross * s.amount / bill.gross as amount
    from charged join bill using (bill) join settled s using (bill)) group by id)
select l.*, came_first, came_whole, charged_first, paid_first, coalesce(kept, 0) as kept,
  coalesce(charged, 0) as charged,
  coalesce(owed, 0) as owed, coalesce(paid, 0) as paid,
  coalesce(came_whole, case when closed then came_last end) as there,
  case when there is not null and b.charged >= f.kept then greatest(b.last, there) end
    as charged_whole,
  case when charged_whole is not null and p.paid > owed - 0.5 then greatest(p.last, charged_whole)
    end as paid_whole
from po_line l left join first_came f using (id) left join whole_came using (id)
left join bills b using (id) left join payment p using (id);

create table lag as
select line_day.*, name, a, b, ends.n - starts.n as worked, b - a as gap
from line_day, lateral (values
  ('request_to_order', requested, ordered), ('approval_to_order', approved, ordered),
  ('order_to_first_receipt', ordered, came_first),
  ('order_to_complete_receipt', ordered, came_whole),
  ('receipt_to_first_invoice', came_first, charged_first),
  ('receipt_to_complete_invoice', came_whole, charged_whole),
  ('invoice_to_first_payment', charged_first, paid_first),
  ('invoice_to_complete_payment', charged_whole, paid_whole),
  ('request_to_payment', requested, paid_whole)) as t (name, a, b)
join work_day starts on starts.calendar = line_day.calendar and starts.day = a
join work_day ends on ends.calendar = line_day.calendar and ends.day = b
where placed;

-- what came, at the price of its order line, which is known even where the order is in quarantine
create table delivery as
select d.FSTOCKORGID::varchar as company, coalesce(l.department, '') as department,
  coalesce(l.supplier, '') as supplier, coalesce(l.buyer, '') as buyer,
  coalesce(l.inside, false) as inside,
  coalesce(item.category, '') as category, coalesce(r.FSTOCKID, '') as warehouse, r.FUNIT as unit,
  iso(h.FSETTLECURRID) as currency, d.FDATE::date as day, r.FREALQTY as qty,
  r.FREFUSEQTY as refused,
  cents(e.FAMOUNT) as ordered_net, round_even(ordered_net * r.FREALQTY / e.FQTY, 0) as net,
  round_even(ordered_net * r.FREFUSEQTY / e.FQTY, 0) as refused_net
from t_stk_instockentry r join t_stk_instock d using (FID)
join came on came.entry = r.FENTRYID and came.qty > 0
join t_pur_orderentry e on e.FENTRYID = r.FPOORDERENTRYID join t_pur_order h on h.FID = e.FID
left join po_line l on l.id = e.FENTRYID left join item on item.sku = r.FMATERIALID;

create table promised as  -- lines promised for a day that is over, and whether all had come by then
select l.*, coalesce(came_whole <= promised, false) as in_time
from line_day l cross join pin where placed and promised < asked::date;

create table late_line as
select *, ordered as opens, came_whole as closes from line_day
where placed and promised is not null and not (closed and came_whole is null);

-- the cents of a quantity at a price of six decimals, half to even
create macro cents_at(price, qty) as even(round(price * 1000000)::hugeint * qty, 10000::hugeint);

create table before_price as  -- each line beside what the order before it paid for the same
with by_order as (
  select company, currency, unit, sku, po, min(ordered) as ordered, max_by(price, id) as price
  from po_line where placed and sku is not null group by all),
last as (
  select company, currency, unit, sku, po, lag(price) over (
    partition by company, currency, unit, sku order by ordered, po::varchar) as last
  from by_order)
select l.*, cents_at(l.price, qty) as at_price, cents_at(last, qty) as at_last
from po_line l join last using (company, currency, unit, sku, po) where placed and last is not null;
