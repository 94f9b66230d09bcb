-- One row per document: whatever was filed again belongs to what was filed first.

create table chain as
with recursive up(request, document) as (
  select request, request from request
  where previous is null or previous not in (select request from request)
  union all
  select r.request, up.document from request r join up on r.previous = up.request)
from up;

create table instance as
with s as (
  select request, min(acted) filter (action = 'submit') as filed,
    bool_or(action in ('approve', 'countersign', 'auto_approve')) as has_yes,
    bool_or(action = 'reject') as has_no
  from step group by all)
select chain.document, r.*, coalesce(has_yes, false) as has_yes, coalesce(has_no, false) as has_no,
  coalesce(filed, case when status <> 'draft' then submitted end) as filed,
  row_number() over (partition by document order by filed nulls first, created, request) as turn
from request r join chain using (request) left join s using (request);

-- every act; a decision that only the header tells counts as well
create table act as
select document, turn, seq, node, action, acted as done
from step join instance using (request) where action is not null
union all
select document, turn, 1e6::bigint, null, 'approve', finished
from instance where status in ('approved', 'revoked') and not has_yes and finished is not null
union all
select document, turn, 1e6::bigint, null, 'reject', finished
from instance where status = 'rejected' and not has_no;

create table tally as
select document,
  max(done) filter (action in ('approve', 'countersign', 'auto_approve', 'reject')) as judged,
  max(done) filter (action = 'withdraw') as withdrawn,
  count(*) filter (action = 'submit') as submits,
  count(*) filter (action in ('return_to_applicant', 'return_to_node')) as returns,
  count(*) filter (action = 'reject') as rejects,
  count(*) filter (action = 'withdraw') as withdrawals,
  string_agg(node || ':' || action, ' > ' order by done, turn, seq)
    filter (action not in ('cc', 'comment', 'remind')) as variant
from act group by all;

-- submitted documents with their clock, those of test companies apart; `ended` is null while one
-- is running
create table filed as
with first as (select document, min(filed) as began from instance group by all),
d as (
  select i.document, i.process, i.workflowid, i.applicant, i.company, c.calendar, c.test,
    i.department, o.today, o.division, i.amount, i.currency, i.status, t.* exclude (document),
    began, i.archived as closed, coalesce(status in ('approved', 'rejected'), false) as decided,
    status in ('approved', 'revoked') as passed,
    case when decided or passed then judged when status = 'withdrawn' then withdrawn end as ended
  from instance i join company c using (company) join department o on o.id = i.department
    join first using (document) join tally t using (document)
  where began is not null
  qualify turn = max(turn) over (partition by document)),
p as (
  select d.*, began::date as son, ended::date as eon, closed::date as con,
    w(calendar, began) as s, w(calendar, ended) as e, w(calendar, closed) as c,
    promise.minutes as promised
  from d left join promise on promise.workflowid = d.workflowid and began::date >= since
    and (until is null or began::date < until)),
q as (select *, s + promised as due from p)
select q.*, now.pos as npos, day.day as don  -- the day whose working time holds the due moment
from q join now using (calendar)
  left join day on day.calendar = q.calendar and day.works and due > day.pos
    and due <= day.pos + day.minutes;

create table doc as from filed where not test;
create table tested as from filed where test;

-- working minutes a decided document lay back with its applicant: from the first act that gave it
-- back after a submission until the next submission
create table lain as
with turns as (
  select a.document, calendar, done, a.turn, seq,
    lag(done) over (partition by a.document order by done, a.turn, seq) as before
  from act a join doc on doc.document = a.document and decided where action = 'submit'),
gaps as (
  select t.document, calendar, t.done, min(b.done) as back
  from turns t join act b on b.document = t.document and b.done >= t.before and b.done <= t.done
    and b.action in ('return_to_applicant', 'reject', 'withdraw', 'revoke')
  where before is not null group by all)
select document, sum(w(calendar, done) - w(calendar, back))::bigint as given_back
from gaps group by all;

create table decided as
select doc.*, e - s as worked, coalesce(given_back, 0) as applicant_minutes,
  date_diff('second', began, ended) // 60 as clock
from doc left join lain using (document) where decided;

create table held as
select doc.*, grain, period, instant.pos as ipos
from doc join instant using (calendar) join now using (calendar)
where case when running then began <= asked and (ended is null or ended > asked)
  else son <= day and (eon is null or eon > day) end;
