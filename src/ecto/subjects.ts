/**
 * Ecto schemas in the form the oracle asks about: the table, each column that a field stands for, both ends
 * of each association. Knows what SQL Ecto would send; whether it compiles only PostgreSQL says.
 */
import type { EctoAssociation, EctoField, EctoSchema, EctoUnread } from "../model/ecto-schema.ts";
import { ectoKey, type NodeKey } from "../model/identity.ts";
import type { SourcePosition } from "../model/position.ts";
import type { Subject } from "../model/subject.ts";
import { quoteIdentifier, quoteQualified } from "../sql/index.ts";
import { columnOf, type EctoSchemas } from "./schemas.ts";

/** All subjects of all schemas; embedded ones have none. */
export function ectoSubjects(schemas: EctoSchemas): Subject[] {
  return schemas.list.flatMap((schema) => [
    ...(schema.table === undefined
      ? []
      : [
          statement(ectoKey(schema.module), schema.module, schema.position, `SELECT 1 FROM ${tableSql(schema.prefix, schema.table)}`, []),
          ...schema.fields.flatMap((field) => fieldSubject(schema, schema.table ?? "", field)),
          ...schema.associations.flatMap((one) => associationSubject(schemas, schema, one)),
        ]),
    ...schema.unread.map((part) => unreadSubject(schema, part)),
  ]);
}

function fieldSubject({ module, prefix }: EctoSchema, table: string, { name, column, type, accepts, position }: EctoField): Subject[] {
  if (column === undefined) return [];
  const sql = `SELECT ${quoteIdentifier(table)}.${quoteIdentifier(column)} FROM ${tableSql(prefix, table)}`;
  const subject = statement(ectoKey(module, name), `${module}.${name}`, position, sql, [ectoKey(module)]);
  return [accepts.length === 0 ? subject : { ...subject, declared: { type, accepts } }];
}

/** A relation in a join, under a name that is not taken. */
interface Side {
  readonly sql: string;
  readonly alias: string;
}

function associationSubject(schemas: EctoSchemas, schema: EctoSchema, one: EctoAssociation): Subject[] {
  const { name, ownerKey, relatedKey, join, position } = one;
  const other = one.related === undefined ? undefined : schemas.find(one.related);
  const relatedTable = one.relatedTable ?? other?.table;
  // What leads over other associations is asked with those; what leads nowhere that is known has its own finding.
  if (ownerKey === undefined || relatedKey === undefined || relatedTable === undefined) return [];
  const taken = new Set<string>();
  const side = (prefix: string | undefined, table: string, otherwise: string): Side => {
    const alias = [table, otherwise, `${otherwise}_of_${table}`].find((candidate) => !taken.has(candidate)) ?? `${table}_${taken.size}`;
    taken.add(alias);
    return { alias, sql: `${tableSql(prefix, table)}${alias === table ? "" : ` AS ${quoteIdentifier(alias)}`}` };
  };
  const column = ({ alias }: Side, of: string): string => `${quoteIdentifier(alias)}.${quoteIdentifier(of)}`;
  const owner = side(schema.prefix, schema.table ?? "", name);
  const related = side(other?.prefix, relatedTable, name);
  const ownerColumn = columnOf(schema, ownerKey);
  const relatedColumn = other === undefined ? relatedKey : columnOf(other, relatedKey);
  const uses = [ectoKey(schema.module), ectoKey(schema.module, ownerKey), ...(other === undefined ? [] : [ectoKey(other.module)])];
  const label = `${schema.module}.${name}`;
  if (join === undefined) {
    const sql = `SELECT 1 FROM ${owner.sql} JOIN ${related.sql} ON ${column(related, relatedColumn)} = ${column(owner, ownerColumn)}`;
    return [statement(ectoKey(schema.module, name), label, position, sql, uses)];
  }
  const bridge = "module" in join.through ? schemas.find(join.through.module) : undefined;
  const bridgeTable = "table" in join.through ? join.through.table : bridge?.table;
  if (bridgeTable === undefined) return [];
  // A bridge that is only a name has no @schema_prefix of its own.
  const between = side(bridge?.prefix, bridgeTable, "between");
  const bridgeColumn = (key: string): string => column(between, bridge === undefined ? key : columnOf(bridge, key));
  const sql = `SELECT 1 FROM ${owner.sql} JOIN ${between.sql} ON ${bridgeColumn(join.toOwner)} = ${column(owner, ownerColumn)} JOIN ${related.sql} ON ${column(related, relatedColumn)} = ${bridgeColumn(join.toRelated)}`;
  return [statement(ectoKey(schema.module, name), label, position, sql, bridge === undefined ? uses : [...uses, ectoKey(bridge.module)])];
}

function unreadSubject({ module }: EctoSchema, { what, reason, position }: EctoUnread): Subject {
  const subject = statement(ectoKey(module, `unread ${what}`), `${module}: ${what}`, position, "", []);
  return { ...subject, statement: { kind: "unknown", reason } };
}

function statement(key: NodeKey, label: string, position: SourcePosition, sql: string, uses: readonly NodeKey[]): Subject {
  return { key, kind: "ecto", label, position, sql, text: sql, edits: [], statement: { kind: "ask", sql, offset: 0 }, parameters: [], uses };
}

function tableSql(prefix: string | undefined, table: string): string {
  return prefix === undefined ? quoteIdentifier(table) : quoteQualified(prefix, table);
}
