-- What a few months of the demo's ERP are too short for, done to it before anybody reads it.

-- budgets carried over the year's end
insert into t_bm_adjust (FID, FBILLNO, FLINEID, FTYPE, FDATE, FAMOUNT, FCOUNTERID, FMODIFYDATE)
select 900000 + 2 * old.FID + side, 'YSJZ' || old.FID || side,
  case side when 0 then old.FID else new.FID end,
  case side when 0 then 'JC' else 'JR' end, '2026-11-16',
  case side when 0 then -1 else 1 end * (100 + old.FID % 900),
  case side when 0 then new.FID else old.FID end, '2026-11-16 16:00:00'
from t_bm_budget old join t_bm_budget new using (FORGID, FDEPTID, FACCOUNTID),
  (select 0 as side union select 1)
where old.FPERIOD = '2026-11' and new.FPERIOD = '2027-01' and old.FID % 4 = 0;

-- stock that has lain there since January
insert into t_stk_balance
select FID + 900000, FSTOCKORGID, '20260131', FSTOCKID, FMATERIALID, FLOT, FENDQTY + 3,
  FAVAILQTY + 3, FUNIT, round((FENDQTY + 3) * FREFCOST, 2), '2026-01-31 23:00:00'
from t_stk_balance join t_bd_material using (FMATERIALID)
where FPERIODEND = '20260731' and FID % 3 = 0;

-- orders of which more was paid than their forms allow
create temp table dear as
select distinct a.FENTRYID, a.FID from t_ap_payentry a
join t_ap_payableentry p on p.FID = a.FPAYABLEID
join t_pur_orderentry e on e.FENTRYID = p.FPOORDERENTRYID
join t_pur_order h on h.FID = e.FID
where h.FOANO is not null and h.FID % 2 = 0;
update t_ap_payentry set FSETTLEAMOUNT_F = cast(FSETTLEAMOUNT_F * 1.25 as integer)
where FENTRYID in (select FENTRYID from dear);
update t_ap_paybill set FPAYAMOUNT_F = FUNSETTLED_F
  + (select sum(FSETTLEAMOUNT_F) from t_ap_payentry a where a.FID = t_ap_paybill.FID)
where FID in (select FID from dear);

-- many contracts, two thirds of which have ended, some without a day or before the time first
-- agreed
create temp table nth as
with recursive n(i) as (select 1 union all select i + 1 from n where i < 6) select i from n;
insert into t_con_contract
select FID + 1007 * i, 'HT' || (2010 + i) || substr(FBILLNO, 7), FNAME, FTYPE, FORGID, FDEPTID,
  FMANAGERID, FSUPPLIERID, FCUSTID, FPROJECTID, FSIGNDATE, FSTARTDATE, FENDDATE, FCLOSEDATE,
  FCURRENCYID, FEXCHANGERATE, FAMOUNT,
  FALLAMOUNT + case (FID + i) % 4 when 0 then 500 else 0 end, FDOCUMENTSTATUS, FSTATE, FOANO,
  FCREATEDATE, FMODIFYDATE
from t_con_contract, nth;
insert into t_con_payplan
select FENTRYID + 10007 * i, FID + 1007 * i, FSEQ, FPAYITEM, FPLANDATE, FPLANAMOUNT_F, FMODIFYDATE
from t_con_payplan, nth;
create temp table ended as
select FID, date(FSIGNDATE, printf('+%d days', 5 + FID % 31)) as day from t_con_contract
where FID % 3 < 2 and date(FSIGNDATE, printf('+%d days', 5 + FID % 31)) < '2026-11-17';
update t_con_contract set FSTATE = 1 + FID % 2,
  FCLOSEDATE = case FID % 5 when 0 then null
    else (select day from ended e where e.FID = t_con_contract.FID) end,
  FENDDATE = case FID % 7 when 0 then date(FSTARTDATE, '+12 days') else FENDDATE end,
  FMODIFYDATE =
    (select date(day, '+1 day') from ended e where e.FID = t_con_contract.FID) || ' 10:00:00'
where FID in (select FID from ended);
update t_con_contract set FENDDATE = date('2026-11-25', printf('+%d days', FID % 100))
where FSTATE = 0 and FID % 2 = 0;

-- orders placed before their form was approved
update t_pur_order set FDATE = date(FDATE, '-25 days'),
  FCREATEDATE = date(FDATE, '-25 days') || substr(FCREATEDATE, 11)
where FOANO is not null and FID % 3 = 0 and FDATE > '2026-08-10';
