-- What became, over the last day, of whatever disagreed before: the two looks before it held the
-- same, so all that was wrong then is sure. `looked` has the local moments of the
-- first and the last look.

create macro is_wrong(state, void, inside) as
  not void and (state = 'differs' or (state = 'missing' and not inside));

create table episode as
with one as (
  select subject, number, count(*) as copies, bool_and(state = 'agrees') as agree
  from pair group by 1, 2),
seen as (
  select b.*, p.subject is not null and (is_wrong(p.state, p.void, p.inside)
      or (p.state = 'ambiguous' and not p.void)) as is_open,
    case when p.subject is not null then p.state = 'agrees' else coalesce(one.agree, false) end
      as agrees, p.subject is not null and is_wrong(p.state, p.void, p.inside) as still,
    p.state as now_state, p.field as now_field, p.missing_side as now_side,
    p.department as now_department, p.owner as now_owner
  from before.pair b left join pair p using (subject, number, systems)
    left join one using (subject, number)
  where is_wrong(b.state, b.void, b.inside))
select subject, systems, company, if(still, now_state, state) as disagreement_kind,
  if(still, now_field, field) as field, if(still, now_side, missing_side) as missing_side,
  if(still, now_department, department) as department, if(still, now_owner, owner) as owner,
  greatest(changed + interval 8 hour, first_at)::date as opens,
  case when not is_open then last_at::date end as closes,
  not is_open and agrees as is_right,
  floor(epoch(last_at - (changed + interval 8 hour)) / 60) as minutes
from seen, looked;
