copy t (a) to stdout;
