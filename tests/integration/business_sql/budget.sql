-- The ERP's plans, what revised them and what used them, by the accounting period they are for.

create table period as  -- the last day of a company's accounting period
select company, test, accounting as period, max(day) as ends from company join day using (calendar)
group by all;

create table plan as
select FID as line, FORGID as company, FDEPTID as unit, FACCOUNTID as account, FPERIOD as period,
  FYEAR as year, FTYPE = 'S' as earns, round(FBUDGETAMOUNT * 100)::bigint as original
from t_bm_budget where kept('budget_lines', FID);

create table revision as
select plan.*, FTYPE as kind, FDATE::date as day, round(FAMOUNT * 100)::bigint as amount
from t_bm_adjust join plan on line = FLINEID where kept('budget_revisions', FID);

create table use as
select FORGID as company, FDEPTID as unit, FACCOUNTID as account, FPERIOD as period, FKIND as kind,
  FOWNERID as owner, FDATE::date as day, round(FAMOUNT * 100)::bigint as amount,
  (select FTYPE = '5' from t_bd_account where FNUMBER = FACCOUNTID) as earns,
  not exists (from plan p where p.company = FORGID and p.unit = FDEPTID and p.account = FACCOUNTID
    and p.period = FPERIOD) as outside
from t_bm_execute where kept('budget_entries', FID);

create table budget_move as
with moves as (
  select company, unit, account, period, earns, null as kind, null as owner, null::date as day,
    original, original as revised, 0 as reserve, 0 as commit, 0 as actual, false as outside from plan
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
