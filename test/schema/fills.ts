/** Values for columns that must have one from now on, as a team would give them: by type, any that PostgreSQL takes. */
import type { NodeKey } from "../../src/model/identity.ts";
import { showJson } from "../../src/model/json.ts";
import type { SchemaState } from "../../src/model/schema-state.ts";
import { columnsWithoutValue } from "../../src/operations/fill-columns.ts";

const VALUES: readonly (readonly [RegExp, string])[] = [
  [/\[\]$/, "'{}'"],
  [/^timestamp|^date$/, "now()"],
  [/^time\b/, "localtime"],
  [/^uuid$/, "gen_random_uuid()"],
  [/^boolean$/, "true"],
  [/^jsonb?$/, "'{}'"],
  [/^bytea$/, "''"],
  [/^interval$/, "'1 day'"],
];

export function fillsFor(from: SchemaState, to: SchemaState): Map<NodeKey, string> {
  const facts = new Map(to.facts.map((fact) => [fact.key, fact]));
  const enums = new Map(to.edges.flatMap((edge) => (Array.isArray(facts.get(edge.to)?.payload["values"]) ? [[edge.from, edge.to] as const] : [])));
  return new Map(
    columnsWithoutValue(from, to).map((key) => {
      const type = showJson(facts.get(key)?.payload["type"]);
      const labels = facts.get(enums.get(key) ?? "")?.payload["values"];
      if (!type.endsWith("[]") && Array.isArray(labels) && typeof labels[0] === "string") return [key, `'${labels[0].replaceAll("'", "''")}'::${type}`];
      const [, value = "'1'"] = VALUES.find(([pattern]) => pattern.test(type)) ?? [];
      return [key, value];
    }),
  );
}
