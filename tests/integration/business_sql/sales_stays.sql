-- Where a line waits: to be shipped, delivered, charged, paid for, each the first it hasn't passed.
-- A closed order waits for no more goods, and what had none at all (a service) comes neither to
-- delivery nor to invoicing; what came back is neither charged nor paid for.

create table fate as
with moves as (
  select line, sum(moved) filter (moved > 0) as sent,
    coalesce(-sum(moved) filter (moved < 0), 0) as back,
    coalesce(sum(moved) filter (moved > 0 and came is not null), 0) as there,
    max(went) filter (moved > 0) as last_went, max(came) filter (moved > 0) as last_came
  from sent group by 1),
charges as (
  select line, sum(charge.qty) as charged, sum(net) as billed, sum(charge.gross) as total,
    sum(charge.gross * coalesce(covered.gross, 0) / of_bill) as paid,
    max(charge.billed) filter (net > 0) as last_billed, max(covered.day) as last_paid
  from charge left join covered using (bill) group by 1),
days as (
  select sale.*, coalesce(l.day, case when closed then coalesce(last_went, last_billed) end)
      as went,
    coalesce(c.day, case when closed and coalesce(there, 0) >= coalesce(sent, 0)
      then coalesce(last_came, last_billed) end) as came,
    coalesce(sent, 0) as sent, coalesce(there, 0) as there, coalesce(there - back, 0) as remains,
    coalesce(billed, 0) as billed, coalesce(total, 0) as total, coalesce(paid, 0) as paid,
    last_billed, last_paid,
    charges.line is not null and charged >= coalesce(there - back, 0) as is_charged
  from sale left join moves using (line) left join left_whole l using (line)
    left join came_whole c using (line) left join charges using (line))
select *, is_charged and paid > total - 0.5 as is_paid, greatest(came, last_billed) as charged_on,
  greatest(came, last_billed, last_paid) as paid_on,
  remains = 0 and billed = 0 as is_nothing, closed and sent = 0 as is_service
from days;

create table sale_stay as
with stays as (
  select 'ship' as station, ordered as opens, went as closes,
    case when went is null then net - even(net * sent, qty) else net end as held, fate.*
  from fate where not (went is null and closed)
  union all
  select 'deliver', went, came,
    case when came is null then net * (sent - there) / qty else net end, fate.*
  from fate where went is not null and not is_service
  union all
  select 'invoice', came, case when is_charged then charged_on end,
    case when is_charged then net * remains / qty
      else greatest(net * remains / qty - billed, 0) end,
    fate.*
  from fate where came is not null and not is_service and (is_charged or not is_nothing)
  union all
  select 'collect', charged_on, case when is_paid then paid_on end,
    case when is_paid then billed
      else billed - round_even(billed * paid / nullif(total, 0), 0) end, fate.*
  from fate where came is not null and is_charged and (is_paid or not is_nothing))
select stays.*, b.n - a.n as wait, closes - opens as gap
from stays join company o on o.company::varchar = stays.company
  join work_day a on (a.calendar, a.day) = (o.calendar, opens)
  left join work_day b on (b.calendar, b.day) = (o.calendar, closes)
where closes is null or closes >= opens;
