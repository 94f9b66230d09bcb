-- Waits of people and stays at nodes.

-- a document stays at a node as long as its stops in a row are there
create table stay as
with told as (
  select *, coalesce(nodeid <> lag(nodeid) over turn or roundno <> lag(roundno) over turn, true)
    as moved
  from step where action is null or action not in ('cc', 'comment', 'remind')
  window turn as (partition by request order by seq))
select *, sum(moved::int) over (partition by request order by seq) as stay from told;

-- who handed a stop on, to whom: the stop that began at that node with the same tick
create table handed as
select g.request, g.seq, min(t.seq) as taker
from step g join step t on t.request = g.request and t.nodeid = g.nodeid
  and t.received = g.acted and t.seq > g.seq
where g.action in ('transfer', 'delegate') group by all;

create table began as
with recursive b(request, seq, since) as (
  select request, seq, received from step
  where not exists (from handed h where h.request = step.request and h.taker = step.seq)
  union all
  select h.request, h.taker, b.since from b join handed h using (request, seq))
from b;

create table wait as
select doc.* exclude (s, e, c, variant), step.node, step.role, step.actor, action, acted::date as aon,
  w(calendar, acted) - w(calendar, since) as waited
from step join began using (request, seq) join chain using (request) join doc using (document)
where action in
  ('approve', 'countersign', 'reject', 'return_to_applicant', 'return_to_node', 'add_sign');

-- one row per stay that ended: by the first to decide where anyone may, else by the last to act
create table wall as
with s as (
  select request, stay, any_value(node) as node, min(received) as came,
    bool_or(signtype = 2) as anyone,
    bool_or(action is null) as waits,
    bool_or(action in ('reject', 'return_to_applicant', 'return_to_node')) as broken,
    min_by(struct_pack(acted, role, actor), (acted, seq)) filter (action in
      ('approve', 'countersign', 'reject', 'return_to_applicant', 'return_to_node')) as first,
    max_by(struct_pack(acted, role, actor), (acted, seq)) filter (action in
      ('approve', 'countersign', 'reject', 'return_to_applicant', 'return_to_node', 'add_sign'))
      as last
  from stay where action is null or action not in ('submit', 'withdraw', 'revoke', 'auto_approve')
  group by all),
ended as (
  select *, case when anyone then first when broken or not waits then last end as gone
  from s where gone is not null)
select doc.* exclude (s, e, c, variant), node, gone.role as role, gone.actor as actor,
  gone.acted::date as aon, w(calendar, gone.acted) - w(calendar, came) as stood
from ended join chain using (request) join doc using (document);

-- what waits now: of each document in flight the stop whose wait is the longest
create table waiting as
select held.*, place.node as node, place.actor as actor
from held left join (
  select document, min_by(struct_pack(node, actor), (since, received, seq)) as place
  from step join began using (request, seq) join chain using (request)
  where action is null group by all) using (document)
where grain = 'all';
