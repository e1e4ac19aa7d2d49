/**
 * A table that is built anew (it becomes partitioned, or stops to be) loses its rows on the way unless
 * they are carried over: copied, and put into the new table in the same transaction, both up and down.
 */
import type { Database } from "../../model/database.ts";
import { kindOf, nodeKey, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import { canonicalJson } from "../../model/json.ts";
import type { PlannedStatement } from "../../model/plan.ts";
import type { Fact, SchemaState } from "../../model/schema-state.ts";
import type { Loss } from "../losses.ts";
import { conversionProbe, keepRows } from "./keep-rows.ts";
import type { Kept } from "./kept.ts";
import { parentOf } from "../../schema/parents.ts";
import { unregister } from "./place.ts";
import { readTable, withFullNames, type TableFacts } from "./table-facts.ts";

/** A table that PostgreSQL cannot alter into what it becomes. */
export interface RebuiltFamily {
  readonly table: NodeKey;
  /** partitions below it before: its rows are theirs */
  readonly before: readonly NodeKey[];
  readonly after: readonly NodeKey[];
}

const REBUILT_BY = ["partitionKey", "partitionBound", "parentTable"];

/** The topmost tables that are built anew between two states. */
export function rebuiltFamilies(from: SchemaState, to: SchemaState): RebuiltFamily[] {
  const [old, now] = [tablesOf(from), tablesOf(to)];
  const rebuilt = [...old].flatMap(([key, fact]) => {
    const other = now.get(key);
    const differs = (attribute: string): boolean => canonicalJson(fact.payload[attribute] ?? null) !== canonicalJson(other?.payload[attribute] ?? null);
    return other !== undefined && REBUILT_BY.some(differs) ? [key] : [];
  });
  return rebuilt
    .filter((key) => !rebuilt.some((other) => other !== key && below(old, other).includes(key)))
    .map((table) => ({ table, before: below(old, table), after: below(now, table) }));
}

function tablesOf(state: SchemaState): Map<NodeKey, Fact> {
  return new Map(state.facts.filter((fact) => kindOf(fact.key) === "table").map((fact) => [fact.key, fact]));
}

function below(tables: ReadonlyMap<NodeKey, Fact>, root: NodeKey): NodeKey[] {
  const children = [...tables].filter(([, { payload }]) => parentOf(payload["parentTable"]) === root).map(([key]) => key);
  return children.flatMap((key) => [key, ...below(tables, key)]);
}

/** The tables whose rows are no loss: they are carried over. */
export function carriedKeys(families: readonly RebuiltFamily[]): Set<NodeKey> {
  return new Set(families.flatMap(({ table, before }) => [table, ...before]));
}

export interface Carrying {
  /** The copies, once the shadow is where the rows go; only of tables that the plan really builds anew. */
  readonly to: (database: Database, statements: readonly PlannedStatement[], load?: Load) => Promise<Carried[]>;
}

/** What goes with the rows. */
export interface Load {
  /** former values beside them that come back on the way */
  readonly held?: readonly Kept[];
  /** expressions that convert columns */
  readonly usings?: ReadonlyMap<NodeKey, string>;
  /** what is lost all the same */
  readonly losses?: readonly Loss[];
}

export interface Carried extends Kept {
  /** the expressions in it, and how to ask for each whether PostgreSQL takes it */
  readonly conversions: readonly { readonly column: NodeKey; readonly probe: string }[];
}

const GONE_TYPES = "select name from unnest($1::text[]) name where to_regtype(name) is null";

/** Reads the tables as they are now, for carrying their rows to where the database is later. */
export async function carryRows(database: Database, migration: string, families: readonly RebuiltFamily[]): Promise<Carrying> {
  const tables: TableFacts[] = [];
  for (const { table } of families) tables.push(await readTable(database, table));
  return {
    to: async (later, statements, { held = [], usings = new Map(), losses = [] } = {}) => {
      const kept: Carried[] = [];
      for (const [at, family] of families.entries()) {
        const table = tables[at];
        if (table === undefined || !statements.some((one) => one.destroys.includes(family.table))) continue;
        const target = await readTable(later, family.table);
        const types = await withFullNames(later, () => later.query<{ name: string }>(GONE_TYPES, [table.columns.map(({ type }) => type)]));
        const place = { target, held, usings, goneTypes: new Set(types.map(({ name }) => name)) };
        const one = keepRows(migration, `c${at + 1}`, family.table, table, [family.table], place);
        const isOwn = (key: NodeKey): boolean => kindOf(key) === "column" && nodeKey("table", ...parseNodeKey(key).path.slice(0, 2)) === family.table;
        kept.push({
          ...one,
          made: [family.table, ...family.after],
          // the archive may stay for other rows, and these are carried again on the way back
          forget: [...one.forget, unregister(migration, one.entry.id)],
          losses: losses.filter(({ key }) => isOwn(key)),
          conversions: [...usings].filter(([key]) => isOwn(key)).map(([column, text]) => ({ column, probe: conversionProbe(column, text, table, place) })),
          text: `the rows of ${family.table.slice("table:".length)} are carried over to the table that is built anew`,
        });
      }
      return kept;
    },
  };
}
