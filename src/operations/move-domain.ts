/**
 * Brings a domain from the document that the packages end with to another: to a former one (nothing of the newer is
 * lost, the package leads back to it), or to that of the working tree alone. What the document needs of the database is
 * asked of PostgreSQL before anything is written.
 */
import semver from "semver";
import { editDocument } from "../domain/notations/edit-document.ts";
import { isElixir, type DomainFile } from "../domain/notations/notation.ts";
import { domainPatch } from "../migration/domains/patch.ts";
import type { Domain } from "../model/domain.ts";
import type { MovedDomain, VersionTrial } from "../model/domain-version.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import { hashOf } from "../model/hash.ts";
import type { DomainDocument } from "../model/migration.ts";
import { extractSchema } from "../schema/extract.ts";
import { documentOf } from "./domain-edits.ts";
import { domainsIn, readDomainFiles, textOf, withTexts, writeDomainFiles } from "./domain-files.ts";
import { makeDomainMigration } from "./domain-migration.ts";
import { findKept, readShelf, type VersionShelf } from "./kept-versions.ts";
import { packagesRecipe, requireReadable } from "./migration-states.ts";
import { openState } from "./open-state.ts";
import type { Session } from "./session.ts";
import { tryVersions } from "./try-versions.ts";

export interface MoveInput {
  readonly name: string;
  /** a range that the last kept document must satisfy */
  readonly from?: string | undefined;
  /** a range of versions, or the migration that brought the document */
  readonly to: string;
  /** only to a kept document, as `rollback` does; else the working tree's is taken where it fits */
  readonly keptOnly: boolean;
  /** what the migration is called */
  readonly title: string;
  readonly at: number;
  readonly toolVersion: string;
  readonly dryRun: boolean;
  /** consents by name: `broken:Order` */
  readonly allow: readonly string[];
}

/** @throws SelectoError for a version that is not kept, edits that no migration has recorded (2), a document that does not run (3) */
export async function moveDomain(session: Session, input: MoveInput): Promise<MovedDomain> {
  const shelf = await readShelf(session);
  const { packages, tree } = shelf;
  requireReadable(packages);
  const { name, dryRun } = input;
  const { last, goal, isTree } = choose(shelf, input);
  const edit = domainPatch(last, goal);
  if (edit === undefined) throw nothingToMove(name, goal);
  const domain = tree.domains.find((one) => one.name === name);
  const files = isTree ? [] : await restored(session, domain, last, goal);
  const recipe = packagesRecipe(packages);
  const here = `the schema that ${packages.chain.ordered.at(-1)?.manifest.name ?? "no migration"} leads to`;
  const {
    trials: [trial],
  } = await tryVersions(session, recipe, [goal], here);
  if (trial?.outcome === "fails" && !input.allow.includes(`broken:${name}`)) throw doesNotRun(trial, goal, shelf, input);
  const { database: shadow } = await openState(recipe, session.shadow);
  try {
    const from = await extractSchema(shadow);
    const domains = [...tree.domains.filter((one) => one.name !== name), goal];
    const made = await makeDomainMigration(session, packages, { shadow, from }, { ...input, name: input.title, edits: [edit], domains });
    if (!dryRun) await writeDomainFiles(session, files);
    const [file, ...also] = files.map(({ path }) => path);
    return {
      edit,
      migration: made.migration.manifest.name,
      ...(made.folder !== undefined && { folder: made.folder }),
      ...(file !== undefined && { file }),
      ...(also.length > 0 && { also }),
      ...(trial !== undefined && { trial }),
      ...madeFor(shelf, goal),
      dryRun,
    };
  } finally {
    await shadow.close();
  }
}

function choose(shelf: VersionShelf, { name, from, to, keptOnly }: MoveInput): { last: DomainDocument; goal: DomainDocument; isTree: boolean } {
  const own = shelf.kept.filter((one) => one.name === name);
  const last = own.at(-1);
  const domain = shelf.tree.domains.find((one) => one.name === name);
  if (last === undefined)
    throw new SelectoError({
      code: domain === undefined ? "domain-unknown" : "domain-unrecorded",
      what: domain === undefined ? `there is no domain ${name}` : `no migration has recorded a document of ${name}`,
      why: "only kept documents can be moved between",
      next: domain === undefined ? "selecto domain version list" : "selecto migrate generate",
    });
  if (from !== undefined && findKept([last], from) === undefined)
    throw new SelectoError({
      code: "domain-version-differs",
      what: `${name} is not ${from}: the migrations end with ${last.version ?? "a document without a version"}`,
      why: "the edit would start at another document than the one that is there",
      next: `selecto domain version list ${name}`,
    });
  const isUnrecorded = domain !== undefined && hashOf(domain.document) !== last.hash;
  const fits = isUnrecorded && domain.version !== undefined && semver.validRange(to) !== null && semver.satisfies(domain.version, to);
  if (!keptOnly && fits && domain.partial !== true) return { last, goal: documentOf(domain), isTree: true };
  const goal = findKept(own, to);
  if (goal === undefined)
    throw new SelectoError({
      code: "domain-version-unknown",
      what: `no kept version of ${name} is ${to}`,
      why: `kept are ${[...new Set(own.map(({ version }) => version ?? "no version"))].join(", ")}${domain === undefined ? "" : `, and the working tree has ${domain.version ?? "no version"}`}`,
      next: `selecto domain version list ${name}`,
    });
  if (isUnrecorded)
    throw new SelectoError({
      code: "domain-unrecorded",
      what: `${domain.file} has edits of ${name} that no migration has recorded`,
      why: "they would be lost",
      next: "selecto migrate generate records them; or take them back",
    });
  // The file may have moved since that document was kept.
  return { last, goal: { ...goal, file: domain?.file ?? goal.file }, isTree: false };
}

/** The files of the domain with the former document in them, read again to be sure. */
async function restored(session: Session, domain: Domain | undefined, last: DomainDocument, goal: DomainDocument): Promise<readonly DomainFile[]> {
  const refuse = (why: string): SelectoError =>
    new SelectoError({
      code: "domain-not-written",
      what: `the former document of ${goal.name} cannot be written into ${goal.file}`,
      why,
      next: `write it there yourself (selecto domain version show prints it), then selecto migrate generate`,
    });
  const files = await readDomainFiles(session);
  const file = { path: goal.file, text: textOf(files, goal.file) };
  if (isElixir(file.path) && domain === undefined) throw refuse("an Elixir module is edited in place, and there is none that gives it");
  const made = editDocument(file, domain === undefined ? {} : last.document, goal.document, files);
  if ("problem" in made) throw refuse(made.problem);
  // The text is new where the file is.
  const all = files.some(({ path }) => path === file.path) ? withTexts(files, made.files) : [...files, ...made.files];
  const read = domainsIn(all).find(({ name }) => name === goal.name);
  if (read === undefined || hashOf(read.document) !== hashOf(goal.document)) throw refuse("read again, the edited file says something else");
  return made.files;
}

/** Between which migrations the document was live: the states that it was made for. */
function madeFor({ kept }: VersionShelf, { name, document }: DomainDocument): Pick<MovedDomain, "madeFor"> {
  const hash = hashOf(document);
  const found = kept.findLast((one) => one.name === name && one.hash === hash);
  return found === undefined ? {} : { madeFor: { since: found.migration, until: found.until } };
}

function nothingToMove(name: string, goal: DomainDocument): SelectoError {
  return new SelectoError({
    code: "domain-version-same",
    what: `${name} is at ${goal.version ?? "that document"} already`,
    why: "the migrations end with that document; nothing was changed",
    next: `selecto domain version list ${name}`,
  });
}

function doesNotRun(trial: VersionTrial, goal: DomainDocument, shelf: VersionShelf, { name }: MoveInput): SelectoError {
  const [first] = trial.reasons;
  const { madeFor: state } = madeFor(shelf, goal);
  const until = state?.until === null || state?.until === undefined ? "" : `, before ${state.until}`;
  return new SelectoError({
    code: "domain-does-not-run",
    what: `${name} ${goal.version ?? ""} does not run on ${trial.state}: ${first ?? "an element fails"}${trial.reasons.length > 1 ? `, and ${trial.reasons.length - 1} more` : ""}`,
    why: state === undefined ? "nothing was written" : `it was made for a database at ${state.since}${until}; nothing was written`,
    next: `bring the schema back first (selecto migrate generate), or say that it may break: --allow broken:${name}`,
    exit: EXIT.consent,
  });
}
