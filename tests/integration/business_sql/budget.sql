-- The ERP's plans, what revised them and what used them, by the accounting period they are for.

create table period as  -- the last day of a company's accounting period
select company, test, accounting as period, max(day) as ends from company join day using (calendar)
group by all;

create table plan as
select FID as line, FORGID as company, FDEPTID as unit, FACCOUNTID as account, FPERIOD as period,
  FYEAR as year, FTYPE = 'S' as earns, cents(FBUDGETAMOUNT) as original
from t_bm_budget where kept('budget_lines', FID);

create table revision as
select plan.*, FTYPE as kind, FDATE::date as day, cents(FAMOUNT) as amount
from t_bm_adjust join plan on line = FLINEID where kept('budget_revisions', FID);

create table use as
select FORGID as company, FDEPTID as unit, FACCOUNTID as account, FPERIOD as period, FKIND as kind,
  FOWNERID as owner, FDATE::date as day, cents(FAMOUNT) as amount,
  (select FTYPE = '5' from t_bd_account where FNUMBER = FACCOUNTID) as earns,
  not exists (from plan p where p.company = FORGID and p.unit = FDEPTID and p.account = FACCOUNTID
    and p.period = FPERIOD) as outside
from t_bm_execute where kept('budget_entries', FID);

create table budget_move as
with moves as (
  select company, unit, account, period, earns, null as kind, null as owner, null::date as day,
    original, original as revised, 0 as reserve, 0 as commit, 0 as actual, false as outside
  from plan
  union all
  select company, unit, account, period, earns, kind, null, day, 0, amount, 0, 0, 0, false
  from revision
  union all
  select company, unit, account, period, earns, kind, owner, day, 0, 0,
    case kind when 'YZ' then amount else 0 end, case kind when 'ZY' then amount else 0 end,
    case kind when 'SJ' then amount else 0 end, outside
  from use)
select m.* exclude (company, unit, owner), m.company::varchar as company, department, ends,
  owner::varchar as owner, case when kind in ('DR', 'DC', 'JR', 'JC') then revised end as moved,
  m.period in (select p.accounting from day p) as known
from moves m join period using (company, period) left join unit_today on id = unit
where not test and account in (select FNUMBER from t_bd_account where FISDETAIL = 1);

create table fiscal as  -- a company's fiscal years, and its accounting periods
select company, fiscalyear as year, min(workdate::date) as starts, max(workdate::date) + 1 as after
from company join kq_workday on calendarcode = calendar group by all;

create table stretch as
select company, accounting as period, min(day) as starts, max(day) as ends, min(pos) as first,
  sum(minutes)::bigint as whole,
  (select fiscalyear from kq_workday k where k.calendarcode = calendar
    and k.workdate = min(day)::varchar) as year
from company join day using (calendar) group by company, calendar, accounting;

create table budget_cell as  -- what a line has at the end of a day of its fiscal year
with moves as (
  select company, unit, account, period, earns, null::date as day, original as revised, 0 as used,
    0 as spent from plan
  union all select company, unit, account, period, earns, day, amount, 0, 0 from revision
  union all
  select company, unit, account, period, earns, day, 0, amount,
    case kind when 'SJ' then amount else 0 end
  from use where kind <> 'FK'),
told as (
  select distinct day, calendar,
    case when day = asked::date then now.pos else day.pos + minutes end as pos
  from period_end join day using (day) join now using (calendar)),
cells as (
  select told.day, m.company, unit, account, earns, m.period, sum(revised) as revised,
    sum(used) as used, sum(spent) as spent,
    greatest(0, least(1, (any_value(told.pos) - any_value(first)) / any_value(whole))) as elapsed
  from moves m join company c on c.company = m.company and not c.test
  join stretch s on s.company = m.company and s.period = m.period
  join fiscal f on f.company = m.company and f.year = s.year
  join told on told.calendar = c.calendar
    and told.day >= coalesce(greatest(m.day, f.starts), f.starts)
    and told.day < f.after
  where account in (select FNUMBER from t_bd_account where FISDETAIL = 1)
  group by all)
select day as opens, day + 1 as closes, cells.* exclude (day, company, unit), department,
  company::varchar as company, revised - used as available,
  exists (from plan p where p.company = cells.company and p.unit = cells.unit
    and p.account = cells.account and p.period = cells.period) as budgeted
from cells left join unit_today on id = unit;
