-- The stations of an order line, when it came to each and left it, and what it waits for there: of
-- those it has left, all that it waited for.

create table line_money as  -- charged net of tax, and how much of it is not paid
select l.*, even(net * kept::bigint, qty) as kept_net, coalesce(charged_sum, 0) as charged_net,
  charged_net * greatest(0, 1 - paid / nullif(owed, 0)) as unpaid_net
from line_day l left join (select id, sum(net) as charged_sum from charged group by id) m using (id)
where placed;

create table stay as  -- it waits for its form from its entry until it is placed all the same
select *, 'approve' as station, entered as opens,
  coalesce(least(approved, ordered), ordered) as closes,
  net as held
from line_money where needs_form and coalesce(approved >= entered, true)
union all
select *, 'order', case when needs_form then approved else entered end as came, ordered, net
from line_money where came <= ordered
union all
select *, 'receive', ordered, there, case when there is null then greatest(net - kept_net,
  0) else net end
from line_money where there is not null or not closed
union all
select *, 'invoice', there, charged_whole,
  case when charged_whole is null then greatest(kept_net - charged_net, 0) else kept_net end
from line_money where there is not null and (kept > 0 or charged_net > 0)
union all
select *, 'pay', charged_whole, paid_whole,
  case when paid_whole is null then round_even(unpaid_net, 0) else charged_net end
from line_money where charged_whole is not null;

create table waited as
select stay.*, e.n - s.n as worked, closes - opens as gap
from stay join work_day s on s.calendar = stay.calendar and s.day = opens
join work_day e on e.calendar = stay.calendar and e.day = closes;

create table uncharged as  -- what was kept and not charged at the end of a day, the oldest first
with taken as (
  select l.id, i.day as upto, c.day, sum(c.accepted) over (partition by l.id,
    i.day order by c.day) as kept
  from po_line l join came c using (id) join (select distinct day
    from period_end) i on c.day <= i.day),
billed as (
  select id, i.day as upto, sum(qty) as qty from charged c
  join (select distinct day from period_end) i on c.day <= i.day group by all),
open as (
  select t.id, t.upto, max(t.kept) - coalesce(any_value(b.qty), 0) as open,
    min(t.day) filter (t.kept > coalesce(b.qty, 0)) as since
  from taken t left join billed b on b.id = t.id and b.upto = t.upto group by all)
select l.*, upto as opens, upto + 1 as closes, upto - since as age, bucket(age) as age_bucket,
  even(net * open::bigint, qty) as owed
from open join po_line l using (id) where open > 0;
