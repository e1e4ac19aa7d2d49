/** Labels of an enum that go on the way back, and rows that hold one: they need another value first. Only reads the target. */
import type { Database } from "../../model/database.ts";
import { nameOf, nodeKey, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import type { MigrationPackage } from "../../model/migration.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../sql/quote.ts";

const COLUMNS = `select n.nspname as namespace, c.relname as relation, a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  where a.atttypid = to_regtype($1) and a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p') and not c.relispartition and a.attinhcount = 0 order by 1, 2, 3`;

export interface ColumnOfType {
  readonly namespace: string;
  readonly relation: string;
  readonly name: string;
}

/** Columns of tables that have this type, once each: not those of partitions and children. */
export function columnsOfType(database: Database, type: NodeKey): Promise<ColumnOfType[]> {
  const [namespace = "", name = ""] = parseNodeKey(type).path;
  return database.query<ColumnOfType & Record<string, unknown>>(COLUMNS, [quoteQualified(namespace, name)]);
}

const HOLDERS = `with recursive held(oid) as (
  select to_regtype($1)::oid union
  select t.oid from held h join pg_type e on e.oid = h.oid, pg_type t
    where t.oid = e.typarray or t.typbasetype = h.oid or (t.typtype = 'c' and exists (select from pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped and a.atttypid = h.oid)))
  select n.nspname as namespace, c.relname as relation, a.attname as name from held h join pg_attribute a on a.atttypid = h.oid join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p')`;

/** Columns whose values can hold a label of this enum, also inside arrays, domains and composite values. */
export async function columnsThatHold(database: Database, type: NodeKey): Promise<NodeKey[]> {
  const columns = await database.query<ColumnOfType & Record<string, unknown>>(HOLDERS, [quoteQualified(...parseNodeKey(type).path)]);
  return columns.map(({ namespace, relation, name }) => nodeKey("column", namespace, relation, name));
}

export interface LabelsInUse {
  readonly key: NodeKey;
  /** `users.mood` */
  readonly column: string;
  readonly labels: readonly string[];
  /** gives the rows that hold one of the labels another value */
  readonly replace: (expression: string) => string;
  /** counts them */
  readonly count: string;
  readonly migration: string;
  /** number of the step of `down` before which no row may hold them, from 0 */
  readonly step: number;
}

/** For each column of a type that loses labels on the way back. */
export async function labelsThatGo(database: Database, migrations: readonly MigrationPackage[]): Promise<LabelsInUse[]> {
  const found: LabelsInUse[] = [];
  for (const { manifest, down } of migrations) {
    for (const [step, { hazards }] of down.entries()) {
      for (const { key, labels } of hazards) {
        if (key === undefined || labels === undefined) continue;
        for (const { namespace, relation, name } of await columnsOfType(database, key)) {
          const table = quoteQualified(namespace, relation);
          const holds = `${quoteIdentifier(name)}::text in (${labels.map(quoteLiteral).join(", ")})`;
          const column = nodeKey("column", namespace, relation, name);
          found.push({
            key: column,
            column: nameOf(column),
            labels,
            replace: (expression) => `update ${table} set ${quoteIdentifier(name)} = (${expression}) where ${holds};`,
            count: `select count(*) as rows from ${table} where ${holds}`,
            migration: manifest.name,
            step,
          });
        }
      }
    }
  }
  return found;
}
