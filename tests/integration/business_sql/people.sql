-- Who is employed where, from the ERP's personnel file: a posting holds until the next one or until
-- the first day somebody is employed no longer.
create table employed as
with post as (
  select FEMPID as person, FORGID::varchar as company, u.department, FLEVEL as level,
    FPOSITION as position, FSTARTDATE::date as since,
    lead(FSTARTDATE::date) over (partition by FEMPID order by FSTARTDATE, FID) as next
  from t_hr_empjob j join unit_today u on u.id = j.FDEPTID),
spell as (
  select post.*, e.FBIRTHDAY::date as born, e.FJOINDATE::date as joined,
    e.FLEAVEDATE::date as left_on, e.FLEAVETYPE as leave_type,
    case when row_number() over (partition by person order by since) = 1 then e.FJOINDATE::date
      else greatest(since, e.FJOINDATE::date) end as opens,
    least(next, e.FLEAVEDATE::date) as closes
  from post join t_hr_emp e on e.FEMPID = post.person)
select *, opens = joined as is_join, closes = left_on as is_leave from spell
where closes is null or closes > opens;

create macro ages(years) as case when years is null then '' when years < 25 then '00-24' when years < 35 then '25-34'
  when years < 45 then '35-44' when years < 55 then '45-54' else '55+' end;

create macro service(years) as case when years < 1 then '00-01' when years < 3 then '01-03'
  when years < 5 then '03-05' when years < 10 then '05-10' else '10+' end;

-- everybody at the end of each period, as old as they were then
create table staff as
select e.* exclude (opens, closes), grain as of_grain, period as of_period, last_day as opens,
  last_day + 1 as closes, ages(date_sub('year', born, last_day)) as age_band,
  service(date_sub('year', joined, last_day)) as tenure_band
from span join employed e on e.opens <= last_day and (e.closes is null or e.closes > last_day);

-- who left in a period, and half of whoever was there before and after it
create table turned as
select grain as of_grain, period as of_period, last_day as opens, last_day + 1 as closes,
  e.* exclude (opens, closes), 1 as leaves, 0 as half
from span join employed e on is_leave and left_on between first_day and last_day
union all
select grain, period, last_day, last_day + 1, e.* exclude (opens, closes), 0, 0.5
from (select *, first_day - 1 as day from span union all select *, last_day from span) span
  join employed e on e.opens <= span.day and (e.closes is null or e.closes > span.day);

-- what was paid for an accounting period, by the post held on its last day
create table pay as
with ends as (
  select company, calendar, accounting, max(day) as day
  from company join day using (calendar) group by all)
select s.FEMPID as person, s.FORGID::varchar as company, u.department, ends.day,
  FGROSS_F as cents, 'CNY' as currency,
  coalesce(j.FLEVEL, '') as level, coalesce(j.FPOSITION, '') as position
from t_hr_salary s join unit_today u on u.id = s.FDEPTID
  join ends on ends.company = s.FORGID and accounting = FPERIOD
  left join lateral (select * from t_hr_empjob j
    where j.FEMPID = s.FEMPID and j.FSTARTDATE::date <= ends.day order by FSTARTDATE desc limit 1) j on true
where kept('payroll', s.FID);
