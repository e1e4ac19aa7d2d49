/**
 * Primary keys of domains against those of the tables. A key that names one column of several identifies no row: row
 * actions, keyset pages and look-ups by it meet the wrong rows, and every statement still compiles.
 */
import { tableSql } from "../domain/probe/table-name.ts";
import type { Database } from "../model/database.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Domain } from "../model/domain.ts";
import { parseNodeKey } from "../model/identity.ts";
import type { JsonValue } from "../model/json.ts";
import { keyBeside } from "../oracle/ask-key.ts";

/** Findings about tables whose own key is another. Tables without a key, and views, say nothing. */
export async function examineKeys(database: Database, domain: Domain): Promise<Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const element of domain.elements) {
    const path = parseNodeKey(element.key).path.slice(1);
    if (path.at(-1) !== "primary_key") continue;
    const [table, column] = [valueAt(domain, [...path.slice(0, -1), "source_table"]), valueAt(domain, path)];
    if (typeof table !== "string" || typeof column !== "string") continue;
    const key = await keyBeside(database, tableSql(table), column);
    if (key === undefined) continue;
    found.push({
      subject: element.key,
      position: element.position,
      code: "domain-key-differs",
      // Rows are edited, paged and looked up by the key of the source; of a joined table it is a note.
      severity: path[0] === "source" ? "warning" : "info",
      message: `${element.label} is ${column}, the primary key of ${table} is (${key.join(", ")})`,
      next: "name a column that is unique alone; what is done by this one may meet several rows",
    });
  }
  return found;
}

function valueAt({ document }: Domain, path: readonly string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(
    (at, step) =>
      typeof at === "object" && at !== null && !Array.isArray(at) && Object.hasOwn(at, step) ? (at as Readonly<Record<string, JsonValue>>)[step] : undefined,
    document,
  );
}
