/** Which tables get a domain: those that are named, those of a namespace, or all that stand for a thing. */
import type { Pattern } from "../../model/generation.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { NodeKey } from "../../model/identity.ts";
import type { Catalog, Table } from "./facts/catalog.ts";

export interface TableChoice {
  readonly names: readonly string[];
  readonly all: boolean;
  readonly namespace?: string | undefined;
  /** namespaces of the search path: a domain cannot say where a table is */
  readonly searchPath: readonly string[];
}

export interface ChosenTables {
  readonly tables: readonly Table[];
  readonly unknown: readonly string[];
  readonly findings: readonly Diagnostic[];
}

export function chooseTables(catalog: Catalog, patterns: readonly Pattern[], { names, all, namespace, searchPath }: TableChoice): ChosenTables {
  const findings: Diagnostic[] = [];
  const unknown: string[] = [];
  const skipped: string[] = [];
  const between = new Set(patterns.flatMap((one) => (one.kind === "bridge" || one.kind === "closure-table" ? [one.table] : [])));
  const wanted = new Map<NodeKey, Table>();
  for (const name of names) {
    const found = findTable(catalog, name, searchPath);
    if (found === undefined) unknown.push(name);
    else wanted.set(found.key, found);
  }
  for (const table of catalog.tables) {
    if (!(all || namespace === table.namespace) || wanted.has(table.key)) continue;
    if (namespace !== undefined && table.namespace !== namespace) continue;
    if (between.has(table.key)) skipped.push(table.name);
    else wanted.set(table.key, table);
  }
  const [one] = skipped;
  if (one !== undefined)
    findings.push({
      code: "generate-in-between",
      severity: "info",
      message:
        skipped.length === 1
          ? `${one} only connects two tables: it is in their domains and gets none of its own`
          : `${skipped.join(", ")} only connect two tables each: they are in their domains and get none of their own`,
      next: `selecto domain generate ${one}`,
    });
  const reachable = [...wanted.values()].filter((table) => {
    if (resolves(catalog, table, searchPath)) return true;
    findings.push({
      code: "generate-not-on-search-path",
      severity: "warning",
      message: `${table.namespace}.${table.name} is not what the search path finds under ${table.name}, and a domain cannot name a namespace; it gets no domain`,
      subject: table.key,
      next: `set database.searchPath in selecto.config.yaml, with ${table.namespace} in it`,
    });
    return false;
  });
  return { tables: reachable.toSorted((a, b) => (a.key < b.key ? -1 : 1)), unknown, findings };
}

function findTable(catalog: Catalog, text: string, searchPath: readonly string[]): Table | undefined {
  const same = catalog.tables.filter(({ namespace, name }) => text === name || text === `${namespace}.${name}`);
  return same.find(({ namespace }) => namespace === searchPath.find((one) => same.some((table) => table.namespace === one))) ?? same[0];
}

/** The table is what its bare name means. */
export function resolves(catalog: Catalog, table: Table, searchPath: readonly string[]): boolean {
  const first = searchPath.find((namespace) => catalog.tables.some((other) => other.namespace === namespace && other.name === table.name));
  return first === table.namespace;
}
