/**
 * A generated domain and what people lay over it, in a file of its own: `order.yaml` and
 * `order.overlay.yaml`. The effect of each part is that of Selecto's own overlays: some are merged deep,
 * filters id by id, redacted fields are united, everything else replaces.
 */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import type { DomainFile, Reading } from "./notation.ts";
import type { Path, Positions } from "./positions.ts";

const OVERLAY = /\.overlay(\.(?:ya?ml|json))$/i;

export interface PairedFile {
  readonly file: DomainFile;
  readonly overlay?: DomainFile;
}

/** Each domain file with its overlay; overlays without a domain to lie on are handed back apart. */
export function pairOverlays(files: readonly DomainFile[]): { readonly paired: readonly PairedFile[]; readonly alone: readonly Diagnostic[] } {
  const overlays = new Map(files.flatMap((file) => (OVERLAY.test(file.path) ? [[stem(file.path.replace(OVERLAY, "$1")), file] as const] : [])));
  const used = new Set<DomainFile>();
  const paired = files.flatMap((file): PairedFile[] => {
    if (OVERLAY.test(file.path)) return [];
    const overlay = overlays.get(stem(file.path));
    if (overlay !== undefined) used.add(overlay);
    return [{ file, ...(overlay !== undefined && { overlay }) }];
  });
  const alone = [...overlays.values()]
    .filter((file) => !used.has(file))
    .map((file): Diagnostic => ({
      code: "domain-overlay-alone",
      severity: "error",
      message: `${file.path} lies over no domain; nothing of it was examined`,
      position: { file: file.path, line: 1, column: 1 },
      next: `Put the domain beside it as ${file.path.replace(OVERLAY, "$1")}, or remove it.`,
    }));
  return { paired, alone };
}

function stem(path: string): string {
  return path.replace(/\.(?:ya?ml|json)$/i, "");
}

/** Merged deep, id by id and key by key. */
const DEEP = new Set([
  "functions",
  "detail_actions",
  "query_members",
  "schemas",
  "joins",
  "source_relationships",
  "choice_sources",
  "writes",
  "actions",
  "capabilities",
]);

/** The domain as it is with its overlay; each place points into the file that has the last word there. */
export function layOver(base: Reading, overlay: Reading): Reading {
  const [below, above] = [base.document, overlay.document];
  // Comments alone are an overlay that says nothing.
  const faults = overlay.diagnostics.filter(({ code }) => code !== "domain-empty");
  const diagnostics = [...base.diagnostics, ...faults];
  if (below === undefined || above === undefined) return { ...base, diagnostics };
  const source = objectOf(below["source"]);
  const phantoms = Object.keys(objectOf(above["columns"])).filter((name) => !Object.hasOwn(objectOf(source["columns"]), name));
  return {
    document: layDocuments(below, above),
    positions: layered(base.positions, overlay.positions, above, listOf(source["redact_fields"]).length),
    diagnostics: [
      ...diagnostics,
      ...phantoms.map((name): Diagnostic => ({
        code: "domain-overlay-phantom",
        severity: "warning",
        message: `columns.${name} describes a field that the source table of the domain does not offer`,
        position: overlay.positions.key(["columns", name]),
        next: "Name a field of the source; fields of joined tables cannot be described from here.",
      })),
    ],
  };
}

/** One document laid over another. */
export function layDocuments(below: JsonObject, above: JsonObject): JsonObject {
  const source = objectOf(below["source"]);
  const columns = deep(objectOf(source["columns"]), { ...objectOf(above["columns"]), ...jsonColumns(above) });
  const associations = deep(objectOf(source["associations"]), objectOf(objectOf(above["source"])["associations"]));
  const baseRedacted = listOf(source["redact_fields"]);
  const added = listOf(above["redact_fields"]).filter((name) => !baseRedacted.includes(name));
  const rest = Object.entries(above).filter(([key]) => !["source", "columns", "json_schemas", "jsonb_schemas", "redact_fields"].includes(key));
  const document: Record<string, JsonValue> = { ...withoutUndefined(below) };
  for (const [key, value] of rest) {
    if (value === undefined) continue;
    document[key] = DEEP.has(key) ? deep(objectOf(below[key]), objectOf(value)) : key === "filters" ? { ...objectOf(below[key]), ...objectOf(value) } : value;
  }
  document["source"] = {
    ...source,
    columns,
    ...((source["associations"] !== undefined || Object.keys(associations).length > 0) && { associations }),
    ...((source["redact_fields"] !== undefined || added.length > 0) && { redact_fields: [...baseRedacted, ...added] }),
  };
  return document;
}

function jsonColumns(above: JsonObject): JsonObject {
  const schemas = { ...objectOf(above["jsonb_schemas"]), ...objectOf(above["json_schemas"]) };
  const columns = objectOf(above["columns"]);
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, { ...objectOf(columns[name]), schema: schema ?? null }]));
}

function deep(below: JsonObject, above: JsonObject): JsonObject {
  const merged: Record<string, JsonValue> = { ...withoutUndefined(below) };
  for (const [key, value] of Object.entries(above)) {
    const before = merged[key];
    if (value !== undefined) merged[key] = isObject(before) && isObject(value) ? deep(before, value) : value;
  }
  return merged;
}

/** What the overlay says stands in the overlay. */
function layered(base: Positions, overlay: Positions, above: JsonObject, redactedBelow: number): Positions {
  const choose = (path: Path): readonly [Positions, Path] => {
    const moved = placeInOverlay(path, above, redactedBelow);
    return moved === undefined ? [base, path] : [overlay, moved];
  };
  return {
    key: (path) => {
      const [positions, at] = choose(path);
      return positions.key(at);
    },
    value: (path) => {
      const [positions, at] = choose(path);
      return positions.value(at);
    },
  };
}

/** Where the overlay says what stands at this path of the whole; undefined where it does not. @param redactedBelow names that the base redacts */
export function placeInOverlay(path: Path, above: JsonObject, redactedBelow: number): Path | undefined {
  const [first, second, third] = path;
  const moved: Path =
    first !== "source"
      ? path
      : second === "columns"
        ? path.slice(1)
        : second === "redact_fields" && typeof third === "number"
          ? ["redact_fields", third - redactedBelow]
          : second === "associations"
            ? path
            : [];
  return moved.length > 0 && has(above, moved) ? moved : undefined;
}

function has(value: JsonValue | undefined, path: Path): boolean {
  let at: JsonValue | undefined = value;
  for (const step of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, step)) return false;
    at = (at as Readonly<Record<string | number, JsonValue>>)[step];
  }
  return true;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function withoutUndefined(value: JsonObject): Record<string, JsonValue> {
  return Object.fromEntries(Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, member]])));
}
