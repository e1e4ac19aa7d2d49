copy t from stdin;
