do $$ begin loop end loop; end $$;
