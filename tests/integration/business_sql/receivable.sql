-- What customers owe and what they paid, from the ERP's invoices, receipts and what it applied.

-- an invoice is open from its day on, less what covers it, until nothing of it is open
create table due_now as
with step as (
  select bill, billed as opens, gross from ar_bill bill
  union all select bill, day, -gross from paid),
days as (select bill, opens, sum(gross) as gross from step group by 1, 2),
sums as (
  select bill, opens, lead(opens) over (partition by bill order by opens) as closes,
    sum(gross) over (partition by bill order by opens) as left_over from days)
select bill.*, opens, closes, left_over from sums join ar_bill bill using (bill)
where left_over <> 0;

create table unapplied as
with step as (
  select receipt, came as opens, gross from taking
  union all select receipt, day, -gross from paid),
days as (select receipt, opens, sum(gross) as gross from step group by 1, 2),
sums as (
  select receipt, opens, lead(opens) over (partition by receipt order by opens) as closes,
    sum(gross) over (partition by receipt order by opens) as left_over from days)
select taking.*, opens, closes, left_over from sums join taking using (receipt)
where left_over <> 0;

-- what came in and what was to come in, by the day of either
create table collection as
with part as (
  select bill, sum(paid.gross) as collected, sum(paid.gross) filter (day <= due) as in_time
  from paid join ar_bill bill using (bill) group by 1)
select company, department, customer, owner, customer_level, industry, inside, currency,
  due as day, gross as due, coalesce(collected, 0) as collected,
  coalesce(in_time, 0) as in_time, 0 as received, true as is_due
from ar_bill bill left join part using (bill)
union all
select company, department, customer, owner, customer_level, industry, inside, currency,
  came, 0, 0, 0, gross, false from taking;

create table settled_bill as
select bill.*, covered.day as settled_on, covered.day - due as gap, b.n - a.n as late
from ar_bill bill join covered using (bill) join company o on o.company::varchar = bill.company
  join work_day a on (a.calendar, a.day) = (o.calendar, due)
  join work_day b on (b.calendar, b.day) = (o.calendar, covered.day)
where covered.whole;

-- the same at the end of each period, by its age and by how late it is then
create table owed_at as
select due_now.* exclude (opens, closes), grain as of_grain, period as of_period,
  last_day as opens, last_day + 1 as closes, bucket(last_day - billed) as age_bucket,
  case when due < last_day then bucket(last_day - due) else 'not_due' end as overdue_bucket
from span join due_now on due_now.opens <= last_day
  and (due_now.closes is null or due_now.closes > last_day);

-- for days of sales outstanding: what is owed at the end of a period, what was charged in its days
create table outstanding as
select of_grain, of_period, opens, closes, span.last_day - span.first_day + 1 as days,
  company, department, customer, owner, customer_level, industry, inside, currency,
  left_over, 0 as charged
from owed_at join span on span.grain = of_grain and span.period = of_period
union all
select grain, period, last_day, last_day + 1, last_day - first_day + 1,
  company, department, customer, owner, customer_level, industry, inside, currency, null, gross
from span join ar_bill bill on billed between first_day and last_day;
