/** Up, rows entered, down: what a migration with an archive does to rows, on one embedded server. */
import { openEmbedded } from "../../../src/database/embedded/open.ts";
import { lossesOf } from "../../../src/migration/losses.ts";
import type { Database } from "../../../src/model/database.ts";
import { composeDraft } from "../../../src/operations/compose-migration.ts";
import { NO_USINGS, usingLosses, type ColumnUsings } from "../../../src/operations/convert-columns.ts";
import { planKeptWays } from "../../../src/operations/plan-kept-ways.ts";
import { composePackage } from "../../../src/migration/package/package.ts";
import { segmentsOf } from "../../../src/migration/run/journalled.ts";
import { proveMigration } from "../../../src/migration/proof.ts";
import type { MigrationPackage } from "../../../src/model/migration.ts";
import { restoreShadow } from "../../../src/operations/restore-shadow.ts";
import { extractSchema } from "../../../src/schema/extract.ts";
import { diffSchemas } from "../../../src/schema/diff.ts";

const NAME = "20260101000000_change";

export interface RoundTrip {
  readonly database: Database;
  /** the database is at FROM, without rows */
  generate(from: string, to: string, without?: readonly string[], usings?: ColumnUsings): Promise<MigrationPackage>;
  run(steps: MigrationPackage["up"]): Promise<void>;
  /** every row of a table as text, in an order of its own */
  rows(query: string): Promise<string[]>;
  close(): Promise<void>;
}

export async function openRoundTrip(): Promise<RoundTrip> {
  const database = await openEmbedded();
  const clear = async (): Promise<void> => {
    await database.exec("rollback; drop publication if exists pub");
    const namespaces = await database.query<{ name: string }>(
      "select quote_ident(nspname) as name from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'",
    );
    await database.exec(`${namespaces.map(({ name }) => `drop schema ${name} cascade;`).join(" ")} create schema public;`);
  };
  const load = async (sql: string): Promise<void> => {
    await clear();
    await database.exec(sql);
  };
  const stateOf = async (sql: string): Promise<Awaited<ReturnType<typeof extractSchema>>> => {
    await load(sql);
    return extractSchema(database);
  };
  return {
    database,
    async generate(fromSql, toSql, without = [], usings = NO_USINGS) {
      const to = await stateOf(toSql);
      const from = await stateOf(fromSql);
      const plain = await lossesOf(diffSchemas(from, to), from, database);
      const losses = [...plain, ...usingLosses(from, to, usings, plain)];
      const require: Parameters<typeof planKeptWays>[0]["require"] = (way, where) => {
        const refused = way.refused.map((one) => `${one.statement.sql}: ${one.error.message}`);
        if (way.left.length > 0 || way.failure !== undefined)
          throw new Error(`no way ${where}: ${way.failure ?? ""} ${refused.join("; ")} ${JSON.stringify(way.left)}`);
        return way;
      };
      const ways = await planKeptWays({ shadow: database, from, to, losses, migration: NAME, without, usings, require });
      const draft = composeDraft({ migration: NAME, to: { domains: [] }, toolVersion: "0", usings }, { from, to, ways, renames: [], previous: undefined });
      await load(fromSql);
      const proof = await proveMigration({ shadow: database, extract: extractSchema, restore: restoreShadow, to }, composePackage(draft));
      if (proof.proof === undefined) throw new Error(JSON.stringify([proof.legs, proof.rows?.differences, proof.rows?.failure]));
      await load(fromSql);
      return composePackage({ ...draft, proof: proof.proof });
    },
    async run(steps) {
      for (const segment of segmentsOf(steps)) {
        const sql = segment.map((step) => step.sql).join("\n");
        await database.exec(segment[0]?.mode === "no-tx" ? sql : `begin; set local search_path to pg_catalog; ${sql} commit;`);
      }
    },
    async rows(query) {
      return (await database.query<{ row: string }>(`select row_to_json(r)::text as row from (${query}) r order by 1`)).map(({ row }) => row);
    },
    close: () => database.close(),
  };
}
