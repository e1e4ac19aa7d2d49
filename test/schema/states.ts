/** A schema from SQL text, through a shared shadow: what many tests of this room start with. */
import type { Database } from "../../src/model/database.ts";
import type { SchemaState } from "../../src/model/schema-state.ts";
import { extractSchema } from "../../src/schema/extract.ts";
import { loadFiles } from "../../src/schema/load.ts";
import { openShadowPool, type ShadowPool } from "../oracle/shadow-pool.ts";

export interface States {
  readonly pool: ShadowPool;
  /** the schema of a text; fails when the text does not load */
  of(sql: string): Promise<SchemaState>;
  /** a database with the schema of a text; `close` it */
  database(sql: string): Promise<Database>;
  close(): Promise<void>;
}

export function openStates(): States {
  const pool = openShadowPool();
  const database = async (sql: string): Promise<Database> => {
    const shadow = await pool.open();
    const { failures } = await loadFiles(shadow, [{ file: "schema.sql", text: sql }]);
    const [failure] = failures;
    if (failure !== undefined) throw new Error(`${failure.statement}: ${failure.error.message}`);
    return shadow;
  };
  return {
    pool,
    database,
    async of(sql) {
      const shadow = await database(sql);
      try {
        return await extractSchema(shadow);
      } finally {
        await shadow.close();
      }
    },
    close: () => pool.close(),
  };
}
