-- What every subject needs of the systems' masters, beside the OA's rows and its working clock.

create macro iso(code) as case code when 1 then 'CNY' when 7 then 'USD' end;

create macro cents(amount) as round(amount * 100)::bigint;

-- n ÷ d to the nearest whole number, halves to the even one
create macro even(n, d) as case
  when 2 * (n % d) > d or (2 * (n % d) = d and (n // d) % 2 = 1) then n // d + 1 else n // d end;

create macro goods(code) as case code when 'YCL' then '原材料' when 'WGJ' then '外购件'
  when 'FL' then '辅料' when 'CP' then '产成品' when 'SP' then '商品' when 'FW' then '服务' end;

-- an amount in the books of a company, at the rate of its document
create macro booked(amount, rate) as
  sign(amount) * even(abs(amount)::hugeint * round(rate * 1000000)::hugeint, 1000000::hugeint);

-- not in quarantine, by the ERP's own key
create macro kept(tables, key) as key not in (select id from rejected where of = tables);

-- as many working days of a calendar lie before a day
create table work_day as
select calendar, day, works,
  (sum(works::int) over (partition by calendar order by day) - works::int)::bigint as n from day;

-- what a day is worth: the rates of its company's accounting period to the group's currency
create table rate as
select company, day.day, iso(FCURRENCYID) as currency, FAVGRATE as average, FENDRATE as closing
from company join day using (calendar)
join t_bd_rate on FTOCURRENCYID = 1
  and substr(FYEARPERIOD, 1, 4) || '-' || substr(FYEARPERIOD, 5) = day.accounting;

-- what a currency was worth in that of the group at the end of a day
create macro worth(unit, whose, on_day) as case when unit = 'CNY' then 1 else
  (select arg_max(closing, day) from rate
   where rate.currency = unit and rate.company = whose and rate.day <= on_day) end;

-- today's department of every one, as text
create table unit_today as select id, today::varchar as department from department;

create macro bucket(days) as case when days <= 30 then '000-030' when days <= 60 then '031-060'
  when days <= 90 then '061-090' when days <= 180 then '091-180' when days <= 365 then '181-365'
  else '366+' end;
