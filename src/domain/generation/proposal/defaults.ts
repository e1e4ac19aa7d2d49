/** What a query shows, groups and adds up when nobody says otherwise. */
import type { JsonObject, JsonValue } from "../../../model/json.ts";
import type { Column, Table } from "../facts/catalog.ts";
import { isBookkeeping, isFraction, isJson, isMeasure, isMoment, isTextType } from "../patterns/column-kinds.ts";
import { displayField, labelOf } from "./wording.ts";
import { patternsOf, redactedOf, seen, type Material } from "./settings.ts";
import type { Link } from "./links.ts";

const MOST_SELECTED = 7;

export function defaultsOf(material: Material, table: Table, links: readonly Link[]): JsonObject {
  const redacted = redactedOf(material, table);
  const usable = table.columns.filter(({ name }) => !redacted.has(name));
  const shown = displayField(table, redacted);
  const owners = new Set(links.flatMap(({ many, association }) => (many ? [] : [association["owner_key"]])));
  const markers = new Set(patternsOf(material, table.key, "soft-delete").map(({ columns }) => columns["marker"]));
  const worth = (column: Column): number => {
    if (column.name === shown) return 0;
    if (isBookkeeping(column) || isJson(column) || markers.has(column.name) || owners.has(column.name) || /^(?:bytea|tsvector)$|\[\]$/.test(column.baseType))
      return 9;
    if (column.values !== undefined) return 1;
    if (isMeasure(column)) return 2;
    if (isMoment(column)) return 3;
    if (isTextType(column)) return column.baseType === "text" ? 5 : 4;
    return table.primaryKey.includes(column.name) ? 3.5 : 6;
  };
  const chosen = new Set(
    usable
      .map((column) => ({ name: column.name, worth: worth(column) }))
      .filter((one) => one.worth < 9)
      .toSorted((a, b) => a.worth - b.worth)
      .slice(0, MOST_SELECTED - 2)
      .map(({ name }) => name),
  );
  const displays = links.flatMap(({ id, target, many, goesOn }): string[] => {
    const other = many || !goesOn ? undefined : seen(material, target);
    const field = other === undefined ? undefined : displayField(other, redactedOf(material, other));
    return field === undefined || other === undefined || redactedOf(material, other).has(field) ? [] : [`${id}.${field}`];
  });
  // A table that is nothing but keys shows its keys.
  const own = usable.filter(({ name }) => chosen.has(name)).map(({ name }) => name);
  const selected = [...(own.length === 0 ? usable.slice(0, 3).map(({ name }) => name) : own), ...displays.slice(0, 2)];
  const measures = usable
    .filter((column) => isMeasure(column) && !isBookkeeping(column) && !owners.has(column.name) && !table.primaryKey.includes(column.name))
    .slice(0, 3);
  const [counted] = table.primaryKey.filter((name) => !redacted.has(name));
  const grouped = [...usable.filter(({ values }) => values !== undefined).map(({ name }) => name), ...displays].slice(0, 2);
  const moment =
    usable.find((column) => isMoment(column) && !isBookkeeping(column)) ?? usable.find((column) => isMoment(column) && /creat|insert/.test(column.name));
  const aggregates: JsonValue[] = measures.map((column) => [column.name, { format: isRatio(column) ? "avg" : "sum" }]);
  const order: JsonValue[] = moment !== undefined ? [[moment.name, "desc"]] : selected.includes(shown) && orderable(usable, shown) ? [shown] : [];
  return {
    default_selected: selected,
    ...(order.length > 0 && { default_order_by: order }),
    ...(grouped.length > 0 && { default_group_by: grouped }),
    ...(aggregates.length > 0 ? { default_aggregate: aggregates } : counted === undefined ? {} : { default_aggregate: [[counted, { format: "count" }]] }),
  };
}

/** Prices and rates are not added up. */
function isRatio(column: Column): boolean {
  return (
    /(?:^|_)(?:unit_?price|unit_?cost|price|rate|ratio|percent(?:age)?|pct|score|discount|tax_rate|average|avg)(?:_|$)|unitprice|unitcost/.test(column.name) &&
    (isFraction(column) || /rate|score/.test(column.name))
  );
}

function orderable(columns: readonly Column[], name: string): boolean {
  const column = columns.find((one) => one.name === name);
  return column !== undefined && !/^(?:json|xml|point)/.test(column.baseType);
}

export function filtersOf(material: Material, table: Table): JsonObject {
  const redacted = redactedOf(material, table);
  const entries = patternsOf(material, table.key, "enum").flatMap(({ columns: { value } }): [string, JsonObject][] => {
    const column = table.columns.find(({ name }) => name === value);
    if (column?.values === undefined || redacted.has(column.name)) return [];
    return [[column.name, { name: labelOf(column.name), type: "string", field: column.name, options: column.values.list }]];
  });
  const current = patternsOf(material, table.key, "slowly-changing").flatMap(({ columns: { current: name } }): [string, JsonObject][] => {
    const column = table.columns.find((one) => one.name === name);
    return column?.baseType !== "boolean" ? [] : [[column.name, { name: labelOf(column.name), type: "boolean", field: column.name, default: true }]];
  });
  return Object.fromEntries([...entries, ...current]);
}

/** Rows that are only marked as gone stay out of every query. */
export function requiredFiltersOf(material: Material, table: Table): readonly JsonValue[] {
  return patternsOf(material, table.key, "soft-delete").flatMap(({ columns: { marker }, confidence }): JsonValue[] => {
    const column = table.columns.find(({ name }) => name === marker);
    if (column === undefined || confidence < 0.85) return [];
    if (isMoment(column) && !column.notNull) return [[column.name, null]];
    return column.baseType === "boolean" ? [[column.name, false]] : [];
  });
}
