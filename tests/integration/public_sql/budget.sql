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

create table cell as  -- what a budget lacks at the end of a day, within its fiscal year
with uses as (
  select permit, department, account, asked, granted is not null as budgeted, amount,
    strftime(charged, '%Y-%m') as month, date_trunc('year', charged)::date as starts,
    greatest(day, date_trunc('year', charged)::date) as day
  from payment)
select ends.day, permit, department, account, budgeted,
  greatest(sum(amount) - case when budgeted then any_value(asked) else 0 end, 0) as lacks
from (select distinct day from period_end) ends
join uses on uses.day <= ends.day and year(ends.day) = year(starts)
group by ends.day, permit, department, account, budgeted, month;
