select name from users where id = :id and x = {y};
