/** Which namespaces of a database are tenants. Asks the catalog; makes none. */
import { z } from "zod";
import type { Database } from "../../model/database.ts";
import { EXIT, SelectoError } from "../../model/error.ts";

export interface FoundNamespace {
  readonly name: string;
  /** nothing is in it */
  readonly empty: boolean;
}

const row = z.object({ name: z.string(), empty: z.boolean() });
const LIST = `select n.nspname as name, not exists (select from pg_class where relnamespace = n.oid)
  and not exists (select from pg_proc where pronamespace = n.oid) and not exists (select from pg_type where typnamespace = n.oid) as empty
from pg_namespace n where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'selecto', 'selecto_probe') and n.nspname not like 'selecto\\_archive%'`;

/**
 * The namespaces that the patterns name, sorted. `*` stands for any text and `?` for one character. The
 * namespace that the packages were made for is no tenant: its rows of the ledger are the database's.
 *
 * @throws SelectoError when a pattern names none
 */
export async function findNamespaces(database: Database, patterns: readonly string[], own: string, target: string): Promise<FoundNamespace[]> {
  const all = z.array(row).parse(await database.query(LIST));
  const found = new Map<string, FoundNamespace>();
  for (const pattern of patterns) {
    const matching = matcherOf(pattern);
    const hits = all.filter(({ name }) => name !== own && (name === pattern || matching.test(name)));
    if (pattern === own) throw ownIsNone(own);
    if (hits.length === 0) throw noneFound(pattern, target);
    for (const hit of hits) found.set(hit.name, hit);
  }
  return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function matcherOf(pattern: string): RegExp {
  const text = pattern.replaceAll(/[$()+.[\\\]^{|}]/g, String.raw`\$&`).replaceAll("*", ".*");
  return new RegExp(`^${text.replaceAll("?", ".")}$`, "su");
}

function noneFound(pattern: string, target: string): SelectoError {
  const isName = !/[*?]/.test(pattern);
  return new SelectoError({
    code: "namespace-unknown",
    what: isName ? `there is no namespace ${pattern}` : `no namespace matches ${pattern}`,
    why: `${target} has none that --namespaces ${pattern} could mean, and a tenant is never made by a migration`,
    next: isName ? `create schema ${pattern}, or correct the name` : "correct the pattern; quote it, so that the shell leaves it alone",
    exit: EXIT.usage,
  });
}

function ownIsNone(own: string): SelectoError {
  return new SelectoError({
    code: "namespace-own",
    what: `${own} is the namespace that the packages are made for, and no tenant`,
    why: "what is applied there is the database's own: its ledger knows it without the name of a tenant",
    next: `without --namespaces the packages run in ${own}`,
    exit: EXIT.usage,
  });
}
