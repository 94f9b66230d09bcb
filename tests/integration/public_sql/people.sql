create table stock as
select item.*, i.ProductId::varchar as sku, Quantity as quantity, even(cost * Quantity, 100) as value,
  cost > 0 as valued, (select max(ModifiedDate) from 'ProductInventory.parquet')::date as opens,
  null::date as closes
from 'ProductInventory.parquet' i join item on product = i.ProductId;

create table short as
select category, opens, closes from stock
group by product, category, safety, opens, closes having sum(quantity) < safety;

create table post as
select h.BusinessEntityId as person, h.DepartmentId::varchar as department, e.HireDate as joined,
  case when h.EndDate is null then e.OrganizationLevel::varchar else '' end as level,
  h.StartDate as opens, lead(h.StartDate) over (partition by person order by h.StartDate) as closes,
  h.StartDate = e.HireDate as first
from 'EmployeeDepartmentHistory.parquet' h
join 'Employee.parquet' e on e.BusinessEntityId = h.BusinessEntityId;
