/**
 * Domains of a file brought into the workspace, in the notation that is wanted. A file that is there is edited in place,
 * so that comments stay; whether the text says what it should is read again before it is written.
 */
import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { alignEmpties, normalText } from "../domain/notations/align.ts";
import { editDocument } from "../domain/notations/edit-document.ts";
import { isElixir, type DomainFile } from "../domain/notations/notation.ts";
import { documentFor, notationNamed, writeDocument, type NotationName } from "../domain/notations/write-document.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { ImportedDomain } from "../model/domain-move.ts";
import type { Domain } from "../model/domain.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import { canonicalJson, type JsonObject } from "../model/json.ts";
import { shellWord } from "../model/shell-word.ts";
import { findElixirProject, type ElixirProject } from "../workspace/elixir-project.ts";
import { domainFileName, domainFolder } from "./domain-place.ts";
import { domainsIn, readDomainFiles, textOf, withTexts, writeDomainFiles } from "./domain-files.ts";
import { moduleFor } from "./module-names.ts";
import { readForeignDomains, type ForeignDomain } from "./read-foreign-domains.ts";
import type { Session } from "./session.ts";

export interface ImportRequest {
  /** from the workspace */
  readonly file: string;
  readonly format: NotationName | undefined;
  /** a file, or a folder with a slash at the end */
  readonly output: string | undefined;
  readonly module: string | undefined;
  /** a domain that says something else is changed */
  readonly force: boolean;
  readonly dryRun: boolean;
}

interface Place {
  readonly path: string;
  readonly notation: NotationName;
  readonly module: string;
}

/** @throws SelectoError for what cannot be read or held, and for a domain that would be changed without consent (3) */
export async function importDomains(session: Session, request: ImportRequest): Promise<readonly ImportedDomain[]> {
  const foreign = await readForeignDomains(session.folder, request.file);
  const project = await findElixirProject(session.tree);
  const files = await readDomainFiles(session);
  const known = domainsIn(files);
  if (foreign.length > 1 && (request.module !== undefined || (request.output !== undefined && notationNamed(request.output) !== undefined)))
    throw new SelectoError({
      code: "usage",
      what: `${request.file} holds ${foreign.length} domains`,
      why: `they are ${foreign.map(({ domain }) => domain.name).join(", ")}, and one file or module is named for them`,
      next: "name a folder: --output domains/",
    });
  const made: ImportedDomain[] = [];
  for (const one of foreign) made.push(await importOne(session, request, one, placeOf(session, request, one, known, project, files), files, known));
  if (!request.dryRun)
    for (const one of made)
      await writeDomainFiles(
        session,
        one.files.map(({ file, after }) => ({ path: file, text: after })),
      );
  return made;
}

/** Where it goes: what is named wins, then the file that gives the domain already, then what the project is. */
function placeOf(
  session: Session,
  { file, format, output, module: wanted }: ImportRequest,
  { domain, module: own }: ForeignDomain,
  known: readonly Domain[],
  project: ElixirProject | undefined,
  files: readonly DomainFile[],
): Place {
  const present = known.find(({ name, file: path }) => name === domain.name && resolve(session.folder, path) !== resolve(session.folder, file));
  const isFolder = output !== undefined && (/[/\\]$/.test(output) || isDirectory(join(session.folder, output)));
  const notation =
    format ??
    (output === undefined || isFolder ? undefined : notationNamed(output)) ??
    (present === undefined ? undefined : notationNamed(present.file)) ??
    (project === undefined ? "yaml" : "elixir");
  const isThere = present !== undefined && notationNamed(present.file) === notation;
  const module =
    wanted ?? (isThere && notation === "elixir" ? present.aliases?.[0] : undefined) ?? own ?? moduleFor(project, { name: domain.name, file: "" }, files);
  const folder = output === undefined ? domainFolder(session, notation, project) : output.replace(/[/\\]+$/, "");
  const path =
    output !== undefined && !isFolder ? output : isThere && output === undefined ? present.file : `${folder}/${domainFileName(notation, domain.name, module)}`;
  if (notationNamed(path) !== notation)
    throw new SelectoError({
      code: "usage",
      what: `${path} is no file for ${notation}`,
      why: "the notation of a file is told by how its name ends",
      next: `--output ${shellWord(path.replace(/\.\w*$/, ""))}.${notation === "elixir" ? "ex" : notation}`,
    });
  return { path, notation, module };
}

async function importOne(
  session: Session,
  request: ImportRequest,
  { domain, reading }: ForeignDomain,
  { path, notation, module }: Place,
  files: readonly DomainFile[],
  known: readonly Domain[],
): Promise<ImportedDomain> {
  const { file: from, force, dryRun } = request;
  const said = documentFor(notation, reading.document ?? {});
  const frame = { name: domain.name, from, file: path, dryRun };
  if (resolve(session.folder, path) === resolve(session.folder, from))
    throw new SelectoError({
      code: "import-same-file",
      what: `${from} is where ${domain.name} would be written`,
      why: "a file is imported into another one",
      next: "name another notation (--format) or another file (--output)",
    });
  const before = files.find((one) => one.path === path)?.text ?? (await readFile(join(session.folder, path), "utf8").catch(() => undefined));
  if (before === undefined) {
    const document = named(said, domain.name);
    const text = notation === "elixir" ? writeDocument(notation, document, module) : writeDocument(notation, document, request.module);
    const findings = twice(domain, path, known);
    return { ...frame, outcome: "created", files: [{ file: path, before: "", after: text }], findings };
  }
  const all = files.some((one) => one.path === path) ? files : [...files, { path, text: before }];
  const present = domainsIn(all).find((one) => one.file === path && one.name === domain.name);
  if (present === undefined || present.partial === true)
    throw new SelectoError({
      code: "import-target-taken",
      what: `${domain.name} cannot be written into ${path}`,
      why:
        present === undefined
          ? "the file is there and says something else than this domain"
          : "parts of it were not read, so what an edit would change is not known",
      next: `name another file: selecto domain import ${shellWord(from)} --output FILE`,
    });
  const wanted = alignEmpties(present.document, present.document["name"] === undefined ? said : named(said, domain.name));
  if (normalText(wanted) === normalText(present.document)) return { ...frame, outcome: "unchanged", files: [], findings: [] };
  const made = editDocument({ path, text: before }, present.document, wanted, all);
  if ("problem" in made)
    throw new SelectoError({
      code: "domain-not-written",
      what: `${domain.name} cannot be written into ${path}`,
      why: made.problem,
      next: `write it there by hand, or into another file: selecto domain import ${shellWord(from)} --output FILE`,
    });
  const again = domainsIn(withTexts(all, made.files)).find((one) => one.file === path && one.name === domain.name);
  if (again === undefined || canonicalJson(again.document) !== canonicalJson(wanted))
    throw new Error(`${path}: read again, the edited text says something else`);
  if (!force && !dryRun)
    throw new SelectoError({
      code: "import-would-change",
      what: `${path} says something else of ${domain.name} than ${from}`,
      why: "what is there is not changed unasked",
      next: `selecto domain import ${shellWord(from)} --dry-run shows it, --force writes it`,
      exit: EXIT.consent,
    });
  return { ...frame, outcome: "updated", files: made.files.map((one) => ({ file: one.path, before: textOf(all, one.path), after: one.text })), findings: [] };
}

/** A domain that took its name from its file keeps it. */
function named(document: JsonObject, name: string): JsonObject {
  return document["name"] === undefined || document["name"] === null ? { name, ...document } : document;
}

/** Two files that give one domain are a fault of the workspace from then on. */
function twice({ name }: Domain, path: string, known: readonly Domain[]): Diagnostic[] {
  const other = known.find((one) => one.name === name && one.file !== path);
  if (other === undefined) return [];
  const mayGo = isElixir(other.file) ? `take it out of ${other.file}` : `git rm ${shellWord(other.file)}`;
  return [
    {
      code: "domain-duplicate-name",
      severity: "warning",
      message: `${other.file} gives ${name} as well; only one of them counts`,
      position: other.position,
      next: `${mayGo}, or keep it and remove ${path}`,
    },
  ];
}

function isDirectory(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
