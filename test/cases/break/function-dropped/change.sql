drop function total_of(bigint);
drop procedure clean;
