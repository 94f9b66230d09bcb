-- What sales, money and people of the demo's ERP are too tidy for, done to it before anybody reads
-- it. Bills that people still work on stay as they are.

-- orders somebody began and left, and others that are being reviewed
update t_sal_order set FDOCUMENTSTATUS = 'A', FMODIFYDATE = '2026-11-18 09:00:00'
where FCLOSESTATUS = 'A' and FID % 9 = 0
  and FID not in (select FSALEID from t_sal_outstock);
update t_sal_order set FDOCUMENTSTATUS = 'B' where FCLOSESTATUS = 'B' and FID % 50 = 1;

-- lines taken back from orders that live on, and orders closed with goods missing
update t_sal_orderentry set FMRPTERMINATESTATUS = 'B'
where FENTRYID % 6 = 0 and FSTOCKOUTQTY = 0 and FSEQ > 1
  and FID in (select FID from t_sal_order where FCLOSESTATUS = 'A');
update t_sal_order set FCLOSESTATUS = 'B' where FCLOSESTATUS = 'A' and FID % 5 = 0
  and FID in (select FID from t_sal_orderentry where FSTOCKOUTQTY < FQTY);

-- nothing promised, no cost, no day to pay by
update t_sal_orderentry set FDELIVERYDATE = null where FENTRYID % 41 = 0
  and FID in (select FID from t_sal_order where FCLOSESTATUS = 'B');
update t_ar_receivableentry set FCOSTAMOUNT = null where FENTRYID % 37 = 0;
update t_ar_receivable set FENDDATE = null where FID % 43 = 0 and FWRITTENOFF = FALLAMOUNT;

-- shipments, invoices and receipts that were taken back, invoices not yet sent
update t_sal_outstock set FCANCELSTATUS = 'B' where FID % 45 = 7
  and FSALEID in (select FID from t_sal_order where FCLOSESTATUS = 'B');
update t_ar_receivable set FCANCELSTATUS = 'B' where FID % 61 = 5 and FWRITTENOFF = 0
  and FCUSTID in (select FCUSTID from t_bd_customer where FCORRESPONDORGID is null);
update t_ar_receivable set FDOCUMENTSTATUS = 'A' where FID % 53 = 3 and FWRITTENOFF = FALLAMOUNT;
update t_ar_receivebill set FCANCELSTATUS = 'B' where FID % 67 = 3 and FUNSETTLED_F = 0;
update t_ar_receivable set FWRITTENOFF = round(FWRITTENOFF - gone.amount, 2) from (
  select FRECEIVABLEID as bill, sum(FSETTLEAMOUNT_F) / 100.0 as amount
  from t_ar_receiveentry join t_ar_receivebill using (FID) where FCANCELSTATUS = 'B' group by 1
) as gone where gone.bill = FID;

-- money applied before it came, or before anything was charged
update t_ar_receiveentry set FSETTLEDATE = '2026-06-01' where FENTRYID % 29 = 0;

-- plans that were called off or whose day has passed; moves taken back, or of before the books
update t_cn_plan set FCANCELED = 1 where FID % 31 = 0;
update t_cn_plan set FPLANDATE = '20261109' where FID % 17 = 0;
update t_cn_journal set FCANCELED = 1 where FID % 71 = 0;
update t_cn_journal set FBIZDATE = '20260620' where FID % 97 = 0;

-- two orders, and two contracts, under one number
update t_sal_order set FBILLNO = o.FBILLNO from t_sal_order o
where o.FID = t_sal_order.FID - 1 and t_sal_order.FID % 211 = 0;
update t_con_contract set FBILLNO = c.FBILLNO from t_con_contract c
where c.FID = t_con_contract.FID - 1 and t_con_contract.FID % 23 = 0;

-- somebody who never came, and a birthday nobody told
update t_hr_emp set FLEAVEDATE = FJOINDATE, FLEAVETYPE = 1 where FLEAVEDATE is not null
  and FEMPID % 19 = 0;
update t_hr_emp set FBIRTHDAY = null where FEMPID % 47 = 0;

-- what a dollar was worth before these four months: the CRM remembers two years
insert into t_bd_rate (FID, FCURRENCYID, FTOCURRENCYID, FYEARPERIOD, FAVGRATE, FENDRATE, FMODIFYDATE)
with recursive month (n, first) as (
  select 1, date('2023-01-01') union all
  select n + 1, date(first, '+1 month') from month where n < 60)
select -n, 7, 1, strftime('%Y%m', first), 6.5 + n / 100.0, 6.52 + n / 100.0, '2026-11-01 09:00:00'
from month where strftime('%Y%m', first) < (select min(FYEARPERIOD) from t_bd_rate);
