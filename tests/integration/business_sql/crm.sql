-- What the CRM's own tables say of opportunities, complaints and surveys. Its moments are
-- milliseconds since 1970; days are those in Shanghai. What is marked as deleted isn't there.

create macro shanghai(ms) as make_timestamp(ms * 1000) + interval 8 hour;

create macro phase(code) as case code when 'S1' then '线索' when 'S2' then '初步接洽'
  when 'S3' then '方案' when 'S4' then '报价' when 'S5' then '谈判' when 'S6' then '赢单'
  when 'S7' then '输单' end;

create table asker as
select a.id, a.id::varchar as customer, buyer.customer_level, buyer.industry
from account a left join buyer on buyer.id = a.id;

create table deal as
select o.id, o.company_id::varchar as company, u.department, asker.* exclude (id),
  o.owner_id::varchar as owner, phase(o.stage) as stage, o.stage = 'S6' as won,
  o.stage = 'S7' as lost, o.loss_reason as lost_reason, o.currency, o.amount as cents,
  o.probability as chance,
  shanghai(o.created)::date as created, shanghai(o.closed)::date as closed,
  o.expected_close::date as expected
from opportunity o join asker on asker.id = o.account_id
  join crm_user w on w.id = o.owner_id join unit_today u on u.id = w.department_id
where o.is_deleted = 0;

create table deal_time as
select deal.*, closed - created as gap, b.n - a.n as worked
from deal join company o on o.company::varchar = deal.company
  join work_day a on (a.calendar, a.day) = (o.calendar, created)
  left join work_day b on (b.calendar, b.day) = (o.calendar, closed);

-- an opportunity is in a stage from when it entered it until it enters the next; of the one it is
-- in, what it is thought to bring may have changed since
create table phases as
with s as (
  select opportunity_id as id, seq, phase(stage) as stage, shanghai(entered) as entered_at,
    lead(shanghai(entered)) over (partition by opportunity_id order by seq) as left_at,
    amount, probability, stage in ('S6', 'S7') as over
  from opportunity_stage)
select deal.* exclude (stage, cents, chance), s.* exclude (id, amount, probability),
  case when left_at is null then cents else amount end as cents,
  case when left_at is null then chance else probability end as probability,
  left_at::date as left_on,
  entered_at::date as opens, left_at::date as closes, left_at::date - entered_at::date as gap,
  b.n - a.n as worked
from s join deal using (id) join company o on o.company::varchar = deal.company
  join work_day a on (a.calendar, a.day) = (o.calendar, entered_at::date)
  left join work_day b on (b.calendar, b.day) = (o.calendar, left_at::date)
where not over;

create table complaints as
select c.id, c.company_id::varchar as company, u.department, asker.* exclude (id),
  c.owner_id::varchar as owner,
  case category when 'quality' then '产品质量' when 'delivery' then '交期延误'
    when 'damage' then '运输破损' when 'quantity' then '数量短缺' when 'service' then '服务态度'
    when 'invoice' then '开票错误' end as complaint_kind,
  case severity when 1 then 'low' when 2 then 'medium' when 3 then 'high' end as severity,
  shanghai(created) as raised_at, shanghai(first_response) as answered_at,
  shanghai(c.resolved) as resolved_at,
  shanghai(created)::date as raised, shanghai(first_response)::date as answered,
  shanghai(c.resolved)::date as resolved_on,
  shanghai(created)::date as opens, shanghai(c.resolved)::date as closes,
  w(o.calendar, answered_at) - w(o.calendar, raised_at) as response,
  w(o.calendar, resolved_at) - w(o.calendar, raised_at) as resolution
from complaint c join asker on asker.id = c.account_id join crm_user w on w.id = c.owner_id
  join unit_today u on u.id = w.department_id
  join company o on o.company = c.company_id
where c.is_deleted = 0 and c.status <> 'void';

create table surveys as
select s.id, s.company_id::varchar as company, u.department, asker.* exclude (id),
  shanghai(created)::date as asked_on, shanghai(answered)::date as answered_on, score
from survey s join asker on asker.id = s.account_id join unit_today u on u.id = s.department_id
where s.is_deleted = 0;

-- complaints, and orders of which the first goods left, by the day of either
create table faults as
select company, customer, customer_level, industry, raised as day, true as is_complaint
from complaints
union all
select distinct on (bill) company, customer, customer_level, industry, began, false from passed;
