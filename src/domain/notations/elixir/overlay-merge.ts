/** `Selecto.Config.Overlay.merge` over values that were read: what an overlay may change of a domain, and where it lands. */
import {
  atom,
  entriesOf,
  identityOf,
  mapOf,
  mergeMaps,
  nameOf,
  unread,
  valueAt,
  withEntry,
  type ElixirMap,
  type ElixirValue,
  type Entry,
} from "../../../elixir/value.ts";

/** Parts that are merged all the way down; what stands in neither list replaces the part of the base. */
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

export function mergeOverlay(base: ElixirValue, overlay: ElixirValue): ElixirValue {
  if (base.kind !== "map") return base;
  if (overlay.kind !== "map") return overlay.kind === "unread" ? { ...base, holes: [...base.holes, overlay] } : base;
  const merged = overlay.entries.reduce((domain, { key, value }) => mergePart(domain, key, value), base);
  return { ...merged, holes: [...merged.holes, ...overlay.holes] };
}

function mergePart(domain: ElixirMap, key: ElixirValue, value: ElixirValue): ElixirMap {
  const name = nameOf(key) ?? "";
  if (name === "columns") return inSource(domain, "columns", (before) => deepMerge(before, value));
  if (name === "json_schemas" || name === "jsonb_schemas") return withJsonSchemas(domain, value);
  if (name === "redact_fields") return inSource(domain, "redact_fields", (before) => union(before, value));
  if (name === "source") {
    const associations = valueAt(value, "associations");
    return associations === undefined ? domain : inSource(domain, "associations", (before) => deepMerge(before, associations));
  }
  if (name === "filters") return change(domain, key, (before) => (before.kind === "map" && value.kind === "map" ? mergeMaps(before, value) : value));
  if (DEEP.has(name)) return change(domain, key, (before) => deepMerge(before, value));
  return change(domain, key, () => value);
}

function withJsonSchemas(domain: ElixirMap, schemas: ElixirValue): ElixirMap {
  return (entriesOf(schemas) ?? []).reduce(
    (whole, { key, value }) =>
      inSource(whole, "columns", (columns) => deepMerge(columns, mapOf([{ key, value: mapOf([{ key: atom("schema", key), value }], value) }], value))),
    domain,
  );
}

/** Changes one part, keeping its key where the base has it. */
function change(holder: ElixirMap, key: ElixirValue, make: (before: ElixirValue) => ElixirValue): ElixirMap {
  const name = nameOf(key);
  const present = holder.entries.find((one) => nameOf(one.key) === name);
  const before = present?.value ?? mapOf([], key);
  const value = make(before);
  return { ...holder, entries: withEntry(holder.entries, { key: present === undefined ? key : keyOf(present, key, value), value }) };
}

/** The key of the base; what is replaced as a whole stands where its new value does. */
function keyOf(present: Entry, key: ElixirValue, value: ElixirValue): ElixirValue {
  const { file, start, end } = isSame(present.value, value) ? present.key : key;
  return { ...present.key, file, start, end };
}

/** Something was laid over it, but it is still the literal that it was. */
function isSame(before: ElixirValue, after: ElixirValue): boolean {
  return before.file === after.file && before.start === after.start;
}

function inSource(domain: ElixirMap, part: string, make: (before: ElixirValue) => ElixirValue): ElixirMap {
  const source = valueAt(domain, "source");
  if (source?.kind !== "map") return domain;
  return change(domain, atom("source", source), () => change(source, atom(part, source), make));
}

function deepMerge(left: ElixirValue, right: ElixirValue): ElixirValue {
  if (right.kind === "unread") return left.kind === "map" ? { ...left, holes: [...left.holes, right] } : right;
  const [before, after] = [mapLike(left), mapLike(right)];
  if (before === undefined || after === undefined) return right;
  const entries = after.entries.reduce<Entry[]>(
    (whole, entry) => {
      const identity = identityOf(entry.key);
      const present = whole.find((one) => identityOf(one.key) === identity);
      if (present === undefined) return withEntry(whole, entry);
      const value = deepMerge(present.value, entry.value);
      return withEntry(whole, { key: keyOf(present, entry.key, value), value });
    },
    [...before.entries],
  );
  return { ...before, entries, holes: [...before.holes, ...after.holes] };
}

function mapLike(value: ElixirValue): ElixirMap | undefined {
  if (value.kind === "map") return value;
  const entries = value.kind === "list" && value.items.length > 0 ? entriesOf(value) : undefined;
  return entries === undefined ? undefined : mapOf(entries, value);
}

function union(left: ElixirValue, right: ElixirValue): ElixirValue {
  if (right.kind !== "list") return right.kind === "unread" && left.kind === "list" ? { ...left, items: [...left.items, right] } : left;
  const items = left.kind === "list" ? left.items : left.kind === "unread" ? [unread(left.reason, left)] : [];
  const taken = new Set(items.map(nameOf));
  return { ...right, items: [...items, ...right.items.filter((one) => !taken.has(nameOf(one)))] };
}
