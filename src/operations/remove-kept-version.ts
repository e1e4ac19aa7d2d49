/** Takes the views of a kept version away: a migration that drops them and, on its way back, makes them again. */
import semver from "semver";
import { dropStatements, readNamespaceComment } from "../domain/versions/compatibility-views.ts";
import type { History } from "../history/open.ts";
import { SelectoError } from "../model/error.ts";
import { readNamespaces } from "./compatibility-columns.ts";
import { generateMigration, type GeneratedMigration } from "./generate-migration.ts";
import { behindPackages, generation, type KeepInput } from "./keep-version.ts";
import { removeKeptSchema } from "./kept-schema-file.ts";
import { splitVersion } from "./kept-versions.ts";
import { packagesRecipe, readPackages, requireReadable } from "./migration-states.ts";
import { openState } from "./open-state.ts";
import type { Session } from "./session.ts";

export interface RemovedVersion {
  readonly namespace: string;
  readonly generated: GeneratedMigration;
  /** the schema file that held the views, relative to the workspace */
  readonly schemaFile?: string;
}

/** @throws SelectoError where no namespace is kept for it, or several are */
export async function removeKeptVersion(
  session: Session,
  input: Pick<KeepInput, "version" | "namespace" | "at" | "toolVersion" | "dryRun">,
  history: History,
): Promise<RemovedVersion> {
  const packages = readPackages(session);
  requireReadable(packages);
  const { database } = await openState(packagesRecipe(packages), session.shadow);
  const all = await readNamespaces(database).finally(() => database.close());
  const { name, range } = splitVersion(input.version);
  const kept = all.flatMap((one) => {
    const meant = readNamespaceComment(one.comment);
    return meant === undefined ? [] : [{ ...one, ...meant }];
  });
  const found = kept.filter(
    (one) =>
      one.domain === name &&
      (range === undefined || one.version === range || semver.satisfies(one.version, range, { includePrerelease: true })) &&
      (input.namespace === undefined || one.name === input.namespace),
  );
  const [only, ...more] = found;
  if (only === undefined || more.length > 0)
    throw new SelectoError({
      code: only === undefined ? "version-not-kept" : "version-ambiguous",
      what: only === undefined ? `no views are kept for ${input.version}` : `several versions are kept that ${input.version} could mean`,
      why: kept.length === 0 ? "the migrations make none" : `kept are ${kept.map((one) => `${one.domain}@${one.version} in ${one.name}`).join(", ")}`,
      next: kept[0] === undefined ? "selecto domain version keep NAME@VERSION" : `selecto domain version keep ${kept[0].domain}@${kept[0].version} --remove`,
    });
  const to = await behindPackages(session, packages, `${dropStatements(only.name, only.views, only.functions).join("\n")}\n`);
  const generated = await generateMigration(session, { ...generation(input), name: `remove_${only.name}`, to }, history);
  const schemaFile = await removeKeptSchema(session, only.name, input.dryRun);
  return { namespace: only.name, generated, ...(schemaFile !== undefined && { schemaFile }) };
}
