copy (select * from t) to stdout;
