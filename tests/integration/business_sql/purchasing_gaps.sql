-- What was approved and not ordered, ordered and not approved, paid beyond what was approved.

create table request_line as
select e.FENTRYID as id, h.FAPPLICATIONORGID::varchar as company, calendar, department,
  h.FAPPLICANTID::varchar as applicant, coalesce(h.FPROJECTID::varchar, '') as project,
  iso(h.FCURRENCYID) as currency, h.FAPPLICATIONDATE::date as requested, approved,
  e.FREQQTY as qty, cents(e.FAMOUNT) as net, h.FCLOSESTATUS = 'B' as closed,
  h.FCANCELSTATUS = 'B' as cancelled
from t_pur_reqentry e join t_pur_req h using (FID)
join company on company = h.FAPPLICATIONORGID and not test
left join unit_today on unit_today.id = h.FAPPLICATIONDEPTID
left join form f on f.number = h.FOANO and forms = 1
where kept('purchase_requests', e.FENTRYID);

create table approval_lag as
select request_line.*, e.n - s.n as worked from request_line
join work_day s on s.calendar = request_line.calendar and s.day = requested
join work_day e on e.calendar = request_line.calendar and e.day = approved
where not cancelled;

create table not_ordered as  -- from its approval a request line waits until the last is ordered
with so_far as (
  select request as id, ordered, sum(qty) over (partition by request order by ordered) as qty
  from po_line where placed),
whole as (
  select id, min(ordered) as day from so_far join request_line using (id)
  where so_far.qty >= request_line.qty group by id),
part as (select id, max(qty) as ordered, max(ordered) as last from so_far group by id)
select r.*, approved as opens, coalesce(whole.day, case when closed then part.last end) as closes,
  case when closes is null then round(net * (1 - coalesce(part.ordered, 0) / r.qty)) else net end
    as held
from request_line r left join whole using (id) left join part using (id)
where approved is not null and not cancelled and not (closed and part.last is null)
  and (closes is null or closes > opens);

create table order_sum as
select po, company, department, supplier, buyer, inside, currency, ordered, form, needs_form,
  sum(net) as net, sum(gross) as gross,
  sum(booked(net, rate)) as booked_net
from po_line where placed group by all;

create table not_approved as
select o.*, ordered as opens, case when f.approved > ordered then f.approved end as closes
from order_sum o left join form f on f.number = o.form
where needs_form and coalesce(forms, 1) = 1 and (f.approved is null or f.approved > ordered);

create table overpaid as
with paid as (
  select po, sum(charged.gross * s.amount / bill.gross) as paid, max(s.day) as last
  from po_line l join charged using (id) join bill using (bill) join settled s using (bill)
  where placed group by po)
select o.*, last as opens, null::date as closes,
  paid - f.amount * 100 * o.gross / sum(o.gross) over (partition by o.form) as beyond
from order_sum o join form f on f.number = o.form and forms = 1 and f.currency = o.currency
left join paid using (po) where f.approved is not null;
