-- Contracts, when they were in force, and what was ordered, delivered, charged and paid under them.

create table contract as
select FID as id, FORGID::varchar as company, calendar, department, FMANAGERID::varchar as owner,
  case FTYPE when 'CG' then 'purchase' else 'sales' end as kind,
  coalesce(FSUPPLIERID::varchar, '') as supplier, coalesce(FCUSTID::varchar, '') as customer,
  coalesce(s.FCORRESPONDORGID, b.FCORRESPONDORGID) is not null as inside,
  iso(c.FCURRENCYID) as currency,
  FSIGNDATE::date as signed, coalesce(FSTARTDATE, FSIGNDATE)::date as starts,
  FENDDATE::date as ends,
  FSTATE as state, c.FEXCHANGERATE as rate, cents(FAMOUNT) as net, cents(FALLAMOUNT) as gross,
  f.amount as allowed, f.currency as allowed_currency,
  -- filed as over on a day; without one when its time had run out by then, else nobody knows
  case when FSTATE > 0 then coalesce(FCLOSEDATE::date,
    case when FENDDATE < c.FMODIFYDATE[:10] then FENDDATE::date + 1 end) end as over,
  FSTATE = 0 or over is not null as known
from t_con_contract c join company on company = FORGID and not test
left join unit_today on unit_today.id = FDEPTID left join t_bd_supplier s using (FSUPPLIERID)
left join t_bd_customer b using (FCUSTID) left join form f on f.number = FOANO and forms = 1
where c.FDOCUMENTSTATUS <> 'A' and kept('contracts', FID);

create table in_force as
select *, starts as opens, least(ends + 1, over) as closes from contract
where known and (closes is null or closes > opens);

create table sold_line as
select e.FENTRYID as id, h.FID as so, h.FCONTRACTID as contract,
  iso(h.FSETTLECURRID) as currency, e.FQTY as qty,
  cents(e.FAMOUNT) as net,
  coalesce((select sum(s.FREALQTY) from t_sal_outstockentry s join t_sal_outstock o using (FID)
    where s.FSOENTRYID = e.FENTRYID and o.FCANCELSTATUS = 'A' and o.FARRIVEDATE is not null
      and kept('shipments', s.FENTRYID)), 0) as arrived
from t_sal_orderentry e join t_sal_order h using (FID)
where h.FCANCELSTATUS = 'A' and h.FDOCUMENTSTATUS <> 'A' and e.FMRPTERMINATESTATUS = 'A'
  and kept('sales_orders', h.FID) and kept('sales_order_lines', e.FENTRYID);

create table delivered as  -- under a contract, at the prices of its orders
select contract, sum(round(net * came / qty)) as net from (
  select h.FCONTRACTID as contract, l.net, l.qty, coalesce((select sum(qty - refused) from came
    where came.id = l.id), 0) as came
  from po_line l join t_pur_order h on h.FID = l.po where placed
  union all select contract, net, qty, arrived from sold_line)
where contract is not null group by contract;

create table sold_bill as
select FID as bill, FCONTRACTID as contract, iso(FCURRENCYID) as currency,
  cents(FALLAMOUNT) as gross
from t_ar_receivable where FCANCELSTATUS = 'A' and FDOCUMENTSTATUS <> 'A'
  and kept('customer_invoices', FID);

create table charged_under as  -- an invoice names its contract, or its lines name its orders
select contract, sum(gross) as gross from (
  select contract, gross from bill union all select contract, gross from sold_bill
  union all
  select o.FCONTRACTID, c.gross from charged c join bill b using (bill) join po_line l using (id)
  join t_pur_order o on o.FID = l.po where b.contract is null
  union all
  select l.contract, cents(e.FALLAMOUNT) from t_ar_receivableentry e
  join sold_bill b on b.bill = e.FID join sold_line l on l.id = e.FSOENTRYID
  where b.contract is null and kept('customer_invoice_lines', e.FENTRYID))
where contract is not null group by contract;

create table money_under as  -- a payment names its contract, or pays invoices that do
select FCONTRACTID as contract, day, b.amount from payment b join t_ap_paybill on FID = payment
where FCONTRACTID is not null
union all
select bill.contract, s.day, s.amount from settled s join bill using (bill)
join t_ap_paybill p on p.FID = s.payment
where bill.contract is not null and p.FCONTRACTID is null
union all
select sold_bill.contract, greatest(a.FSETTLEDATE, r.FDATE)::date, a.FSETTLEAMOUNT_F
from t_ar_receiveentry a join t_ar_receivebill r using (FID)
  join sold_bill on bill = a.FRECEIVABLEID
where sold_bill.contract is not null and r.FCANCELSTATUS = 'A'
  and kept('customer_receipts', r.FID) and kept('receipt_allocations', a.FENTRYID);

create table contract_money as
select c.*, coalesce(d.net, 0) as delivered, d.contract is not null as ordered,
  coalesce(u.gross, 0) as charged
from contract c left join delivered d on d.contract = id
  left join charged_under u on u.contract = id;

create table term as  -- money covers terms in the order they fall due
with planned as (
  select FENTRYID as term, FID as id, FPLANDATE::date as due, FPLANAMOUNT_F as amount,
    sum(FPLANAMOUNT_F) over (partition by FID order by FPLANDATE, FSEQ) as upto
  from t_con_payplan where kept('contract_terms', FENTRYID)),
paid as (
  select term, coalesce(sum(m.amount), 0) as paid,
    coalesce(sum(m.amount) filter (m.day <= due), 0) as by_then
  from planned left join money_under m on m.contract = id group by term),
so_far as (
  select contract as id, day, sum(amount) over (partition by contract order by day) as paid
  from money_under),
covered as (
  select term, min(day) as covered from planned join so_far using (id)
  where so_far.paid >= upto group by term)
select c.*, p.term, p.due, p.amount,
  greatest(0, least(p.amount, paid - (upto - p.amount))) as settled,
  greatest(0, least(p.amount, by_then - (upto - p.amount))) as in_time, covered,
  due < asked::date as past
from planned p join contract c using (id) join paid using (term) left join covered using (term)
cross join pin;

create table late_term as  -- and what of it is open; once it was covered, what was on its due day
select t.*, day as opens, day + 1 as closes,
  amount - case when covered is null then settled else in_time end as open,
  day - due as late, bucket(late) as overdue_bucket
from term t join (select distinct period_end.day from period_end) on day > due
  and (covered is null or covered > day) and (state <> 2 or over > day);
