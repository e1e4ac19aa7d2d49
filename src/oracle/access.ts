/**
 * Which columns a statement reads and which it writes. PostgreSQL notes both for its permission checks
 * in the analysed tree of a standing probe; nothing is inferred from the text. What is named through a
 * view is the view's own column here.
 */
import type { ColumnAccess } from "../model/answer.ts";
import type { Database } from "../model/database.ts";
import { nodeKey, type NodeKey } from "../model/identity.ts";
import { probeName } from "./probe.ts";

interface AccessRow extends Readonly<Record<string, unknown>> {
  readonly subject: string;
  readonly kind: string;
  readonly namespace: string;
  readonly relation: string;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/** Bits of a column set start below the system columns; the bit of column 0 stands for the whole row. */
const FIRST_BIT = 7;

/**
 * Every relation that an analysed statement names, once. The EXCLUDED row of an upsert bears the target's
 * name as well: it is the one that is only selected from, without children.
 */
const QUERY = `
with tree as (
  select proc.proname::text as subject, proc.prosqlbody::text as body
  from pg_catalog.pg_proc proc
  join pg_catalog.pg_namespace namespace on namespace.oid = proc.pronamespace and namespace.nspname = 'selecto_probe'
), entry as (
  select subject, found[1]::oid as relation, string_agg(found[4], '') as selected, string_agg(found[5] || found[6], '') as changed, min(place) as place
  from tree, regexp_matches(body,
    ':relid (\\d+)([^{}()]*):requiredPerms (\\d+) :checkAsUser \\d+ :selectedCols \\(b([ \\d]*)\\) :insertedCols \\(b([ \\d]*)\\) :updatedCols \\(b([ \\d]*)\\)', 'g')
    with ordinality as one(found, place)
  where not (body like '%:relkind c %' and found[2] like '%:inh false%' and found[3] in ('0', '2'))
  group by 1, 2
), bits as (
  select subject, relation, place, string_to_array(selected, ' ') as selected, string_to_array(changed, ' ') as changed from entry
)
select bits.subject, namespace.nspname::text as namespace, class.relname::text as relation,
       case class.relkind when 'v' then 'view' when 'm' then 'materializedView' when 'f' then 'foreignTable' else 'table' end as kind,
       array(select attribute.attname::text from pg_catalog.pg_attribute attribute
             where attribute.attrelid = class.oid and attribute.attnum > 0 and not attribute.attisdropped
               and array[(attribute.attnum + ${FIRST_BIT})::text, '${FIRST_BIT}'] && bits.selected order by attribute.attnum) as reads,
       array(select attribute.attname::text from pg_catalog.pg_attribute attribute
             where attribute.attrelid = class.oid and attribute.attnum > 0
               and (attribute.attnum + ${FIRST_BIT})::text = any(bits.changed) order by attribute.attnum) as writes
from bits
join pg_catalog.pg_class class on class.oid = bits.relation
join pg_catalog.pg_namespace namespace on namespace.oid = class.relnamespace
order by bits.subject, bits.place`;

/** The access of every subject whose probe stands; each relation once, inner ones first. */
export async function readAccess(database: Database, keys: readonly NodeKey[]): Promise<Map<NodeKey, ColumnAccess[]>> {
  const rows = await database.query<AccessRow>(QUERY);
  const subjects = new Map(keys.map((key) => [probeName(key), key]));
  const access = new Map<NodeKey, ColumnAccess[]>();
  for (const row of rows) {
    const key = subjects.get(row.subject);
    if (key === undefined) continue;
    const relation = nodeKey(row.kind, row.namespace, row.relation);
    access.set(key, [...(access.get(key) ?? []), { relation, reads: row.reads, writes: row.writes }]);
  }
  return access;
}
