-- What the OA holds, with its codes as words and its two-column local times as moments. Rows that
-- contradict themselves or can't be read are left out, by rules of this file alone.

create macro moment(d, t) as try_strptime(d || ' ' || t, '%Y-%m-%d %H:%M:%S');

create table word as
select * from (values
  ('0', 'approve'), ('2', 'submit'), ('3', 'return_to_applicant'), ('4', 'return_to_node'),
  ('9', 'comment'), ('c', 'countersign'), ('d', 'delegate'), ('h', 'transfer'), ('j', 'add_sign'),
  ('r', 'reject'), ('s', 'remind'), ('t', 'cc'), ('w', 'withdraw'), ('x', 'revoke'),
  ('z', 'auto_approve')) as t (logtype, action);

create table company as
select id as company, calendarcode as calendar, istest = 1 as test from hrmsubcompany;

-- every department with what it is today, and the top of today's tree above that
create table department as
with recursive later(id, today) as (
  select id, id from hrmdepartment
  union all
  select later.id, d.mergeto from later join hrmdepartment d on d.id = later.today
  where d.mergeto is not null),
now as (
  select later.id, today from later join hrmdepartment d on d.id = today where d.mergeto is null),
above(id, top) as (
  select id, today from now
  union all
  select above.id, d.supdepid from above join hrmdepartment d on d.id = above.top
  where d.supdepid is not null)
select now.id, now.today, above.top as division
from now join above using (id) join hrmdepartment d on d.id = above.top
where d.supdepid is null;

create table told as
with r as (
  select r.requestid as request, b.workflowname as process, r.workflowid, r.creater as applicant,
    r.subcompanyid as company, f.sqbm as department, f.je, f.bz, f.lastrequest as previous,
    r.requeststatus as code, moment(createdate, createtime) as created,
    moment(submitdate, submittime) as submitted, moment(finishdate, finishtime) as finished,
    moment(archivedate, archivetime) as archived,
    (submitdate || submittime is not null and submitted is null)
      or (finishdate || finishtime is not null and finished is null)
      or (archivedate || archivetime is not null and archived is null) as illegible
  from workflow_requestbase r join formtable_main f using (requestid)
    join workflow_base b on b.id = r.workflowid
  where r.deleted = 0)
select * exclude (je, bz, illegible), try_cast(je as decimal(18, 2)) as amount,
  case bz when 0 then 'CNY' when 1 then 'USD' end as currency,
  not illegible and created is not null and code between 0 and 5
    and (je is null or (regexp_full_match(je, '[0-9]+(\.[0-9]*)?') and currency is not null))
    and (code = 0 or submitted is not null) and (code not in (2, 3) or finished is not null)
    and coalesce(finished >= submitted, true) and coalesce(archived >= submitted, true)
    as believable
from r;

create table request as
select * exclude (code, believable),
  ['draft', 'running', 'approved', 'rejected', 'withdrawn', 'revoked'][code + 1] as status
from told where believable;

-- one row per stop at a person; a task made pointless by somebody else's act never was a stop
create table stop as
select o.requestid as request, o.showorder as seq, o.roundno, o.nodeid, n.nodename as node,
  o.userid as actor, s.rolesname as role, o.signtype, l.logtype,
  moment(o.receivedate, o.receivetime) as received, action,
  moment(l.operatedate, l.operatetime) as acted,
  received is not null and (l.logid is null or (action is not null and acted >= received))
    as believable
from workflow_currentoperator o join workflow_requestbase r using (requestid)
  join workflow_nodebase n on n.id = o.nodeid join hrmroles s on s.id = o.roleid
  left join workflow_requestlog l on l.logid = o.id left join word using (logtype)
where r.deleted = 0 and o.isremark <> 5;

create table step as
select stop.* exclude (logtype, believable)
from stop join request using (request) where stop.believable;
