/** What the server tests of migrations share: a database for each, sessions that are closed, waiting for what another session does. */
import { afterAll, afterEach, beforeAll, beforeEach } from "@jest/globals";
import { openServer } from "../../src/database/server.ts";
import { migrateUp, type UpOptions } from "../../src/migration/run/up.ts";
import type { RunOutcome } from "../../src/model/migration-run.ts";
import type { Database } from "../../src/model/database.ts";
import type { MigrationPackage } from "../../src/model/migration.ts";
import { reading } from "../migration/packages.ts";
import { testServer, type TestDatabase, type TestServer } from "../support/server.ts";

export interface MigrationTest {
  /** a session on the test's own database, closed after the test */
  open(application?: string): Promise<Database>;
  url(): string;
}

/** A fresh database for every test of the file. */
export function useDatabase(): MigrationTest {
  let server: TestServer;
  let current: TestDatabase | undefined;
  const sessions: Database[] = [];
  const url = (): string => {
    if (current === undefined) throw new Error("no database outside a test");
    return current.url;
  };
  beforeAll(async () => {
    server = await testServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    current = await server.createDatabase();
  });
  afterEach(async () => {
    await Promise.all(sessions.splice(0).map((session) => session.close()));
    await current?.drop();
  });
  return {
    url,
    async open(application = "selecto") {
      const session = await openServer(url(), { applicationName: application });
      sessions.push(session);
      return session;
    },
  };
}

export function up(database: Database, packages: readonly MigrationPackage[], options: Partial<UpOptions> = {}): Promise<RunOutcome> {
  return migrateUp({ database, reading: reading(packages), toolVersion: "0.1.0", ...options });
}

/** What a call failed with; a call that does not fail fails the test. */
export function failure(run: Promise<unknown>): Promise<unknown> {
  return run.then(
    () => Promise.reject(new Error("it did not fail")),
    (error: unknown) => error,
  );
}

/** Asks until the answer is true: other sessions move on their own. */
export async function until(database: Database, condition: string): Promise<void> {
  for (let tries = 0; tries < 2000; tries++) {
    const [row] = await database.query<{ yes: boolean }>(`select (${condition}) as yes`);
    if (row?.yes === true) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`never came: ${condition}`);
}

export async function pidOf(database: Database): Promise<number> {
  const [row] = await database.query<{ pid: number }>("select pg_backend_pid() as pid");
  if (row === undefined) throw new Error("no answer");
  return row.pid;
}

/** Everything in `public`, as text. */
export async function relations(database: Database): Promise<string[]> {
  return (await database.query<{ name: string }>("select relname as name from pg_class where relnamespace = 'public'::regnamespace order by 1")).map(
    ({ name }) => name,
  );
}
