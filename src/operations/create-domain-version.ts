/** Gives a domain the version that its change asks for, and writes it into its file. */
import semver from "semver";
import { nextVersion } from "../domain/versions/bump.ts";
import { editDocument } from "../domain/notations/edit-document.ts";
import type { Edited } from "../domain/notations/elixir/edit-elixir.ts";
import { isElixir, type DomainFile } from "../domain/notations/notation.ts";
import { withVersion } from "../domain/notations/set-version.ts";
import type { Domain } from "../model/domain.ts";
import { BUMPS, type Bump, type CreatedDomainVersion } from "../model/domain-contract.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import { compareContracts } from "./compare-contracts.ts";
import { readDomainFiles, textOf, writeDomainFiles } from "./domain-files.ts";
import type { Session } from "./session.ts";
import type { StateSource } from "./state-source.ts";

export interface CreateVersionInput {
  readonly name: string;
  /** what the change is measured against */
  readonly from: StateSource;
  /** the working tree */
  readonly to: StateSource;
  /** at least this; never less than the change asks for */
  readonly bump?: Bump | undefined;
  readonly dryRun: boolean;
}

/** The version of a domain that never had one. */
const FIRST = "1.0.0";

/** @throws SelectoError for a bump that is too small, nothing to say, or a file that is not written here */
export async function createDomainVersion(session: Session, { name, from, to, bump, dryRun }: CreateVersionInput): Promise<CreatedDomainVersion> {
  const report = compareContracts(from, to, [name]);
  const domain = to.domains.find((one) => one.name === name);
  if (domain === undefined || report.unread.includes(domain.file)) {
    throw new SelectoError({
      code: "domain-unread",
      what: `${name} cannot be read in the working tree`,
      why: "its change is not known",
      next: "selecto domain validate",
    });
  }
  const compared = report.domains.find((one) => one.name === name);
  const least = compared?.bump;
  if (bump !== undefined && least !== undefined && BUMPS.indexOf(bump) < BUMPS.indexOf(least)) {
    throw new SelectoError({
      code: "bump-too-small",
      what: `the change of ${name} is ${least}, not ${bump}`,
      why: compared?.changes[0] === undefined ? "a rule says so" : `${compared.changes[0].kind} ${compared.changes[0].name}: ${compared.changes[0].why}`,
      next: `selecto domain version create ${name}`,
    });
  }
  const before = from.domains.find((one) => one.name === name)?.version;
  const chosen = bump ?? least;
  // Where nothing changed, what stood there stands.
  const wanted = before === undefined ? (domain.version ?? FIRST) : chosen === undefined ? before : nextVersion(before, chosen);
  const frame = {
    name,
    file: domain.file,
    ...(before !== undefined && { before }),
    ...(least !== undefined && { least }),
    changes: compared?.changes ?? [],
    dryRun,
  };
  // What stands there may say more already, and nothing is lowered.
  if (wanted === undefined || (domain.version !== undefined && semver.gte(domain.version, wanted)))
    return { ...frame, given: domain.version ?? FIRST, written: false };
  const made = versioned(domain, await readDomainFiles(session), wanted);
  if ("problem" in made) {
    throw new SelectoError({
      code: "version-not-written",
      what: `version ${wanted} cannot be written into ${domain.file}`,
      why: made.problem,
      next: `write domain_version: "${wanted}" there yourself`,
      exit: EXIT.usage,
    });
  }
  if (!dryRun) await writeDomainFiles(session, made.files);
  return { ...frame, file: made.files[0]?.path ?? domain.file, given: wanted, written: !dryRun };
}

/** Elixir says its version under a name of its own, where the document has none yet. */
function versioned({ file: path, document }: Domain, files: readonly DomainFile[], version: string): Edited {
  const file = { path, text: textOf(files, path) };
  if (isElixir(path)) return editDocument(file, document, { ...document, [document["version"] === undefined ? "domain_version" : "version"]: version }, files);
  const written = withVersion(path, file.text, version);
  return written === undefined ? { problem: "this file is made by another tool, or holds no map of keys" } : { files: [{ path, text: written }] };
}
