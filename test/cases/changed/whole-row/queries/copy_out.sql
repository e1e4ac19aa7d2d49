copy t to stdout;
