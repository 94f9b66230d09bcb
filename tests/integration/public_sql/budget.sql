create macro cent(x) as round_even(x * 100, 0)::bigint;
create macro local_day(t) as (timezone('Europe/Amsterdam', t))::date;

create table permit as
with acts as (
  select case_id, "concept:name" as act, "time:timestamp" as ts, event_seq
  from 'PermitLog_events.parquet'
  where regexp_matches("concept:name", '^Permit (SUBMITTED|FINAL_APPROVED|REJECTED) by ')),
ended as (
  select case_id, max_by(act, (ts, event_seq)) as act, max(ts) as ts from acts group by case_id)
select c.case_id as permit, OrganizationalEntity as department, BudgetNumber as account,
  cent(RequestedBudget) as asked,
  case when act like 'Permit FINAL_APPROVED%' then local_day(ts) end as granted
from 'PermitLog_cases.parquet' c left join ended e on e.case_id = c.case_id;

create table payment as
with paid as (
  select "Permit id_1" as permit, case_id as document, cent(Amount) as amount,
    (select max("time:timestamp") from 'InternationalDeclarations_events.parquet' e
     where e.case_id = d.case_id and "concept:name" = 'Payment Handled') as ts
  from 'InternationalDeclarations_cases.parquet' d
  union all
  select "Permit id", case_id, cent(RequestedAmount),
    (select max("time:timestamp") from 'PrepaidTravelCost_events.parquet' e
     where e.case_id = p.case_id and "concept:name" = 'Payment Handled')
  from 'PrepaidTravelCost_cases.parquet' p)
select permit.*, document, amount, local_day(ts) as day, coalesce(granted, local_day(ts)) as charged
from paid join permit using (permit) where ts is not null;

create table entry as  -- what a permit was granted and what of it was spent, by the month it is for
select permit, department, account, granted as charged, asked as revised, 0 as actual,
  greatest(asked - coalesce((select sum(amount) from payment p where p.permit = permit.permit), 0),
           0) as reserve, false as outside
from permit where granted is not null
union all
select permit, department, account, charged, 0, amount, 0, granted is null from payment;

create table move as  -- what changes the budget of a permit: its grant, and payments
select permit, department, account, asked, true as budgeted, strftime(granted, '%Y-%m') as month,
  date_trunc('year', granted)::date as starts, granted as day, asked as plan, 0 as spent
from permit where granted is not null
union all
select permit, department, account, asked, granted is not null, strftime(charged, '%Y-%m'),
  date_trunc('year', charged)::date, greatest(day, date_trunc('year', charged)::date), 0, amount
from payment;

create table elapsed as  -- which part of the year's working days is over at the end of a day
select day, sum(works::int) over (partition by year(day) order by day)
  / sum(works::int) over (partition by year(day)) as elapsed from nl;

create table cell as  -- a budget at the end of a day, within its fiscal year
select ends.day, permit, department, account, budgeted, elapsed, sum(plan) as plan,
  sum(spent) as spent,
  greatest(sum(spent) - case when budgeted then any_value(asked) else 0 end, 0) as lacks
from (select distinct day from period_end) ends
join elapsed using (day)
join move on move.day <= ends.day and year(ends.day) = year(starts)
group by ends.day, permit, department, account, budgeted, elapsed, month;
