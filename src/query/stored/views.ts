/** The state of one kind of view (detail, aggregate, graph in its three generations, map) as a query. */
import type { DocumentPath, DomainQuery, QueryPart } from "../../model/domain-query.ts";
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { aggregated, grouped, ordered, placesOf, readItems, selected, type Item } from "./items.ts";
import { isObject, textOf, type FieldPlace } from "./stored-item.ts";

export type ViewQuery = Pick<DomainQuery, "select" | "group" | "aggregates" | "order" | "rollup">;

export interface ViewRead {
  readonly query: ViewQuery;
  readonly fields: readonly FieldPlace[];
  readonly unread: readonly { readonly reason: string; readonly at: DocumentPath }[];
  /** nothing is set up in it */
  readonly empty: boolean;
}

/** Keys of a view, by what their items are for. */
const LISTS = {
  select: ["selected", "select", "fields", "columns"],
  order: ["order_by", "sort", "sort_by"],
  group: ["group_by", "graph_group_by", "x_axis", "series", "color_by"],
  aggregate: ["aggregate", "aggregates", "graph_aggregate", "y_axis", "metrics"],
} as const;
const MAP_FIELD = /^(?:\w+_field|track_by|track_order_by)$/;

/** @param view its name: only an aggregate view has subtotals */
export function readView(state: JsonObject, at: DocumentPath, view: string): ViewRead {
  const unread: { reason: string; at: DocumentPath }[] = [];
  const fields: FieldPlace[] = [];
  const take = (keys: readonly string[]): Item[] =>
    keys.flatMap((key) => {
      // The new graph names a chart's axes by uuid: `x` and `series` are no fields there.
      const read = readItems(key === "series" && isUuidList(state[key]) ? undefined : state[key], [...at, key]);
      unread.push(...read.unread);
      fields.push(...placesOf(read.items));
      return [...read.items];
    });
  const [select, order, group, aggregates] = [take(LISTS.select), take(LISTS.order), take(LISTS.group), take(LISTS.aggregate)];
  const mapFields = mapPlaces(state, at);
  fields.push(...mapFields);
  const measured = aggregates.flatMap((item): QueryPart[] => {
    const part = aggregated(item);
    if (part === undefined) unread.push({ reason: `the aggregate function of ${item.field} is not known`, at: item.places[0] ?? at });
    return part === undefined ? [] : [part];
  });
  return {
    query: {
      select: [...select.map(selected), ...mapFields.map(({ field, at: place }): QueryPart => ({ value: field, at: place }))],
      group: group.map(grouped),
      aggregates: measured,
      order: order.map(ordered),
      ...(view === "aggregate" && group.length > 0 && { rollup: true }),
    },
    fields,
    unread,
    empty: select.length + group.length + aggregates.length + mapFields.length === 0,
  };
}

function isUuidList(value: JsonValue | undefined): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string" && /^[0-9a-f-]{32,36}$/i.test(one));
}

function mapPlaces(state: JsonObject, at: DocumentPath): FieldPlace[] {
  const own = Object.entries(state).flatMap(([key, value]): FieldPlace[] => {
    const field = MAP_FIELD.test(key) ? textOf(value) : undefined;
    return field === undefined ? [] : [{ field, at: [...at, key] }];
  });
  const layers = state["map_layers"];
  const entries = Array.isArray(layers) ? [...layers.entries()] : isObject(layers) ? Object.entries(layers) : [];
  return [...own, ...entries.flatMap(([key, layer]) => (isObject(layer) ? mapPlaces(layer, [...at, "map_layers", key]) : []))];
}

/** How many of a view's keys a map holds: an address carries all views in one map. */
export function hasAny(state: JsonObject, kind: keyof typeof LISTS): boolean {
  return LISTS[kind].some((key) => state[key] !== undefined && state[key] !== null);
}

/** A map with only the named keys. */
export function only(state: JsonObject, keep: (key: string) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(state).filter(([key]) => keep(key)));
}
