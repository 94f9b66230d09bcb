-- Working minutes from the OA's own attendance table.

create macro since_midnight(t) as substr(t, 1, 2)::bigint * 60 + substr(t, 4, 2)::bigint;

create table day as
with d as (
  select calendarcode as calendar, workdate::date as day, acctperiod as accounting,
    daytype in (1, 2) as works, since_midnight(onduty1) as on1, since_midnight(offduty1) as off1,
    since_midnight(onduty2) as on2, since_midnight(offduty2) as off2,
    case when works then off1 - on1 + off2 - on2 else 0 end as minutes
  from kq_workday)
select *, (sum(minutes) over (partition by calendar order by day) - minutes)::bigint as pos
from d;

-- working minutes of a calendar up to a local moment
create macro w(c, t) as (
  select pos + case when works
    then greatest(0, least(m, off1) - on1) + greatest(0, least(m, off2) - on2) else 0 end
  from (select extract(hour from t::timestamp) * 60 + extract(minute from t::timestamp) as m), day
  where day.calendar = c and day.day = t::date);

create table promise as
select workflowid, limitminutes as minutes, effectdate::date as since,
  lead(effectdate::date) over (partition by workflowid order by effectdate) as until
from workflow_timelimit where nodeid is null;

create table now as
select calendar, asked, w(calendar, asked) as pos
from (select distinct calendar from day), pin;

-- the last day of every period until the pin; the running period is looked at from the pin
create table instant as
with p as (
  select 'all' as grain, 'all' as period, * from day
  union all select 'month', strftime(day, '%Y-%m'), * from day
  union all select 'accounting', accounting, * from day)
select grain, period, p.calendar, max(day) as day, max(day) = any_value(asked)::date as running,
  case when running then any_value(now.pos) else max(p.pos + minutes) end as pos
from p join now using (calendar) where day <= asked::date group by all;
