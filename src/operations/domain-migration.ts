/**
 * A migration that carries nothing but edits of domains: no step, the same schema at both ends. It is proved as any
 * other, so that up and down are known to leave schema and rows alone.
 */
import { relative } from "node:path";
import { writePackage } from "../migration/package/folder.ts";
import { nameMigration } from "../migration/package/naming.ts";
import { composePackage } from "../migration/package/package.ts";
import { proveMigration, type ProofResult } from "../migration/proof.ts";
import type { Database } from "../model/database.ts";
import type { Domain } from "../model/domain.ts";
import type { DomainPatch, MigrationPackage } from "../model/migration.ts";
import type { SchemaState } from "../model/schema-state.ts";
import { extractSchema } from "../schema/extract.ts";
import { composeDraft } from "./compose-migration.ts";
import { notProved } from "./not-proved.ts";
import type { Packages } from "./migration-states.ts";
import { observeState, observing } from "./observe-state.ts";
import { restoreShadow } from "./restore-shadow.ts";
import type { Session } from "./session.ts";

export interface DomainMigrationInput {
  readonly name: string;
  /** milliseconds since 1970, for the stamp */
  readonly at: number;
  readonly toolVersion: string;
  readonly dryRun: boolean;
  readonly edits: readonly DomainPatch[];
  /** all domains of the state that it leads to */
  readonly domains: readonly Pick<Domain, "name" | "document">[];
}

export interface DomainMigration {
  readonly migration: MigrationPackage;
  readonly proof: ProofResult;
  /** where it was written, relative to the workspace; absent on a dry run */
  readonly folder?: string;
}

/**
 * Makes, proves and writes it.
 *
 * @param shadow a shadow in which the packages are loaded; it is left with generated rows
 * @throws SelectoError `migration-unproved`
 */
export async function makeDomainMigration(
  session: Session,
  { reading, chain }: Packages,
  { shadow, from }: { readonly shadow: Database; readonly from: SchemaState },
  input: DomainMigrationInput,
): Promise<DomainMigration> {
  const migration = nameMigration(
    input.at,
    input.name,
    reading.packages.map((one) => one.manifest.name),
  );
  const ways = { up: [], down: [], archives: [], losses: [] };
  const draft = composeDraft({ ...input, migration, to: input }, { from, to: from, ways, renames: [], previous: chain.ordered.at(-1) });
  const observed = observing(shadow, await observeState(shadow, from));
  const proof = await proveMigration({ shadow, extract: extractSchema, restore: restoreShadow, to: from, ...observed }, composePackage(draft));
  if (proof.proof === undefined) throw notProved(proof);
  const made = composePackage({ ...draft, proof: proof.proof });
  return { migration: made, proof, ...(!input.dryRun && { folder: relative(session.folder, writePackage(session.migrationsFolder, made)) }) };
}
