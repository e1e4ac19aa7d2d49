alter table rates drop constraint rates_pkey;
alter table rates add constraint rates_pkey primary key (currency, day);
