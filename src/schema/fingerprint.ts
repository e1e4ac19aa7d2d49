/**
 * Fingerprints of a schema: one text that is equal exactly for equal schemas. The tag in front names
 * the format and the major version that answered, because the same DDL reads differently on another
 * major: fingerprints with different tags say nothing about each other.
 */
import { sha256 } from "../model/hash.ts";
import { canonicalJson } from "../model/json.ts";
import type { Fact } from "../model/schema-state.ts";

/**
 * Dependencies are not part of it: they follow from the definitions, and the same definitions record
 * slightly different ones depending on how they were made.
 *
 * @param ordered whether the position of columns counts. PostgreSQL cannot restore it, so the promise
 *   of a rollback is stated without, but `select *` depends on it.
 */
export function fingerprintOf(facts: readonly Fact[], major: number, ordered: boolean): string {
  const lines = facts.map((fact) => `${fact.key}\t${fact.parent ?? ""}\t${canonicalJson(fact.payload, (member) => !member.startsWith("_"))}`);
  const positions = ordered ? columnOrder(facts) : [];
  return `s1:pg${major}:${sha256([...lines, ...positions].join("\n"))}`;
}

/** Columns of each relation in their order; gaps left by dropped columns do not count. */
function columnOrder(facts: readonly Fact[]): string[] {
  const columns = facts.filter((fact) => typeof fact.payload["_position"] === "number");
  return [...groupByParent(columns)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([parent, members]) =>
        `${parent}\t${members
          .toSorted((a, b) => Number(a.payload["_position"]) - Number(b.payload["_position"]))
          .map((fact) => fact.key)
          .join(",")}`,
    );
}

function groupByParent(columns: readonly Fact[]): Map<string, Fact[]> {
  const groups = new Map<string, Fact[]>();
  for (const column of columns) {
    const parent = column.parent ?? "";
    const group = groups.get(parent);
    if (group === undefined) groups.set(parent, [column]);
    else group.push(column);
  }
  return groups;
}
