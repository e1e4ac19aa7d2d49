alter domain amount drop constraint amount_check;
alter domain amount add constraint amount_check check (value > 0);
alter domain label drop constraint label_check;
