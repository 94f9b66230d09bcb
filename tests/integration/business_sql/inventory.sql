-- What was counted, what the books hold, and what was issued.

create table item as
select FMATERIALID as sku, goods(FCATEGORY) as category, FABC as abc, FSAFESTOCK as safety
from t_bd_material;

create table place as select FNUMBER as warehouse, FREGION as region from t_bd_stock;

create table counted as
select FORG::varchar as company, warehouse, region, category, e.FABC as abc, FUNIT as unit,
  FCOUNTERID::varchar as counter, FCOUNTTIME::date as day, FACCTQTY as book, FCOUNTQTY as found,
  found - book as off, FUNITCOST as cost, round(cost * book * 100)::bigint as book_cents,
  round(cost * off * 100)::bigint as off_cents,
  abs(off) <= book * case e.FABC when 'A' then 0.002 when 'B' then 0.01 else 0.05 end as near,
  row_number() over (partition by warehouse, sku, FLOC, e.FLOT,
    (select accounting from company join day using (calendar) where company = FORG
      and day = FCOUNTTIME::date)
    order by FCOUNTTIME, FENTRYID) as nth
from t_stk_countentry e
join (select FID, FSTOCKORGID as FORG, FSTOCKID from t_stk_count) using (FID)
join item on sku = FMATERIALID join place on warehouse = FSTOCKID
where FROUND = 1 and kept('stock_counts', FENTRYID);

create table taken as  -- the balances of a warehouse hold until it takes them again
with day as (
  select FSTOCKID as warehouse, strptime(FPERIODEND, '%Y%m%d')::date as opens,
    lead(opens) over (partition by warehouse order by opens) as closes
  from (select distinct FSTOCKID, FPERIODEND from t_stk_balance))
select b.*, warehouse, region, opens, closes
from t_stk_balance b
join day on warehouse = FSTOCKID and opens = strptime(FPERIODEND, '%Y%m%d')::date
join place using (warehouse);

create table issue as
select FSTOCKORGID::varchar as company, warehouse, region, category, abc, FUNIT as unit, sku,
  FDATE::date as day, -cents(FCOST) as cents
from t_stk_invlog join item on sku = FMATERIALID join place on warehouse = FSTOCKID
where FBIZTYPE in ('XSCK', 'SCLL', 'NBCK') and kept('stock_moves', FLOGID);

create table stock as  -- a record on the books, with when its warehouse first saw what it is of
select t.FSTOCKORGID::varchar as company, warehouse, region, category, abc, FUNIT as unit, sku,
  FENDQTY as quantity, cents(FENDAMOUNT) as cents, opens, closes,
  min(opens) over (partition by warehouse, sku) as seen
from taken t join item on sku = FMATERIALID;

create table idle as  -- for how long its warehouse has issued none of it, whatever the lot
select stock.* exclude (opens, closes), p.day as opens, p.day + 1 as closes,
  p.day - coalesce((select max(i.day) from issue i where i.warehouse = stock.warehouse
    and i.sku = stock.sku and i.day <= p.day), seen) as days
from stock join (select distinct day from period_end) p
  on opens <= p.day and (closes is null or closes > p.day);

create table short as
select FSTOCKORGID::varchar as company, warehouse, region, category, abc, FUNIT as unit, opens,
  closes
from taken join item on sku = FMATERIALID where safety > 0
group by FSTOCKORGID, warehouse, region, category, abc, FUNIT, opens, closes, sku, safety
having sum(FAVAILQTY) < safety;
