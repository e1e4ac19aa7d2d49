/** Domains as entities and relationships: one domain by its joins, several by their tables. */
import type { BookDomain, BookField } from "../../model/domain-book.ts";

export interface Entity {
  /** stable within the picture */
  readonly id: string;
  readonly title: string;
  /** table, where the title is another name */
  readonly table: string;
  readonly isRoot: boolean;
  readonly fields: readonly { readonly name: string; readonly type: string; readonly isKey: boolean; readonly isBroken: boolean }[];
}

export interface Relationship {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly cardinality: "one" | "many" | "many to many" | "unknown";
}

export interface Picture {
  readonly entities: readonly Entity[];
  readonly relationships: readonly Relationship[];
}

export function pictureOf(domains: readonly BookDomain[]): Picture {
  const [only] = domains;
  return only !== undefined && domains.length === 1 ? byJoins(only) : byTables(domains);
}

function byJoins(domain: BookDomain): Picture {
  const [root] = domain.relations;
  const entities = domain.relations.map((relation, at) => ({
    id: at === 0 ? "source" : relation.id,
    title: at === 0 ? domain.name : relation.id,
    table: relation.table,
    isRoot: at === 0,
    fields: relation.fields.map((field) => fieldOf(field, relation.primaryKey)),
  }));
  const known = new Set(entities.map(({ id }) => id));
  // A join may lead to a table that no schema of the domain describes.
  const bare = domain.joins.flatMap(({ id, to }) => (known.has(id) || to === root?.table ? [] : [{ id, title: id, table: to, isRoot: false, fields: [] }]));
  return {
    entities: [...entities, ...bare],
    relationships: domain.joins.map((join) => ({
      from: parentOf(join.id),
      to: known.has(join.id) || bare.some(({ id }) => id === join.id) ? join.id : "source",
      label: lastOf(join.id),
      cardinality: join.through === undefined ? (join.cardinality ?? "unknown") : "many to many",
    })),
  };
}

function byTables(domains: readonly BookDomain[]): Picture {
  const roots = new Map(domains.map((domain) => [domain.relations[0]?.table ?? "", domain.name]));
  const entities = new Map<string, Entity>();
  for (const { relations } of domains)
    for (const relation of relations) {
      const other = entities.get(relation.table);
      const fields = relation.fields.map((field) => fieldOf(field, relation.primaryKey));
      const missing = fields.filter(({ name }) => other?.fields.some((one) => one.name === name) !== true);
      const name = roots.get(relation.table);
      entities.set(relation.table, {
        id: relation.table,
        title: name ?? relation.table,
        table: relation.table,
        isRoot: name !== undefined,
        fields: [...(other?.fields ?? []), ...missing],
      });
    }
  const relationships = new Map<string, Relationship>();
  for (const join of domains.flatMap(({ joins }) => joins)) {
    for (const table of [join.from, join.to]) if (!entities.has(table)) entities.set(table, { id: table, title: table, table, isRoot: false, fields: [] });
    const label = lastOf(join.id);
    const cardinality = join.through === undefined ? (join.cardinality ?? "unknown") : "many to many";
    relationships.set(JSON.stringify([join.from, join.to, join.keys, join.through]), { from: join.from, to: join.to, label, cardinality });
  }
  return {
    entities: [...entities.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    relationships: [...relationships.values()].toSorted((a, b) => (`${a.from} ${a.to} ${a.label}` < `${b.from} ${b.to} ${b.label}` ? -1 : 1)),
  };
}

function fieldOf({ name, type, declared, problem }: BookField, primaryKey: readonly string[]): Entity["fields"][number] {
  const column = lastOf(name);
  return { name: column, type: type ?? declared ?? "unknown", isKey: primaryKey.includes(column), isBroken: problem !== undefined };
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

function parentOf(path: string): string {
  const dot = path.lastIndexOf(".");
  return dot < 0 ? "source" : path.slice(0, dot);
}
