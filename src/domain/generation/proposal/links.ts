/** The ways from one table to others as associations with their joins: references, parts, bridges, trees. Ids are unique over the whole domain. */
import type { Relationship } from "../../../model/generation.ts";
import type { JsonObject } from "../../../model/json.ts";
import type { NodeKey } from "../../../model/identity.ts";
import type { Table } from "../facts/catalog.ts";
import { isKeyWord, wordsOf } from "../facts/words.ts";
import { displayField, labelOf, pluralName, singularName } from "./wording.ts";
import { hasColumns, patternsOf, redactedOf, seen, type Material } from "./settings.ts";

export interface Link {
  readonly id: string;
  readonly target: NodeKey;
  readonly association: JsonObject;
  /** without `queryable`, which the composer knows */
  readonly join: JsonObject;
  readonly many: boolean;
  /** leads on from the target: to its own references */
  readonly goesOn: boolean;
}

/** Names that are taken in this domain: of fields of the root and of joins. */
export type Taken = Set<string>;

/** @param root whether parts, bridges and trees belong to it as well */
export function linksOf(material: Material, table: Table, taken: Taken, root: boolean): readonly Link[] {
  const outgoing = references(material, table.key).flatMap((one) => referenceLink(material, table, one, taken, root));
  if (!root) return outgoing;
  return [...outgoing, ...treeLinks(material, table, taken), ...bridgeLinks(material, table, taken), ...partLinks(material, table, taken)];
}

/** References that an association can hold: one column, or two of which the second narrows. */
function references({ relationships, catalog }: Material, key: NodeKey): readonly Relationship[] {
  const rows = (one: Relationship): number => catalog.byKey.get(one.target)?.rows ?? Number.MAX_SAFE_INTEGER;
  return relationships
    .filter(({ table, columns }) => table === key && columns.length <= 2)
    .toSorted((a, b) => rows(a) - rows(b) || Number(b.declared) - Number(a.declared));
}

/** A name that the application gives, first of those that are wanted. */
function nameOf(name: string | undefined): readonly string[] {
  return name === undefined ? [] : [name];
}

function keysOf(one: Relationship): JsonObject {
  const [owner, owner2] = one.columns;
  const [related, related2] = one.targetColumns;
  return {
    owner_key: owner,
    related_key: related,
    ...(owner2 !== undefined && related2 !== undefined && { source_scope_key: owner2, target_scope_key: related2 }),
  };
}

/** Why it is there, where no foreign key says it. Lines of other files would change it with every edit there. */
function guessed({ declared, confidence, reasons, names }: Relationship): JsonObject {
  if (names !== undefined) {
    const modules = reasons.flatMap((one) => /^declared in (\S+)/.exec(one)?.[1] ?? []);
    return { description: `declared in ${[...new Set(modules)].join(", ")}` };
  }
  return declared ? {} : { description: `guessed (${confidence.toFixed(2)}): ${reasons.join("; ")}` };
}

function referenceLink(material: Material, table: Table, one: Relationship, taken: Taken, root: boolean): Link[] {
  const target = seen(material, one.target);
  if (target === undefined || !hasColumns(table, one.columns) || !hasColumns(target, one.targetColumns)) return [];
  const self = one.target === table.key;
  if (self && !root) return [];
  const [stem, other] = [referenceName(one.columns[0] ?? ""), singularName(target.name)];
  // approved_by is a column already, so the row it leads to is approved_by_user.
  const id = claim(taken, table, [...nameOf(one.names?.reference), stem, stem === other ? `${singularName(table.name)}_${stem}` : `${stem}_${other}`]);
  const shown = displayField(target, redactedOf(material, target));
  const association = { queryable: "", field: id, ...keysOf(one), cardinality: "one", ...guessed(one) };
  const name = labelOf(id);
  if (self)
    return [
      {
        id,
        target: one.target,
        association,
        join: {
          name,
          type: "hierarchical",
          hierarchy_type: "adjacency_list",
          id_field: one.targetColumns[0],
          parent_field: one.columns[0],
          name_field: shown,
          depth_limit: 5,
        },
        many: false,
        goesOn: false,
      },
    ];
  return [{ id, target: one.target, association, join: { name, ...dimensionKeys(material, table, one, shown) }, many: false, goesOn: true }];
}

/** A dimension of a fact is joined as one, and with the tables it is spread over where there are any. */
function dimensionKeys(material: Material, table: Table, one: Relationship, shown: string): JsonObject {
  const isFact = patternsOf(material, table.key, "fact").length > 0;
  if (!isFact || patternsOf(material, one.target, "dimension").length === 0) return { type: "left" };
  const spread = patternsOf(material, one.target, "snowflake").length === 0 ? [] : normalizationJoins(material, one.target);
  if (spread.length > 0) return { type: "snowflake_dimension", display_field: shown, normalization_joins: spread };
  return { type: "star_dimension", display_field: shown, dimension_key: one.columns[0] };
}

function normalizationJoins(material: Material, dimension: NodeKey): JsonObject[] {
  const aliases = new Set<string>();
  return references(material, dimension).flatMap((one): JsonObject[] => {
    const target = seen(material, one.target);
    const table = seen(material, dimension);
    const [column = ""] = one.columns;
    const [key = ""] = one.targetColumns;
    // The table is written without quotes there.
    if (target === undefined || table === undefined || one.columns.length !== 1 || one.target === dimension || !/^[a-z_][a-z\d_]*$/.test(target.name))
      return [];
    if (!hasColumns(table, [column]) || !hasColumns(target, [key])) return [];
    const alias = `${singularName(dimensionName(dimension))}_${referenceName(column)}_norm`;
    if (aliases.has(alias)) return [];
    aliases.add(alias);
    return [{ table: target.name, alias, key, foreign_key: column }];
  });
}

function dimensionName(key: NodeKey): string {
  return key.slice(key.lastIndexOf(".") + 1).replaceAll('"', "");
}

/** Trees that are kept beside the reference to the row above: a path, or a table of all pairs. */
function treeLinks(material: Material, table: Table, taken: Taken): Link[] {
  const [id = ""] = table.primaryKey;
  if (table.primaryKey.length !== 1) return [];
  const link = (wanted: string, join: JsonObject): Link => {
    const name = claim(taken, table, [wanted, `${singularName(table.name)}_${wanted}`]);
    const association = { queryable: "", field: name, owner_key: id, related_key: id, cardinality: "one" };
    return { id: name, target: table.key, association, join: { name: labelOf(name), type: "hierarchical", ...join }, many: false, goesOn: false };
  };
  const paths = patternsOf(material, table.key, "materialized-path").flatMap(({ columns: { path } }) =>
    path === undefined || !hasColumns(table, [path]) ? [] : [link("tree", { hierarchy_type: "materialized_path", path_field: path })],
  );
  const closures = material.patterns
    .filter((one) => one.kind === "closure-table" && one.others[0] === table.key)
    .flatMap(({ table: key, columns: { ancestor, descendant, depth } }) => {
      const closure = seen(material, key);
      if (closure === undefined || ancestor === undefined || descendant === undefined || depth === undefined) return [];
      return [
        link("hierarchy", {
          hierarchy_type: "closure_table",
          closure_table: closure.name,
          ancestor_field: ancestor,
          descendant_field: descendant,
          depth_field: depth,
        }),
      ];
    });
  return [...paths, ...closures];
}

function bridgeLinks(material: Material, table: Table, taken: Taken): Link[] {
  return material.patterns.flatMap((one): Link[] => {
    if (one.kind !== "bridge" || !one.others.includes(table.key)) return [];
    const bridge = seen(material, one.table);
    const ends = [one.columns["left"], one.columns["right"]].map((column) =>
      material.relationships.find(({ table: at, columns }) => at === one.table && columns.join() === column),
    );
    const [left, right] = ends;
    if (bridge === undefined || left === undefined || right === undefined) return [];
    const own = left.target === table.key ? left : right;
    const other = own === left ? right : left;
    const target = seen(material, other.target);
    if (
      target === undefined ||
      !hasColumns(table, own.targetColumns) ||
      !hasColumns(target, other.targetColumns) ||
      !hasColumns(bridge, [...own.columns, ...other.columns])
    )
      return [];
    const id = claim(taken, table, [
      ...nameOf(own.names?.beyond),
      pluralName(other.target === table.key ? referenceName(other.columns[0] ?? "") : target.name),
      bridge.name,
      `${bridge.name}_${pluralName(target.name)}`,
    ]);
    const association = {
      queryable: "",
      field: id,
      owner_key: own.targetColumns[0],
      related_key: other.targetColumns[0],
      cardinality: "many",
      join_through: bridge.name,
      join_keys: [
        [own.columns[0], own.targetColumns[0]],
        [other.columns[0], other.targetColumns[0]],
      ],
      ...guessed(own.confidence <= other.confidence ? own : other),
    } as JsonObject;
    const tagging = patternsOf(material, one.table, "tagging").some(({ columns }) => columns["tag"] === other.columns[0]);
    const join = tagging
      ? {
          name: labelOf(id),
          type: "tagging",
          tag_field: displayField(target, redactedOf(material, target)),
          join_table: bridge.name,
          main_foreign_key: own.columns[0],
          tag_foreign_key: other.columns[0],
        }
      : { name: labelOf(id), type: "many_to_many" };
    return [{ id, target: other.target, association, join, many: true, goesOn: false }];
  });
}

/** Rows that are part of a row here: their key goes on where this one's ends, or their name does. */
function partLinks(material: Material, table: Table, taken: Taken): Link[] {
  const between = new Set(material.patterns.flatMap(({ kind, table: key }) => (kind === "bridge" || kind === "closure-table" ? [key] : [])));
  const children = material.relationships.filter(
    ({ target, table: child, columns }) => target === table.key && child !== table.key && columns.length === 1 && !between.has(child),
  );
  return children.flatMap((one): Link[] => {
    const child = seen(material, one.table);
    if (child === undefined || !hasColumns(child, one.columns) || !hasColumns(table, one.targetColumns)) return [];
    const [column = ""] = one.columns;
    // What the application calls its parts are parts.
    const called = one.names?.part ?? one.names?.parts;
    const named = called !== undefined || child.name.startsWith(singularName(table.name)) || child.name.startsWith(table.name);
    if (!named && !(child.primaryKey.length > 1 && child.primaryKey[0] === column)) return [];
    if (called === undefined && children.filter(({ table: other }) => other === one.table).length > 1 && referenceName(column) !== singularName(table.name))
      return [];
    const id = claim(taken, table, [...nameOf(called), pluralName(child.name), `${pluralName(child.name)}_by_${referenceName(column)}`]);
    const single = one.names?.part !== undefined || child.uniques.some((key) => key.length === 1 && key[0] === column);
    const association = {
      queryable: "",
      field: id,
      owner_key: one.targetColumns[0],
      related_key: column,
      cardinality: single ? "one" : "many",
      ...guessed(one),
    };
    return [{ id, target: one.table, association, join: { name: labelOf(id), type: "left" }, many: !single, goesOn: false }];
  });
}

/** `billing_address_id`: billing_address. */
function referenceName(column: string): string {
  const words = wordsOf(column);
  const last = words.at(-1) ?? "";
  const stem = words.length > 1 && isKeyWord(last) ? words.slice(0, -1) : words;
  const glued = stem.length === 1 ? stem[0]?.replace(/^(.{3,})(?:id|key)$/, "$1") : undefined;
  return glued ?? stem.join("_");
}

/** The first name that is free, then the last one with a number. */
function claim(taken: Taken, table: Table, wanted: readonly string[]): string {
  const isFree = (name: string): boolean => name !== "" && !taken.has(name) && !hasColumns(table, [name]);
  const last = wanted.at(-1) ?? "join";
  let name = wanted.find(isFree);
  for (let number = 2; name === undefined; number++) if (isFree(`${last}_${number}`)) name = `${last}_${number}`;
  taken.add(name);
  return name;
}
