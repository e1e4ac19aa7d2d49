alter table items add constraint items_price_check check (price > 0);
