/** Schemas from SQL files as facts, built in the embedded PostgreSQL; kept in a folder where one is named, for building takes seconds each. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { openEmbedded } from "../../src/database/embedded/open.ts";
import type { Fact, SchemaState } from "../../src/model/schema-state.ts";
import { extractSchema } from "../../src/schema/extract.ts";
import { loadFiles } from "../../src/schema/load.ts";
import { extensionsNamed } from "../../src/schema/statement-kind.ts";

/** What the benchmark needs of a schema. */
export type Facts = Pick<SchemaState, "facts">;

/** `chinook`; of a history the name of its project. */
export function nameOfSchema(file: string): string {
  return basename(file) === "final_schema.sql" ? basename(dirname(file)) : basename(file, ".sql");
}

/** @param keep folder for what was read */
export async function collectFacts(file: string, keep?: string): Promise<Facts> {
  const name = nameOfSchema(file);
  const kept = keep === undefined ? undefined : join(keep, `${name}.json`);
  if (kept !== undefined && existsSync(kept)) return { facts: JSON.parse(readFileSync(kept, "utf8")) as Fact[] };
  const text = readFileSync(file, "utf8");
  const database = await openEmbedded({ extensions: extensionsNamed([text]), timeoutMs: 300_000 });
  try {
    const { failures } = await loadFiles(database, [{ file, text }]);
    for (const failure of failures) console.error(`  ${name}: ${failure.error.message} (${failure.statement.slice(0, 80)})`);
    const { facts } = await extractSchema(database);
    if (kept !== undefined) {
      mkdirSync(dirname(kept), { recursive: true });
      writeFileSync(kept, JSON.stringify(facts));
    }
    return { facts };
  } finally {
    await database.close();
  }
}
