/**
 * `params` of a saved view in both storage shapes: `{view_mode, filters, views: {detail, aggregate, ...}}`,
 * and the older form of an address, in which all views share one map.
 */
import type { DocumentPath, LibraryUse, QueryPart } from "../../model/domain-query.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { readFilters, type FiltersRead } from "./filters.ts";
import { isObject, textOf, type StoredItem, type StoredPart } from "./stored-item.ts";
import { hasAny, only, readView, type ViewRead } from "./views.ts";

export type ParamsRead = Pick<StoredItem, "parts" | "fields" | "unread">;

/** Views that show the domain's defaults when nothing is chosen. */
const KNOWN_VIEWS = new Set(["detail", "aggregate", "graph"]);

export function readParams(params: JsonObject, at: DocumentPath): ParamsRead {
  const filters = readFilters(params["filters"], [...at, "filters"]);
  const active = textOf(params["view_mode"]);
  const views = isObject(params["views"])
    ? Object.entries(params["views"]).flatMap(([name, state]) => (isObject(state) ? [{ name, read: readView(state, [...at, "views", name], name) }] : []))
    : addressViews(params, at, active);
  const shared = { members: membersOf(params["ctes"], [...at, "ctes"]), library: libraryOf(params["query_library"], [...at, "query_library"]) };
  const used = views.filter(({ name, read }) => !read.empty || (name === active && KNOWN_VIEWS.has(name) && read.unread.length === 0));
  const parts = used.map(({ name, read }) => partOf(name, read, filters, shared, active !== undefined && name !== active));
  const missing = active !== undefined && !used.some(({ name }) => name === active);
  return {
    parts,
    fields: [...filters.fields, ...views.flatMap(({ read }) => read.fields)],
    unread: [
      ...filters.unread,
      ...views.flatMap(({ read }) => read.unread),
      ...(missing || parts.length === 0
        ? [{ reason: active === undefined ? "it has no view" : `it shows the view ${active}, of which nothing is stored that is known here`, at }]
        : []),
    ],
  };
}

interface Shared {
  readonly members: readonly QueryPart[];
  readonly library: LibraryUse | undefined;
}

function partOf(view: string, { query }: ViewRead, { filters }: FiltersRead, { members, library }: Shared, latent: boolean): StoredPart {
  return {
    view,
    latent,
    query: {
      ...query,
      filters,
      parameters: [],
      standsAlone: true,
      ...(members.length > 0 && { members }),
      ...(library !== undefined && { library }),
    },
  };
}

/** The keys of an address belong to a view each; what only one view has made a view of it. */
function addressViews(params: JsonObject, at: DocumentPath, active: string | undefined): { name: string; read: ViewRead }[] {
  const views: { name: string; read: ViewRead }[] = [];
  const add = (name: string, keep: (key: string) => boolean): void => void views.push({ name, read: readView(only(params, keep), at, name) });
  const graphKeys = new Set(["x_axis", "y_axis", "series", "color_by", "graph_group_by", "graph_aggregate"]);
  const isPlain = (key: string): boolean => ["selected", "select", "order_by", "sort", "sort_by"].includes(key);
  const hasSelect = hasAny(params, "select");
  if (hasSelect) add("detail", isPlain);
  // Older pages stored an order with whatever they showed.
  const orders = (name: string, key: string): boolean => !hasSelect && name === active && key === "order_by";
  if (["group_by", "aggregate", "aggregates", "metrics"].some((key) => params[key] !== undefined))
    add("aggregate", (key) => ["group_by", "aggregate", "aggregates", "metrics"].includes(key) || orders("aggregate", key));
  if ([...graphKeys].some((key) => params[key] !== undefined)) add("graph", (key) => graphKeys.has(key) || orders("graph", key));
  if (Object.keys(params).some((key) => /^(?:\w+_field|map_layers)$/.test(key))) add("map", (key) => /^(?:\w+_field|track_by|map_layers)$/.test(key));
  return views;
}

function membersOf(value: JsonValue | undefined, at: DocumentPath): QueryPart[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).map((entry, index) => ({ value: entry, at: [...at, index] })) : [];
}

function libraryOf(value: JsonValue | undefined, at: DocumentPath): LibraryUse | undefined {
  if (!isObject(value)) return undefined;
  const view = textOf(value["view"]);
  const segments = Array.isArray(value["segments"]) ? (value["segments"] as readonly JsonValue[]).filter((one): one is string => typeof one === "string") : [];
  const parameters = isObject(value["parameters"]) ? value["parameters"] : {};
  return view === undefined && segments.length === 0 ? undefined : { ...(view !== undefined && { view }), segments, parameters, at };
}
