copy logs (id, level) from stdin;
