/** Makes a package for somebody to write by hand, behind the newest one. Writes files only; no database is asked but an empty shadow, once. */
import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { writePackage } from "../migration/package/folder.ts";
import { unwritten, writeByHand, type ScriptSource } from "../migration/package/hand-written.ts";
import { nameMigration } from "../migration/package/naming.ts";
import { SelectoError } from "../model/error.ts";
import type { Direction, MigrationPackage, StateFingerprints } from "../model/migration.ts";
import { extractSchema } from "../schema/extract.ts";
import { domainsFingerprint, readPackages, requireReadable } from "./migration-states.ts";
import { openState } from "./open-state.ts";
import type { Session } from "./session.ts";

export interface CreateInput {
  readonly name: string;
  /** a file of SQL for up.sql, and one for down.sql, as typed */
  readonly sql?: string | undefined;
  readonly down?: string | undefined;
  readonly irreversible: boolean;
  /** milliseconds since 1970, for the stamp */
  readonly at: number;
  readonly toolVersion: string;
}

export interface CreatedMigration {
  readonly migration: MigrationPackage;
  /** relative to the workspace */
  readonly folder: string;
  /** what its author has to write before it can be proved */
  readonly unwritten: readonly Direction[];
}

/** @throws SelectoError when the packages there are not whole, a file cannot be read or cut into steps */
export async function createMigration(session: Session, input: CreateInput): Promise<CreatedMigration> {
  const packages = readPackages(session);
  requireReadable(packages);
  const last = packages.chain.ordered.at(-1);
  const up = readScript(session, input.sql);
  const down = readScript(session, input.down);
  const migration = writeByHand({
    name: nameMigration(
      input.at,
      input.name,
      packages.reading.packages.map((one) => one.manifest.name),
    ),
    at: last?.manifest.to ?? (await emptyState(session)),
    previous: last?.manifest.checksum ?? null,
    engine: `by hand, selecto ${input.toolVersion}`,
    searchPath: session.namespaces,
    irreversible: input.irreversible,
    ...(up !== undefined && { up }),
    ...(down !== undefined && { down }),
  });
  return { migration, folder: relative(session.folder, writePackage(session.migrationsFolder, migration)), unwritten: unwritten(migration) };
}

async function emptyState(session: Session): Promise<StateFingerprints> {
  const { database } = await openState({ kind: "history", scripts: [] }, session.shadow);
  try {
    return { schema: (await extractSchema(database)).fingerprint, domains: domainsFingerprint([]) };
  } finally {
    await database.close();
  }
}

function readScript(session: Session, file: string | undefined): ScriptSource | undefined {
  if (file === undefined) return undefined;
  try {
    return { file, text: readFileSync(resolve(session.folder, file), "utf8") };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw new SelectoError({
      code: "script-unreadable",
      what: `cannot read ${file}`,
      why: `the operating system refused it${code}`,
      next: "name a file of SQL, relative to the workspace",
    });
  }
}
