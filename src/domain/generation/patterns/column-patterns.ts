/** Patterns that one or two columns make: polymorphic pairs, tenant, enums, JSON, bookkeeping. */
import type { Pattern } from "../../../model/generation.ts";
import type { Table } from "../facts/catalog.ts";
import { wordsOf } from "../facts/words.ts";
import { isBookkeeping, isJson, isTextType } from "./column-kinds.ts";
import { pattern, singleReferences, type Detector, type PatternContext } from "./context.ts";

/** `commentable_type` and `commentable_id`: the first says which table the second leads to. */
export const polymorphic: Detector = (table, context) =>
  table.columns.flatMap((type): Pattern[] => {
    const stem = /^(.*?)_?(?:type|kind)$/i.exec(type.name)?.[1];
    if (stem === undefined || stem === "" || !(isTextType(type) || type.values?.source === "enum")) return [];
    const id = table.columns.find(({ name }) => new RegExp(`^${escape(stem)}_?(?:id|key|uuid)$`, "i").test(name));
    if (id === undefined || table.primaryKey.join() === id.name) return [];
    const declared = singleReferences(table, context).some(({ columns: [column], confidence }) => column === id.name && confidence >= 0.9);
    if (declared) return [];
    const able = stem.endsWith("able");
    return [
      pattern("polymorphic", table, able ? 0.95 : type.values === undefined ? 0.75 : 0.85, `${type.name} says which table ${id.name} leads to`, {
        columns: { type: type.name, id: id.name },
        suggestion: "no foreign key can guard it; each table it leads to needs a join of its own",
      }),
    ];
  });

function escape(text: string): string {
  return text.replaceAll(/[^\w]/g, "\\$&");
}

const TENANTS = new Set([
  "tenant",
  "organization",
  "organisation",
  "org",
  "account",
  "company",
  "workspace",
  "customer_account",
  "team",
  "site",
  "nid",
  "instance",
  "network",
  "realm",
  "client",
]);

/** The column that says whose row it is: the same in many tables, and never empty. @param forced a name given by the user */
export function tenants({ catalog }: PatternContext, forced: string | undefined): readonly Pattern[] {
  const counts = new Map<string, Table[]>();
  for (const table of catalog.tables)
    for (const { name, notNull } of table.columns) if (notNull || name === forced) counts.set(name, [...(counts.get(name) ?? []), table]);
  const candidates = [...counts].flatMap(([name, tables]) => {
    if (forced !== undefined) return name === forced ? [{ name, tables, confidence: 1 }] : [];
    const words = wordsOf(name);
    const stem = words.length > 1 && /^(?:id|key|uuid)$/.test(words.at(-1) ?? "") ? words.slice(0, -1).join("_") : name;
    const share = tables.length / catalog.tables.length;
    if (!TENANTS.has(stem) || tables.length < 3) return [];
    const sure = stem === "tenant";
    return share >= 0.5 || sure ? [{ name, tables, confidence: Math.min(0.97, (sure ? 0.9 : 0.4) + share * 0.5) }] : [];
  });
  const [best] = candidates.toSorted((a, b) => b.confidence - a.confidence || (a.name < b.name ? -1 : 1));
  if (best === undefined) return [];
  const said = forced === undefined ? `${best.name} is in ${best.tables.length} of ${catalog.tables.length} tables and never empty` : "named with --tenant";
  return best.tables.map((table) => pattern("tenant", table, Math.round(best.confidence * 100) / 100, said, { columns: { tenant: best.name } }));
}

const VALUE_WORDS = { enum: "labels of an enum", check: "values that a check allows", application: "values that the application's schema declares" } as const;

export const enums: Detector = (table) =>
  table.columns.flatMap(({ name, values }): Pattern[] =>
    values === undefined
      ? []
      : [
          pattern("enum", table, values.source === "enum" ? 1 : 0.95, `${name} is one of ${values.list.length} ${VALUE_WORDS[values.source]}`, {
            columns: { value: name },
          }),
        ],
  );

export const jsonColumns: Detector = (table) =>
  table.columns.flatMap((column): Pattern[] =>
    isJson(column) ? [pattern("json", table, 1, `${column.name} is ${column.baseType}`, { columns: { document: column.name } })] : [],
  );

export const auditColumns: Detector = (table) => {
  const names = table.columns.filter(isBookkeeping).map(({ name }) => name);
  return names.length === 0
    ? []
    : [
        pattern("audit", table, 0.9, `${names.join(", ")} ${names.length === 1 ? "is" : "are"} bookkeeping`, {
          columns: Object.fromEntries(names.map((name, at) => [`column ${at + 1}`, name])),
        }),
      ];
};
