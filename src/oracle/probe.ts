/**
 * Probes: a function with a SQL-standard body per subject, so that PostgreSQL itself records what
 * the statement depends on, to the column. While probes stand they forbid changes to what they
 * depend on: read the edges, then drop them, then change.
 */
import type { Ask, Database } from "../model/database.ts";
import { sha256 } from "../model/hash.ts";
import type { NodeKey } from "../model/identity.ts";
import { keyOfAddress, namingQuery, type NamedAddress } from "./node-keys.ts";
import { withPinnedPath } from "./settings.ts";

export interface ProbeInput {
  readonly key: NodeKey;
  readonly sql: string;
  /** type names of the parameters, spelled in full */
  readonly params: readonly string[];
  readonly returnsRows: boolean;
}

/** The name of a subject's probe: keys are longer than identifiers may be. */
export function probeName(key: NodeKey): string {
  return sha256(key).slice(0, 40);
}

/** `create function` of one probe. A newline before END keeps a trailing comment from swallowing it. */
export function probeStatement(name: string, input: Omit<ProbeInput, "key">): string {
  return `create or replace function selecto_probe."${name}"(${input.params.join(", ")}) returns ${input.returnsRows ? "setof record" : "void"} language sql begin atomic ${input.sql}\n; end`;
}

/**
 * What each input depends on, sorted. Inputs that compile but cannot stand in a function body have no entry.
 */
export async function probeDependencies(database: Database, inputs: readonly ProbeInput[]): Promise<Map<NodeKey, NodeKey[]>> {
  await dropProbes(database);
  await database.exec("create schema selecto_probe");
  const replies = await database.batch(inputs.map((input): Ask => ({ kind: "run", sql: probeStatement(probeName(input.key), input) })));
  const rows = await withPinnedPath(database, () =>
    database.query<NamedAddress>(
      namingQuery(`
        select proc.proname::text as subject, depend.refclassid as classid, depend.refobjid as objid, depend.refobjsubid as objsubid
        from pg_depend depend
        join pg_proc proc on depend.classid = 'pg_proc'::regclass and depend.objid = proc.oid
        join pg_namespace namespace on namespace.oid = proc.pronamespace
        where namespace.nspname = 'selecto_probe' and depend.deptype = 'n'`),
    ),
  );
  const dependencies = new Map<NodeKey, NodeKey[]>();
  inputs.forEach((input, at) => {
    if (replies[at]?.ok === true) dependencies.set(input.key, []);
  });
  const keys = new Map(inputs.map((input) => [probeName(input.key), input.key]));
  for (const row of rows) dependencies.get(keys.get(row.subject) ?? "")?.push(keyOfAddress(row));
  for (const list of dependencies.values()) list.sort();
  return dependencies;
}

/** Removes every probe. Must be done before the change is applied. */
export async function dropProbes(database: Database): Promise<void> {
  await database.exec("set client_min_messages = error; drop schema if exists selecto_probe cascade");
}
