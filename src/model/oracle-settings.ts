/** Defaults that both the loader of schemas and the oracle go by. */

/** `search_path` of a workspace that names none; PostgreSQL's own default. */
export const DEFAULT_SEARCH_PATH = '"$user", public';
/** `search_path` of the steps of a generated migration, which spell names in full. */
export const PINNED_SEARCH_PATH = "pg_catalog";
