copy logs (id, message) to stdout;
