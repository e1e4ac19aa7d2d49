/**
 * Tables whose updates a publication sends on although nothing says which row was meant: PostgreSQL refuses to
 * update or delete there. Around a step that does, such a table has REPLICA IDENTITY FULL, in the step's own
 * transaction, so that a subscriber gets every row whole and finds it. Decides from the step's text which tables
 * it may change, and leaves the rest to the catalog as it is at that moment.
 */
import type { Database } from "../../model/database.ts";
import type { MigrationStep } from "../../model/migration.ts";
import { keywordOf, significantTokens, textOf, type Token } from "../../sql/lexer.ts";
import { quoteLiteral } from "../../sql/quote.ts";

/**
 * Whether a step may meet such a table: it changes rows, and a publication sends updates or deletes, or one is made on the
 * way. Where none changes rows nothing is asked.
 *
 * @throws DatabaseError
 */
export async function publishesUpdates(database: Database, steps: readonly Pick<MigrationStep, "sql">[]): Promise<boolean> {
  if (!steps.some(({ sql }) => identityStatements(sql) !== undefined)) return false;
  if (steps.some(({ sql }) => /\bpublication\b/i.test(sql))) return true;
  const [row] = await database.query<{ publishes: boolean }>("select exists (select from pg_catalog.pg_publication where pubupdate or pubdelete) as publishes");
  return row?.publishes === true;
}

/** What stands before and behind a step that may update or delete rows, one line each; undefined for any other. */
export function identityStatements(sql: string): { readonly before: string; readonly after: string } | undefined {
  const names = [...new Set(changedTables(sql))];
  if (names.length === 0) return undefined;
  const list = `array[${names.map(quoteLiteral).join(", ")}]::text[]`;
  return {
    before: `do $selecto$ declare one record; begin perform set_config('selecto.identities', '[]', true); for one in ${UNIDENTIFIED.replace("$names", () => list)} loop execute format('alter table %s replica identity full', one.oid::regclass); perform set_config('selecto.identities', (current_setting('selecto.identities')::jsonb || jsonb_build_object('oid', one.oid, 'identity', one.identity))::text, true); end loop; end $selecto$;`,
    after: `do $selecto$ declare one record; begin for one in select * from jsonb_to_recordset(current_setting('selecto.identities')::jsonb) as kept(oid oid, identity text) loop execute format('alter table %s replica identity %s', one.oid::regclass, case one.identity when 'n' then 'nothing' else 'default' end); end loop; end $selecto$;`,
  };
}

/** The step with both around it, as one text. */
export function withIdentity(sql: string): string {
  const around = identityStatements(sql);
  return around === undefined ? sql : [around.before, `${sql.replace(/;\s*$/, "")};`, around.after].join("\n");
}

/** Those of the named tables without an identity, and of what changes with them: partitions, children, tables whose foreign keys follow. */
const UNIDENTIFIED = `with recursive family(oid) as (
select to_regclass(name)::oid from unnest($names) name
union select next.oid from family, lateral (select inhrelid from pg_inherits where inhparent = family.oid
  union all select conrelid from pg_constraint where contype = 'f' and confrelid = family.oid and (confdeltype in ('c', 'n', 'd') or confupdtype in ('c', 'n', 'd'))) next(oid))
select c.oid, c.relreplident::text as identity from family join pg_class c using (oid)
where c.relkind = 'r' and (c.relreplident = 'n' or c.relreplident = 'd' and not exists (select from pg_index where indrelid = c.oid and indisprimary and indisvalid and indimmediate))
and exists (select from pg_publication p join pg_publication_tables v using (pubname) join pg_namespace n on n.nspname = v.schemaname
  join pg_class k on k.relnamespace = n.oid and k.relname = v.tablename where (p.pubupdate or p.pubdelete) and (k.oid = c.oid or k.oid in (select relid from pg_partition_ancestors(c.oid))))
order by c.oid`.replaceAll("\n", " ");

/** Before the word in triggers, rules, policies and locks. */
const NO_UPDATE = new Set(["on", "before", "after", "or", "of", "for", "key"]);

/** Names as they are written; one that is none of a table is no harm. The code of a DO is read as text like the rest. */
function changedTables(sql: string): string[] {
  const tokens = significantTokens(sql);
  const word = (at: number): string => keywordOf(sql, tokens[at]);
  const updatesOnConflict = tokens.some((_token, at) => word(at) === "conflict");
  return tokens.flatMap((token, at) => {
    if (token.kind === "string" && word(0) === "do") return changedTables(textOf(sql, token).replace(/^\$\w*\$|\$\w*\$$/g, ""));
    const starts =
      (word(at) === "update" && !NO_UPDATE.has(word(at - 1)) && word(at + 1) !== "on") ||
      (word(at) === "delete" && word(at + 1) === "from") ||
      (word(at) === "into" && (word(at - 1) === "merge" || updatesOnConflict));
    if (!starts) return [];
    const first = at + 1 + (word(at) === "delete" ? 1 : 0);
    return nameAt(sql, tokens, word(first) === "only" ? first + 1 : first);
  });
}

/** `a`, `"a".b`: a name of one or two parts. */
function nameAt(sql: string, tokens: readonly Token[], at: number): string[] {
  const isName = (token: Token | undefined): boolean => token?.kind === "word" || token?.kind === "quoted";
  const [first, dot, second] = tokens.slice(at, at + 3);
  if (!isName(first)) return [];
  return [textOf(sql, first) + (textOf(sql, dot) === "." && isName(second) ? `.${textOf(sql, second)}` : "")];
}
