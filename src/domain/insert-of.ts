/** The insert that a domain offers: its table, and the columns that the domain says get a value. */
import type { Domain } from "../model/domain.ts";
import type { NodeKey } from "../model/identity.ts";
import { nodeKey } from "../model/identity.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isObject } from "./probe/selector.ts";
import { tableSql } from "./probe/table-name.ts";

export interface DomainInsert {
  /** the element that stands for it */
  readonly key: NodeKey;
  /** the table, quoted */
  readonly table: string;
  readonly columns: readonly string[];
  /** code of the application runs before it and may set more */
  readonly hooked: boolean;
}

/** `undefined` where the domain offers no insert, or does not say what one sets. */
export function insertOf({ name, document, sourceTable }: Pick<Domain, "name" | "document" | "sourceTable">): DomainInsert | undefined {
  const columns = insertedColumns(document);
  if (columns.length === 0 || sourceTable === undefined) return undefined;
  const hooks = below(document, "writes", "hooks");
  const hooked = isObject(hooks) ? Object.keys(hooks).length > 0 : Array.isArray(hooks) && hooks.length > 0;
  return { key: nodeKey("element", name, "writes", "operations", "insert"), table: tableSql(sourceTable), columns, hooked };
}

/**
 * Columns that an insert by `writes` gives a value, in the order they are written: the fields of the operation, what is
 * insertable, the tenant, the counter of optimistic locking. Nothing where inserts are not enabled.
 */
export function insertedColumns(document: JsonObject): string[] {
  const operation = below(document, "writes", "operations", "insert");
  if (!isObject(operation) || operation["enabled"] === false) return [];
  const listed = operation["fields"];
  const insertable = (parts: JsonValue | undefined, key?: string): string[] =>
    Object.entries(isObject(parts) ? parts : {}).flatMap(([id, spec]) => {
      const write = key === undefined ? spec : below(spec, key);
      return isObject(write) && write["insertable"] === true ? [id] : [];
    });
  const single = [below(document, "writes", "scope", "tenant", "field"), below(document, "writes", "constraints", "optimistic_lock", "field")];
  const said = [
    ...(Array.isArray(listed) ? (listed as readonly JsonValue[]) : []),
    ...insertable(below(document, "writes", "fields")),
    ...insertable(below(document, "source", "columns"), "write"),
  ];
  return said.length === 0 ? [] : [...new Set([...said, ...single].filter((one): one is string => typeof one === "string"))];
}

function below(value: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>((at, step) => (isObject(at) && Object.hasOwn(at, step) ? at[step] : undefined), value);
}
