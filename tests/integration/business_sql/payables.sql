-- What is owed to suppliers at the end of a day, how invoices are settled, and what goes wrong.

create table instant_day as select distinct day as upto from period_end;

create table open_bill as
with open as (
  select bill.*, upto, gross - coalesce((select sum(amount) from settled s
    where s.bill = bill.bill and s.day <= upto), 0) as open
  from bill join instant_day on booked <= upto)
select * exclude (upto), upto as opens, upto + 1 as closes, upto - day as age,
  bucket(age) as age_bucket,
  coalesce(upto > due, false) as late,
  case when late then bucket(upto - due) else 'not_due' end as overdue_bucket
from open where open <> 0;

create table payment as
select b.FID as payment, b.FPAYORGID::varchar as company, calendar, department, inside,
  b.FSUPPLIERID::varchar as supplier, b.FOPERATORID::varchar as owner,
  iso(b.FCURRENCYID) as currency,
  b.FPAYDATE::date as day, b.FPAYAMOUNT_F as amount,
  b.FEXCHANGERATE as rate
from t_ap_paybill b join company on company = b.FPAYORGID and not test
left join unit_today on unit_today.id = b.FDEPTID
left join supply on supply.supplier = b.FSUPPLIERID
where b.FCANCELSTATUS = 'A' and b.FPAYDATE is not null and kept('supplier_payments', b.FID);

create table prepaid as
with open as (
  select payment.*, upto, amount - coalesce((select sum(amount) from settled s
    where s.payment = payment.payment and s.day <= upto), 0) as open
  from payment join instant_day on day <= upto)
select * exclude (upto), upto as opens, upto + 1 as closes, bucket(upto - day) as age_bucket
  from open
where open <> 0;

create table settlement as  -- an invoice and the day on which it was paid whole
with so_far as (
  select bill, day, sum(amount) over (partition by bill order by day) as paid from settled),
whole as (
  select bill, min(so_far.day) as settled from so_far join bill using (bill)
  where paid >= gross group by bill)
select bill.*, settled, due < asked::date as over, e.n - s.n as worked, settled - due as late
from bill left join whole using (bill) cross join pin
left join work_day s on s.calendar = bill.calendar and s.day = bill.day
left join work_day e on e.calendar = bill.calendar and e.day = settled
where not credit;

create table matched as  -- invoices that charge orders, each line held against price and goods
with line as (
  select c.*, l.FPRICE as agreed, coalesce((select sum(qty - refused) from came
      where came.id = c.id), 0) as kept,
    sum(c.qty) over (partition by c.id order by c.day, c.bill::varchar, c.entry::varchar) as so_far
  from charged c left join t_pur_orderentry l
    on l.FENTRYID = c.id and kept('purchase_order_lines', c.id))
select bill.*, bool_and(agreed is not null and abs(line.price - agreed) <= agreed * 0.02 + 0.005
  and so_far <= kept * 1.02) as matched
from bill join line using (bill) where not bill.credit
group by all having bool_or(line.id is not null);

create table allocation as  -- what a payment pays of an invoice, and what had been paid before
select s.payment, s.bill, s.amount, bill.gross, bill.supplier,
  coalesce(sum(s.amount) over (partition by bill order by s.day, s.payment
    rows between unbounded preceding and 1 preceding), 0) as before,
  greatest(before + s.amount - gross, 0) - greatest(before - gross, 0) as beyond
from settled s join bill using (bill);

create table payment_error as
with told as (
  select a.payment, bool_or(a.supplier <> p.supplier) as wrong_supplier, sum(a.amount) as named,
    bool_or(a.gross > 0 and a.before >= a.gross) as twice, bool_or(a.beyond > 0) as too_much,
    sum(a.beyond) filter (a.gross > 0) as beyond
  from allocation a join payment p using (payment) group by a.payment)
select p.*, coalesce(beyond, 0) as beyond,
  coalesce(wrong_supplier or twice or too_much or named > p.amount, false) as wrong
from payment p left join told using (payment);

create table suspect as  -- an invoice like one that was entered before
with entered as (
  select h.FID as bill, h.FSUPPLIERID as supplier_id, h.FINVOICENO as number,
  h.FCREATEDATE as since,
    h.FCREATEDATE::date as entered, h.FINVOICEDATE::date as day, h.FSETTLEORGID as org,
    cents(h.FALLAMOUNT) as gross, iso(h.FCURRENCYID) as currency, h.FDEPTID, h.FPURCHASERID
  from t_ap_payable h where h.FCANCELSTATUS = 'A' and h.FBILLTYPEID = 'YF01'
    and kept('supplier_invoices', h.FID)),
pairs as (
  select b.*, a.number = b.number as same from entered a join entered b
    on a.supplier_id = b.supplier_id and a.bill <> b.bill and (a.since, a.bill) < (b.since, b.bill)
  where (a.number = b.number and b.entered - a.entered <= 365)
    or (a.gross = b.gross and a.currency = b.currency and abs(b.day - a.day) <= 31
        and damerau_levenshtein(a.number, b.number) = 1))
select bill, supplier_id::varchar as supplier, coalesce(inside, false) as inside,
  org::varchar as company,
  department, FPURCHASERID::varchar as owner, currency, gross, entered as opens,
  null::date as closes,
  case when bool_or(same) then 'same_number' else 'similar_number' end as rule
from pairs left join unit_today on unit_today.id = FDEPTID
  left join supply on supplier = supplier_id
group by bill, supplier_id, inside, org, department, FPURCHASERID, currency, gross, entered;
