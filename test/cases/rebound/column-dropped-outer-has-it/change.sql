alter table blocked drop column user_id;
