copy logs from stdin;
