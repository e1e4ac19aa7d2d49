/** All patterns of a schema, sorted by table and kind. */
import type { Pattern, Relationship } from "../../../model/generation.ts";
import type { Catalog } from "../facts/catalog.ts";
import { bridge } from "./bridges.ts";
import { circles } from "./circles.ts";
import { auditColumns, enums, jsonColumns, polymorphic, tenants } from "./column-patterns.ts";
import { patternContext, type Detector } from "./context.ts";
import { adjacencyList, closureTable, materializedPath, nestedSet } from "./hierarchies.ts";
import { slowlyChanging, softDelete } from "./rows-in-time.ts";
import { sensitive } from "./sensitive.ts";
import { stars } from "./star.ts";

const DETECTORS: readonly Detector[] = [
  adjacencyList,
  materializedPath,
  nestedSet,
  closureTable,
  bridge,
  slowlyChanging,
  softDelete,
  polymorphic,
  enums,
  jsonColumns,
  auditColumns,
  sensitive,
];

/** @param tenant name of the tenant column, where the user says it */
export function findPatterns(catalog: Catalog, relationships: readonly Relationship[], tenant?: string): readonly Pattern[] {
  const context = patternContext(catalog, relationships);
  const found = catalog.tables.flatMap((table) => DETECTORS.flatMap((detect) => detect(table, context)));
  const closures = new Set(found.flatMap(({ kind, table }) => (kind === "closure-table" ? [table] : [])));
  // All pairs of a tree are no relation between two things.
  const kept = found.filter(({ kind, table }) => kind !== "bridge" || !closures.has(table));
  const between = new Set(kept.flatMap(({ kind, table }) => (kind === "bridge" || kind === "closure-table" ? [table] : [])));
  return [...kept, ...stars(context, between), ...tenants(context, tenant), ...circles(context)].toSorted((a, b) => {
    const [left, right] = [a, b].map((one) => `${one.table} ${one.kind} ${JSON.stringify(one.columns)}`);
    return left === right ? 0 : (left ?? "") < (right ?? "") ? -1 : 1;
  });
}
