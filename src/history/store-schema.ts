/**
 * The tables of the history and how they came to be, as SQL. Entries of the list are never edited:
 * a change is a new entry, and `user_version` is the number of entries that were applied.
 *
 * No secret and no row value of any database is stored here: facts are structure, origins and
 * summaries come redacted from whoever writes them.
 */

/** "slct": marks the file as ours. */
export const APPLICATION_ID = 0x736c6374;

export interface StoreMigration {
  readonly name: string;
  readonly sql: string;
}

export const STORE_MIGRATIONS: readonly StoreMigration[] = [
  {
    name: "0001-first",
    sql: `
create table object (
  hash blob not null unique,
  kind text not null,
  body blob not null,
  crc integer not null
) strict;
create table node (
  hash blob not null unique,
  body blob not null,
  crc integer not null
) strict;
create table snapshot (
  number integer not null primary key,
  id blob not null unique,
  root blob not null,
  parent blob,
  origin text not null,
  label text unique,
  git_commit text,
  fingerprint text not null,
  database_version text,
  engine text,
  created_at text not null,
  crc integer not null
) strict, without rowid;
create index snapshot_root on snapshot (root);
create table input_cache (
  input_hash text not null primary key,
  root blob not null,
  crc integer not null
) strict, without rowid;
create table verdict_scope (
  number integer not null primary key,
  from_root blob not null,
  to_root blob not null,
  engine text not null,
  crc integer not null,
  unique (from_root, to_root, engine)
) strict, without rowid;
create table verdict (
  scope integer not null,
  subject text not null,
  statement_hash text not null,
  body text not null,
  crc integer not null,
  primary key (scope, subject, statement_hash)
) strict, without rowid;
create table domain_version (
  number integer not null primary key,
  name text not null,
  version text not null,
  document blob not null,
  origin text not null,
  created_at text not null,
  crc integer not null,
  unique (name, version)
) strict, without rowid;
create table run (
  number integer not null primary key,
  command text not null,
  started_at text not null,
  duration_ms integer not null,
  exit_code integer not null,
  from_root blob,
  to_root blob,
  summary text not null,
  crc integer not null
) strict, without rowid;
`,
  },
];

export const STORE_VERSION = STORE_MIGRATIONS.length;

/**
 * Every table with the columns its checksum covers, in this order.
 * Numbers are keys of tables without rowid: SQLite would keep an alias of the rowid beside a byte that nobody reads.
 * The rowids of objects and nodes are not covered: SQLite compares them with its index.
 */
export const CHECKED_COLUMNS = {
  object: ["hash", "kind", "body"],
  node: ["hash", "body"],
  snapshot: ["number", "id", "root", "parent", "origin", "label", "git_commit", "fingerprint", "database_version", "engine", "created_at"],
  input_cache: ["input_hash", "root"],
  verdict_scope: ["number", "from_root", "to_root", "engine"],
  verdict: ["scope", "subject", "statement_hash", "body"],
  domain_version: ["number", "name", "version", "document", "origin", "created_at"],
  run: ["number", "command", "started_at", "duration_ms", "exit_code", "from_root", "to_root", "summary"],
} as const;

export type TableName = keyof typeof CHECKED_COLUMNS;
