-- What two systems hold under one number, and whether they say the same of it. Run over what the
-- systems hold now, and once more over what they held before the last day.

create macro said(value) as nullif(trim(value::varchar), '');
create macro utc(text) as text::timestamp - interval 8 hour;
create macro whole(amount) as round(amount * 100)::bigint;

-- of every side: what it holds (`number`, found under `link`), since when, when that last changed
-- and what it says: name, tax number, owner, region, credit limit, party, currency, amount, day
-- signed, promised day
create table side as
select 'customer' as subject, 'crm-erp' as systems, 'crm' as side, code as number, code as link,
  a.id as doc, a.company_id as company, w.department_id as unit, owner_id as owner,
  a.currency as currency, null::bigint as gross, null::date as since,
  make_timestamp(modified * 1000) as changed, false as void, false as inside,
  [said(a.name), said(credit_code), said(owner_id), said(region_code), said(credit_limit), null,
    said(a.currency), null, null, null] as says
from account a join crm_user w on w.id = owner_id where is_deleted = 0
union all
select 'customer', 'crm-erp', 'erp', FNUMBER, FNUMBER, FCUSTID, FUSEORGID, FSALEDEPTID, FSELLERID,
  iso(FCURRENCYID), null, null, utc(FMODIFYDATE), false, FCORRESPONDORGID is not null,
  [said(FNAME), said(FSOCIALCRECODE), said(FSELLERID), said(FREGION), said(FCREDITLIMIT_F), null,
    said(iso(FCURRENCYID)), null, null, null]
from t_bd_customer
union all
select 'order', 'erp-crm', 'erp', FBILLNO, FBILLNO, h.FID, FSALEORGID, h.FSALEDEPTID, FSALERID,
  iso(FSETTLECURRID), whole(h.FALLAMOUNT), FDATE::date, utc(h.FMODIFYDATE),
  FDOCUMENTSTATUS = 'A' or FCANCELSTATUS = 'B', c.FCORRESPONDORGID is not null,
  [null, null, null, null, null, said(h.FCUSTID), said(iso(FSETTLECURRID)),
    said(whole(h.FALLAMOUNT)), said(FDATE), said(promised)]
from t_sal_order h join t_bd_customer c using (FCUSTID) left join (
  select FID, max(FDELIVERYDATE) as promised from t_sal_orderentry
  where FMRPTERMINATESTATUS = 'A' group by 1) using (FID)
where kept('sales_orders', FID)
union all
select type, 'erp-crm', 'crm', number, number, a.id, a.company_id, w.department_id, owner_id,
  currency, gross, signed::date, make_timestamp(modified * 1000), false, false,
  [null, null, null, null, null, said(account_id), said(currency), said(gross), said(signed),
    said(promised)]
from agreement a join crm_user w on w.id = owner_id where is_deleted = 0
union all
select 'contract', systems, 'erp', FBILLNO, if(systems = 'erp-oa', FOANO, FBILLNO), FID, FORGID,
  FDEPTID, FMANAGERID, iso(h.FCURRENCYID), whole(FALLAMOUNT), FSIGNDATE::date, utc(h.FMODIFYDATE),
  FDOCUMENTSTATUS = 'A', coalesce(s.FCORRESPONDORGID, c.FCORRESPONDORGID) is not null,
  [null, null, null, null, null, said(h.FCUSTID), said(iso(h.FCURRENCYID)),
    said(whole(FALLAMOUNT)), said(FSIGNDATE), null]
from t_con_contract h left join t_bd_supplier s using (FSUPPLIERID)
  left join t_bd_customer c on c.FCUSTID = h.FCUSTID,
  (values ('erp-crm'), ('erp-oa')) as pair (systems)
where kept('contracts', FID) and if(systems = 'erp-oa', FOANO is not null, FTYPE = 'XS'
  or FBILLNO in (select number from agreement where type = 'contract' and is_deleted = 0))
union all
select 'payment', 'erp-oa', 'erp', FOANO, FOANO, min(FID), any_value(FPAYORGID),
  any_value(FDEPTID), any_value(FOPERATORID), any_value(iso(p.FCURRENCYID)), sum(FPAYAMOUNT_F),
  min(FCREATEDATE[:10]::date), max(utc(p.FMODIFYDATE)), false, bool_or(FCORRESPONDORGID is not null),
  [null, null, null, null, null, null, said(any_value(iso(p.FCURRENCYID))),
    said(sum(FPAYAMOUNT_F)), null, null]
from t_ap_paybill p left join t_bd_supplier s using (FSUPPLIERID)
where FOANO is not null and FCANCELSTATUS = 'A' and kept('supplier_payments', FID)
group by FOANO;

-- a form of the OA is held against whatever names it
insert into side
select distinct s.subject, 'erp-oa', 'oa', null, requestmark, r.requestid, r.subcompanyid, f.sqbm,
  r.creater, q.currency, whole(q.amount), null::date, utc(lastmod), requeststatus = 0, false,
  [null, null, null, null, null, null, said(q.currency), said(whole(q.amount)), null, null]
from workflow_requestbase r join formtable_main f using (requestid)
  join request q on q.request = r.requestid
  join side s on s.systems = 'erp-oa' and s.side = 'erp' and s.link = requestmark;

create table pair as
with one as (
  select *, side = split_part(systems, '-', 1) as is_left,
    count(*) over (partition by subject, systems, side, coalesce(number, link)) as copies,
    row_number() over (partition by subject, systems, side, coalesce(number, link)
      order by doc::varchar) as place
  from side),
joined as (
  select coalesce(l.subject, r.subject) as subject, coalesce(l.number, r.number) as number,
    coalesce(l.systems, r.systems) as both_systems, l.side as left_side, r.side as right_side,
    coalesce(l.company, r.company)::varchar as company, coalesce(l.unit, r.unit) as unit,
    coalesce(l.owner, r.owner)::varchar as owner,
    case when l.gross is null then r.currency else l.currency end as currency,
    coalesce(l.gross, r.gross) as gross,
    case when l.currency = r.currency then r.gross - l.gross end as difference,
    greatest(l.changed, r.changed) as changed,
    coalesce(greatest(l.since, r.since),
      (greatest(l.changed, r.changed) + interval 8 hour)::date) as opens,
    coalesce(l.void, false) or coalesce(r.void, false) as void,
    coalesce(l.inside, false) or coalesce(r.inside, false) as inside,
    greatest(l.copies, r.copies) > 1 as is_doubled, list_filter(range(1, 11),
      lambda i: l.says[i] <> r.says[i]) as differs
  from (from one where is_left and place = 1) l
    full join (from one where not is_left and place = 1) r
      on l.subject = r.subject and l.systems = r.systems and l.link = r.link),
judged as (
  select *, case when left_side is null or right_side is null then 'missing'
      when is_doubled then 'ambiguous' when len(differs) > 0 then 'differs' else 'agrees' end
      as state,
    case when state <> 'missing' then '' when subject = 'customer' then 'other'
      when left_side is null then split_part(both_systems, '-', 1)
      else split_part(both_systems, '-', 2) end as missing_side,
    case when state <> 'missing' or subject <> 'customer' then both_systems
      else coalesce(left_side, right_side) end as systems,
    case when state = 'missing' then '' else coalesce(['name', 'tax_no', 'owner_id', 'region_id',
      'credit_limit', 'party', 'currency', 'amount_gross', 'signed_on', 'promised_on']
      [differs[1]], '') end as field
  from joined)
select judged.*, u.department, null::date as closes,
  row_number() over (partition by subject, number order by systems) = 1 as is_key,
  bool_or(state <> 'missing') over (partition by subject, number)
    and not bool_or(state = 'ambiguous') over (partition by subject, number) as is_comparable,
  is_comparable and not bool_or(state = 'differs') over (partition by subject, number)
    as agrees_everywhere
from judged left join unit_today u on u.id = unit;
