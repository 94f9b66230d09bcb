-- n / d to the nearest whole number, half to even; whole numbers of 0 or more
create macro even(n, d) as
  (n // d) + case when 2 * (n % d) > d or (2 * (n % d) = d and (n // d) % 2 = 1) then 1 else 0 end;
create macro cents(x) as even((x::decimal(18, 4) * 10000)::bigint, 100::bigint);

create table unit as  -- of a product: the one it is bought in, else built in
select p.ProductId as product, coalesce(min(v.UnitMeasureCode), min(b.UnitMeasureCode)) as unit
from 'Product.parquet' p
left join 'ProductVendor.parquet' v on v.ProductId = p.ProductId
left join 'BillOfMaterials.parquet' b on b.ComponentId = p.ProductId
group by all;

create table item as
select p.ProductId as product, coalesce(c.Name, '') as category, unit, p.SafetyStockLevel as safety,
  (p.StandardCost::decimal(18, 4) * 10000)::bigint as cost
from 'Product.parquet' p
join unit on product = p.ProductId
left join 'ProductSubcategory.parquet' s on s.ProductSubcategoryId = p.ProductSubcategoryId
left join 'ProductCategory.parquet' c on c.ProductCategoryId = s.ProductCategoryId;

create table line as
with l as (
  select d.PurchaseOrderDetailId as id, h.PurchaseOrderId as po, h.Status as status,
    h.VendorId::varchar as supplier, h.EmployeeId::varchar as buyer,
    (select DepartmentId::varchar from 'EmployeeDepartmentHistory.parquet' e
     where e.BusinessEntityId = h.EmployeeId
       and h.OrderDate::date between e.StartDate and coalesce(e.EndDate, date '9999-01-01')
    ) as department,
    d.ProductId as product, d.ProductId::varchar as sku, v.UnitMeasureCode as unit,
    h.OrderDate::date as ordered, h.ShipDate::date as shipped, d.DueDate::date as promised,
    d.OrderQty as qty, d.ReceivedQty::bigint as got, d.RejectedQty::bigint as refused,
    d.StockedQty::bigint as kept, cents(d.LineTotal) as net,
    (d.UnitPrice::decimal(18, 4) * 10000)::bigint as price
  from 'PurchaseOrderDetail.parquet' d
  join 'PurchaseOrderHeader.parquet' h on h.PurchaseOrderId = d.PurchaseOrderId
  left join 'ProductVendor.parquet' v
    on v.ProductId = d.ProductId and v.BusinessEntityId = h.VendorId)
select l.*, category, status in (2, 4) as live, kept >= qty as complete,
  even(net * got, qty) as got_net, even(net * refused, qty) as refused_net,
  even(net * kept, qty) as kept_net, s.n - o.n as days, date_diff('day', ordered, shipped) as gap
from l join item using (product)
join us o on o.day = ordered join us s on s.day = shipped;

create table priced as  -- each line beside what the order before it paid for the same item
with by_order as (
  select product, unit, po, min(ordered) as ordered, max_by(price, id) as price
  from line where live group by all),
before as (
  select *, lag(price) over (partition by product, unit order by ordered, po::varchar) as last
  from by_order)
select line.*, even(line.price * qty, 100) as at_price, even(last * qty, 100) as at_last
from line join before using (product, unit, po) where live and last is not null;

create table stay as  -- a line at a station
select *, 'order' as station, ordered as opens, ordered as closes, net as held from line where live
union all
select *, 'receive', ordered, shipped, net from line where live and (complete or status = 4)
union all
select *, 'receive', ordered, null, greatest(net - kept_net, 0)
from line where live and not complete and status = 2
union all
select *, 'invoice', shipped, null, kept_net
from line where live and (complete or status = 4) and kept > 0
union all
select *, 'approve', ordered, null, net from line where status = 1;

create table waited as
select stay.*, b.n - a.n as waited, date_diff('day', opens, closes) as waited_gap
from stay join us a on a.day = opens join us b on b.day = closes;

create table owed as  -- kept and never charged
select *, shipped as opens, null::date as closes from line where kept > 0;

create table late as  -- past its promised day it hasn't all come yet, and the order isn't closed
select *, ordered as opens, case when complete then shipped end as closes
from line where live and (complete or status = 2);
