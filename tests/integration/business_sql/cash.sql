-- What lies in the bank: what lay there when the books began, and what the journal moved since.

create macro compact(day) as strptime(day, '%Y%m%d')::date;

create macro movement(code) as case code when 'SK' then 'receipt' when 'FK' then 'payment'
  when 'GZ' then 'salary' when 'SF' then 'tax' when 'BX' then 'other' when 'DK' then 'loan'
  when 'HB' then 'transfer' end;

create table bank as
select FID as id, FID::varchar as bank_account, FORGID::varchar as company,
  iso(FCURRENCYID) as currency, FOPENDATE::date as opened, FINITBALANCE_F as held
from t_cn_bankacnt;

-- within the group is what one of its companies pays to another
create table moved as
select bank.* exclude (held, opened), compact(j.FBIZDATE) as day, j.FAMOUNT_F as cents,
  movement(FTYPE) as move_kind, j.FEXCHANGERATE as rate,
  coalesce(c.FCORRESPONDORGID, s.FCORRESPONDORGID) is not null as inside
from t_cn_journal j join bank on bank.id = j.FBANKACNTID
  left join t_ar_receivebill r on r.FID = j.FSRCID and j.FSRCTYPE = 't_ar_receivebill'
  left join t_bd_customer c on c.FCUSTID = r.FCUSTID
  left join t_ap_paybill p on p.FID = j.FSRCID and j.FSRCTYPE = 't_ap_paybill'
  left join t_bd_supplier s on s.FSUPPLIERID = p.FSUPPLIERID
where j.FCANCELED = 0 and compact(j.FBIZDATE) >= opened;

-- nobody booked at a rate of its own what lay there in another currency than the company's
create table lying as
select bank.* exclude (held, opened), '' as move_kind, opened as opens, null::date as closes,
  held as cents, if(currency = 'CNY', 1, null) as rate from bank
union all
select * exclude (day, cents, move_kind, inside, rate), move_kind, day, null, cents, rate
from moved;

create table planned as
select bank.* exclude (held, opened), compact(FPLANDATE) as day, FAMOUNT_F as cents,
  movement(FTYPE) as move_kind
from t_cn_plan p join bank on bank.id = p.FBANKACNTID where FCANCELED = 0;
