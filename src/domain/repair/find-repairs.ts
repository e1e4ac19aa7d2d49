/**
 * What in a document can be mended, and how: by what the schema's catalog says, by renames that migrations stored, by
 * names that are one typing error away. A repair is certain when there is one way; whether it is right, PostgreSQL says
 * afterwards. Pure.
 */
import type { JsonObject, JsonValue } from "../../model/json.ts";
import { nearestNames } from "../../model/nearest-name.ts";
import type { Table } from "../generation/facts/catalog.ts";
import { fieldType } from "../generation/proposal/wording.ts";
import { typosOf } from "../structure/find-typos.ts";
import { typeAgrees } from "../type-agreement.ts";
import { isObject, partAt, withKey, withPart, type PartPath } from "./parts.ts";
import { renameField } from "./rename-field.ts";

export interface Repair {
  /** `source.fields: emial` */
  readonly place: string;
  /** what is done, or each way that there is */
  readonly ways: readonly string[];
  /** why it is this one; absent where there is more than one way, or none that loses nothing */
  readonly because?: string;
  /** the mended document; absent where it is not certain */
  readonly apply?: (document: JsonObject) => JsonObject;
}

export interface RepairFacts {
  /** the table that a name means; undefined for a view, whose columns are not known here, and for what is not there */
  readonly table: (name: string) => Table | undefined;
  /** whether there is any relation of that name */
  readonly isThere: (name: string) => boolean;
  readonly tableNames: readonly string[];
  /** what migrations renamed it to, where they did */
  readonly movedTable: (name: string) => string | undefined;
  readonly movedColumn: (table: string, column: string) => string | undefined;
}

/** In the order of the document. */
export function findRepairs(document: JsonObject, facts: RepairFacts): Repair[] {
  const typos = typosOf(document).map((typo) => keyRepair(document, typo.path, typo.meant));
  const schemas = partAt(document, ["schemas"]);
  const relations: PartPath[] = [["source"], ...(isObject(schemas) ? Object.keys(schemas).map((id) => ["schemas", id]) : [])];
  return [...typos, ...relations.flatMap((path) => relationRepairs(document, path, facts)), ...defaultRepairs(document, facts)];
}

function keyRepair(document: JsonObject, path: PartPath, meant: readonly string[]): Repair {
  const [map, key] = [path.slice(0, -1), String(path.at(-1))];
  const place = path.join(".");
  const owner = partAt(document, map);
  const free = meant.filter((name) => !isObject(owner) || owner[name] === undefined);
  const [only] = free;
  if (free.length !== 1 || meant.length !== 1 || only === undefined)
    return { place, ways: [...meant.map((name) => `write ${name}`), "leave it, if the key is your own"] };
  return { place, ways: [`write ${only}`], because: "it is the only known key that is near", apply: (now) => withKey(now, map, key, only) };
}

function relationRepairs(document: JsonObject, path: PartPath, facts: RepairFacts): Repair[] {
  const relation = partAt(document, path);
  const name = partAt(relation, ["source_table"]);
  const at = path.join(".");
  if (!isObject(relation) || typeof name !== "string") return [];
  const fields = names(partAt(relation, ["fields"]));
  const twice = fields.filter((field, place) => fields.indexOf(field) !== place);
  const repairs: Repair[] = twice.map((field) => ({
    place: `${at}.fields: ${field}`,
    ways: ["name it once"],
    because: "it stands there twice",
    apply: (now) => withPart(now, [...path, "fields"], distinct(partAt(now, [...path, "fields"]))),
  }));
  if (!facts.isThere(name)) return [...repairs, ...tableRepair(path, name, fields, facts)];
  const table = facts.table(name);
  if (table === undefined) return repairs;
  return [
    ...repairs,
    ...fieldRepairs(path, name, relation, fields, table, facts),
    ...columnRepairs(path, relation, fields, table),
    ...keyRepairs(path, relation, table),
  ];
}

function tableRepair(path: PartPath, name: string, fields: readonly string[], facts: RepairFacts): Repair[] {
  const place = `${path.join(".")}.source_table: ${name}`;
  const moved = facts.movedTable(name);
  const apply = (to: string) => (now: JsonObject) => withPart(now, [...path, "source_table"], to);
  if (moved !== undefined && facts.isThere(moved)) return [{ place, ways: [`write ${moved}`], because: "a migration renamed it", apply: apply(moved) }];
  const near = nearestNames(name, facts.tableNames);
  const [only] = near;
  const columns = only === undefined ? [] : (facts.table(only)?.columns ?? []).map((column) => column.name);
  const fits = fields.length > 0 && fields.every((field) => columns.includes(field));
  if (near.length === 1 && only !== undefined && fits)
    return [{ place, ways: [`write ${only}`], because: "it is the only table that is near, and has every field", apply: apply(only) }];
  return [{ place, ways: near.map((one) => `write ${one}`) }];
}

function fieldRepairs(path: PartPath, tableName: string, relation: JsonObject, fields: readonly string[], table: Table, facts: RepairFacts): Repair[] {
  const columns = table.columns.map((column) => column.name);
  return [...new Set(fields)].flatMap((field): Repair[] => {
    if (columns.includes(field) || isObject(partAt(relation, ["columns", field, "computed"]))) return [];
    const place = `${path.join(".")}.fields: ${field}`;
    const moved = facts.movedColumn(tableName, field);
    const rename = (to: string, because: string): Repair => ({
      place,
      ways: [`write ${to}, here and wherever the field is named`],
      because,
      apply: (now) => renameField(now, path, field, to),
    });
    if (moved !== undefined && columns.includes(moved) && !fields.includes(moved)) return [rename(moved, "a migration renamed the column")];
    const near = nearestNames(
      field,
      columns.filter((column) => !fields.includes(column)),
    );
    const [only] = near;
    if (near.length === 1 && only !== undefined) return [rename(only, "it is the only column that is near and no field yet")];
    return [{ place, ways: [...near.map((one) => `write ${one}`), `leave it out, and with it what names it`, `add the column to ${tableName}`] }];
  });
}

function columnRepairs(path: PartPath, relation: JsonObject, fields: readonly string[], table: Table): Repair[] {
  const described = partAt(relation, ["columns"]);
  if (!isObject(described)) return [];
  const at = path.join(".");
  const phantoms = Object.keys(described).filter((name) => !fields.includes(name) && isObject(described[name]) && isPhantom(described[name]));
  const missing = [...new Set(fields)].flatMap((field): Repair[] => {
    const column = table.columns.find((one) => one.name === field);
    if (column === undefined) return [];
    const spec = described[field];
    if (spec === undefined || spec === null) {
      const near = nearestNames(
        field,
        Object.keys(described).filter((name) => !fields.includes(name)),
      );
      const [only] = near;
      if (near.length > 1) return [{ place: `${at}.columns: ${field}`, ways: [...near.map((name) => `${name} is meant`), "add it with its type"] }];
      if (only !== undefined)
        return [
          {
            place: `${at}.columns.${only}`,
            ways: [`write ${field}`],
            because: "it is the only entry that is near the field without one",
            apply: (now) => withKey(now, [...path, "columns"], only, field),
          },
        ];
      return [
        {
          place: `${at}.columns: ${field}`,
          ways: [`add it with type ${text(fieldType(column))}`],
          because: `the column is ${column.type}`,
          apply: (now) => withPart(now, [...path, "columns", field], { type: fieldType(column) }),
        },
      ];
    }
    const declared = partAt(spec, ["type"]);
    if (declared === undefined || typeAgrees(declared, column.baseType) || !typeAgrees(fieldType(column), column.baseType)) return [];
    return [
      {
        place: `${at}.columns.${field}.type: ${text(declared)}`,
        ways: [`write ${text(fieldType(column))}`],
        because: `the column is ${column.type}`,
        apply: (now) => withPart(now, [...path, "columns", field, "type"], fieldType(column)),
      },
    ];
  });
  return [...missing, ...phantoms.flatMap((name) => phantomRepair(path, name, fields, table))];
}

/** Entries of an overlay for columns that the domain below it does not offer. */
export function overlayRepairs(overlay: JsonObject, domain: JsonObject, facts: RepairFacts): Repair[] {
  const described = partAt(overlay, ["columns"]);
  const name = partAt(domain, ["source", "source_table"]);
  const table = typeof name === "string" ? facts.table(name) : undefined;
  const fields = names(partAt(domain, ["source", "fields"]));
  if (!isObject(described) || table === undefined) return [];
  return Object.entries(described).flatMap(([column, spec]) =>
    fields.includes(column) || spec === undefined || !isPhantom(spec) ? [] : phantomRepair([], column, fields, table),
  );
}

/** As an entry of an overlay that hit no column: words alone, no type, nothing that is computed. */
function isPhantom(spec: JsonValue): boolean {
  return isObject(spec) && ["type", "computed", "type_field", "join_mode"].every((key) => spec[key] === undefined);
}

function phantomRepair(path: PartPath, name: string, fields: readonly string[], table: Table): Repair[] {
  const place = [...path, "columns", name].join(".");
  const near = nearestNames(name, fields);
  if (table.columns.some((column) => column.name === name)) return [{ place, ways: [`add ${name} to the fields`, "leave the entry out"] }];
  // The entry of a field without one is renamed above.
  if (near.length > 0) return [{ place, ways: [...near.map((one) => `${one} is meant`), "leave the entry out"] }];
  return [
    {
      place,
      ways: ["leave the entry out"],
      because: `${table.name} has no such column, and no field is near`,
      apply: (now) => withPart(now, [...path, "columns", name], undefined),
    },
  ];
}

function keyRepairs(path: PartPath, relation: JsonObject, table: Table): Repair[] {
  const declared = partAt(relation, ["primary_key"]);
  if (typeof declared !== "string" || table.primaryKey.length === 0 || table.uniques.some((one) => one.length === 1 && one[0] === declared)) return [];
  const place = `${path.join(".")}.primary_key: ${declared}`;
  const apply = (to: string) => (now: JsonObject) => withPart(now, [...path, "primary_key"], to);
  const [key] = table.primaryKey;
  if (table.primaryKey.length === 1 && key !== undefined)
    return [{ place, ways: [`write ${key}`], because: `it is the primary key of ${table.name}`, apply: apply(key) }];
  const alone = table.uniques.filter((one) => one.length === 1).flat();
  const [only] = alone;
  const notNull = (name: string): boolean => table.columns.some((column) => column.name === name && column.notNull);
  if (alone.length === 1 && only !== undefined && notNull(only))
    return [{ place, ways: [`write ${only}`], because: "it is the only column that is unique alone", apply: apply(only) }];
  return [
    {
      place,
      ways: alone.length > 0 ? alone.map((one) => `write ${one}`) : [`give ${table.name} a key of one column: its key is (${table.primaryKey.join(", ")})`],
    },
  ];
}

const LISTS = ["default_selected", "required_selected", "default_order_by", "required_order_by", "default_group_by", "required_group_by", "default_aggregate"];

/** Names in lists of defaults: twice, or a typing error of one field of the source. Fields of joins are spelled by the reader. */
function defaultRepairs(document: JsonObject, facts: RepairFacts): Repair[] {
  const table = partAt(document, ["source", "source_table"]);
  const custom = partAt(document, ["custom_columns"]);
  const fields = names(partAt(document, ["source", "fields"]));
  const known = new Set([...fields, ...(isObject(custom) ? Object.keys(custom) : [])]);
  return LISTS.flatMap((list) => {
    const items = partAt(document, [list]);
    if (!Array.isArray(items)) return [];
    return (items as readonly JsonValue[]).flatMap((item, at): Repair[] => {
      if (typeof item !== "string") return [];
      const place = `${list}: ${item}`;
      if (items.indexOf(item) !== at)
        return [{ place, ways: ["name it once"], because: "it stands there twice", apply: (now) => withPart(now, [list], distinct(partAt(now, [list]))) }];
      if (item.includes(".") || known.has(item)) return [];
      const write = (to: string, because: string): Repair => ({
        place,
        ways: [`write ${to}`],
        because,
        apply: (now) => withPart(now, [list], listWith(partAt(now, [list]), item, to)),
      });
      const moved = typeof table === "string" ? facts.movedColumn(table, item) : undefined;
      if (moved !== undefined && known.has(moved)) return [write(moved, "a migration renamed the column")];
      const near = nearestNames(item, known);
      const [only] = near;
      if (near.length === 0) return [];
      if (near.length > 1 || only === undefined) return [{ place, ways: near.map((one) => `write ${one}`) }];
      return [write(only, "it is the only field that is near")];
    });
  });
}

/** Places move while a list is mended. */
function listWith(value: JsonValue | undefined, from: string, to: string): JsonValue | undefined {
  return Array.isArray(value) ? (value as readonly JsonValue[]).map((item) => (item === from ? to : item)) : value;
}

function names(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter((one) => typeof one === "string") : [];
}

function distinct(value: JsonValue | undefined): JsonValue | undefined {
  return Array.isArray(value) ? [...new Map((value as readonly JsonValue[]).map((item) => [JSON.stringify(item), item])).values()] : value;
}

function text(type: JsonValue): string {
  return typeof type === "string" ? type : JSON.stringify(type);
}
