do $$ begin delete from users where mail is null; end $$;
