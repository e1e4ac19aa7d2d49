/** Defaults that both the loader of schemas and the oracle go by. */

/** `search_path` of a workspace that names none; PostgreSQL's own default. */
export const DEFAULT_SEARCH_PATH = '"$user", public';
