-- Every period until the pin with its first day and the last that anything is known of.
create table span as
with began as (select date_trunc('month', min(day))::date as day from period_end)
select grain, period, period_end.day as last_day,
  case grain when 'month' then date_trunc('month', period_end.day)::date
    when 'year' then date_trunc('year', period_end.day)::date else began.day end as first_day
from period_end, began;
