/** Domains of the workspace as texts in a notation: the effective domain, or what is generated and what is laid over it apart. */
import { codePartsOf, withoutCode, type CodePart } from "../domain/notations/code-parts.ts";
import { editDocument } from "../domain/notations/edit-document.ts";
import { modulePathOf, overlayModulePath, underscored } from "../domain/notations/elixir/write-module.ts";
import { findReading } from "../domain/notations/find-reading.ts";
import { isElixir, type DomainFile, type Reading } from "../domain/notations/notation.ts";
import { documentFor, notationNamed, writeDocument, writeLayers, type NotationName } from "../domain/notations/write-document.ts";
import { writeContractSnapshot } from "../domain/versions/write-snapshot.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { ExportedDomains } from "../model/domain-move.ts";
import type { Domain } from "../model/domain.ts";
import { SelectoError } from "../model/error.ts";
import { canonicalJson } from "../model/json.ts";
import { formatPosition } from "../model/position.ts";
import { shellWord } from "../model/shell-word.ts";
import { findElixirProject } from "../workspace/elixir-project.ts";
import { chooseDomains } from "./choose-domains.ts";
import { domainsIn, readDomainFiles, textOf } from "./domain-files.ts";
import { moduleFor } from "./module-names.ts";
import type { Session } from "./session.ts";

export interface ExportRequest {
  readonly names: readonly string[];
  readonly format: NotationName | "contract";
  /** the Elixir module to write */
  readonly module: string | undefined;
  /** base and overlay as files of their own */
  readonly apart: boolean;
  /** leave out what only code says, instead of refusing */
  readonly withoutCode: boolean;
}

interface Exporting {
  readonly request: ExportRequest;
  readonly files: readonly DomainFile[];
  readonly findings: Diagnostic[];
}

/**
 * Writes nothing, asks no database.
 *
 * @throws SelectoError for names that are no domains, functions and unread parts, and what the notation cannot hold
 */
export async function exportDomains(session: Session, request: ExportRequest): Promise<ExportedDomains> {
  const files = await readDomainFiles(session);
  const all = domainsIn(files);
  // Of two with one name the first counts, as everywhere.
  const domains = all.filter(({ name }, index) => all.findIndex((one) => one.name === name) === index);
  const chosen = chooseDomains({ domains }, request.names, "selecto domain export --output DIR/");
  if (request.module !== undefined && chosen.length !== 1)
    throw new SelectoError({
      code: "usage",
      what: `one module cannot hold ${chosen.length} domains`,
      why: "--module names the module of one domain",
      next: "name one domain, or leave --module out",
    });
  const project = await findElixirProject(session.tree);
  const exporting: Exporting = { request, files, findings: [] };
  const texts = chosen.flatMap((domain) => {
    const reading = findReading(domain, exporting.files);
    if (reading?.document === undefined) throw new Error(`${domain.file} was read and gives no domain`);
    const module = request.module ?? moduleFor(project, domain, exporting.files);
    return request.format === "contract" ? contractText(exporting, domain, reading) : textsOf(exporting, domain, reading, request.format, module);
  });
  return { files: texts, findings: exporting.findings };
}

type Text = ExportedDomains["files"][number];

function contractText({ request, findings }: Exporting, domain: Domain, reading: Reading): Text[] {
  // What a view does is no part of the contract, that there is one is.
  const { positions, unread = [] } = reading;
  const lost = codePartsOf({ document: {}, positions, unread }).filter(({ path }) => path.length === 0 || path[0] === "published_views");
  if (lost.length > 0 && !request.withoutCode) throw heldByCode(domain, lost, "contract");
  findings.push(...leftOutFindings(domain, lost, withoutCode({}, lost).leftOut));
  const snapshot = writeContractSnapshot(domain.name, reading.document ?? {});
  if (snapshot === undefined)
    throw new SelectoError({
      code: "domain-publishes-nothing",
      what: `${domain.name} has no contract to export`,
      why: "a contract is made of published views, and it publishes none",
      next: `selecto domain export ${shellWord(domain.name)} --format json`,
    });
  return [{ name: domain.name, path: `${underscored(domain.name)}.contract.json`, text: `${JSON.stringify(snapshot, null, 2)}\n` }];
}

function textsOf(exporting: Exporting, domain: Domain, reading: Reading, format: NotationName, module: string): Text[] {
  const { request, files } = exporting;
  const path = format === "elixir" ? modulePathOf(module) : `${underscored(domain.name)}.${format}`;
  const layers = request.apart ? layersOf(domain, reading) : undefined;
  const own = textOf(files, domain.file);
  if (layers === undefined && isAsItIs(domain, reading, format, own, request.module)) return [{ name: domain.name, path, text: own }];
  const parts = codePartsOf(reading);
  if (parts.length > 0 && !request.withoutCode) throw heldByCode(domain, parts, format);
  const { document, leftOut } = withoutCode(reading.document ?? {}, parts);
  exporting.findings.push(...leftOutFindings(domain, parts, leftOut));
  const known = format === "json" && !isElixir(domain.file) && request.module === undefined ? undefined : module;
  if (layers === undefined) {
    const spelled = documentFor(format, document);
    const base = reading.layers?.base;
    // Comments of the same notation come along.
    const edited =
      notationNamed(domain.file) === format && format === "yaml"
        ? editDocument({ path, text: own }, base?.document ?? reading.document ?? {}, document)
        : undefined;
    const kept = edited !== undefined && "files" in edited ? (edited.files[0]?.text ?? own) : undefined;
    return [{ name: domain.name, path, text: kept ?? (format === "elixir" ? writeDocument(format, spelled, module) : writeDocument(format, spelled, known)) }];
  }
  const base = withoutCode(layers.base.document, codePartsOf({ ...reading, document: layers.base.document, unread: [] })).document;
  const above = withoutCode(layers.overlay.document, codePartsOf({ ...reading, document: layers.overlay.document, unread: [] })).document;
  const texts = writeLayers(format, documentFor(format, base), documentFor(format, above), module);
  return [
    { name: domain.name, path, text: texts.base },
    ...(texts.overlay === undefined
      ? []
      : [{ name: domain.name, path: format === "elixir" ? overlayModulePath(path) : path.replace(/(\.\w+)$/, ".overlay$1"), text: texts.overlay }]),
  ];
}

/** The text of the file says exactly this domain in this notation. */
function isAsItIs(domain: Domain, reading: Reading, format: NotationName, text: string, module: string | undefined): boolean {
  if (notationNamed(domain.file) !== format) return false;
  const base = reading.layers?.base.document;
  const isWhole = base === undefined || canonicalJson(base) === canonicalJson(reading.document ?? {});
  if (!isWhole || module !== undefined) return false;
  // A module that is composed of others says its domain only together with them.
  if (format === "elixir") {
    const alone = findReading(domain, [{ path: domain.file, text }]);
    return alone?.document !== undefined && canonicalJson(alone.document) === canonicalJson(reading.document ?? {});
  }
  return format === "yaml" || /"format"\s*:\s*"selecto\./.test(text);
}

function layersOf(domain: Domain, reading: Reading): NonNullable<Reading["layers"]> {
  if (reading.layers !== undefined) return reading.layers;
  if (!isElixir(domain.file)) return { base: { file: domain.file, document: reading.document ?? {} }, overlay: { file: domain.file, document: {} } };
  throw new SelectoError({
    code: "domain-layers-unknown",
    what: `${domain.name} cannot be taken apart into base and overlay`,
    why: `${domain.file} does not lay one map over another with Selecto.Config.Overlay.merge`,
    next: `selecto domain export ${shellWord(domain.name)}`,
  });
}

function heldByCode(domain: Domain, parts: readonly CodePart[], format: ExportRequest["format"]): SelectoError {
  const [first] = parts;
  const more = parts.length > 1 ? `, and ${parts.length - 1} more` : "";
  return new SelectoError({
    code: "domain-held-by-code",
    what: `${domain.name} cannot be written as ${format}: only code says a part of it`,
    why: first === undefined ? "" : `${formatPosition(first.position)} ${first.path.join(".")}: ${first.reason}${more}`,
    next: `write it as data there, or selecto domain export ${shellWord(domain.name)} --format ${format} --without-code`,
  });
}

/** Each entry once, at the first of its parts. */
function leftOutFindings(domain: Domain, parts: readonly CodePart[], leftOut: readonly string[]): Diagnostic[] {
  return leftOut.flatMap((entry) => {
    const held = parts.filter(({ path }) => `${path.join(".")}.`.startsWith(`${entry}.`));
    const [first] = held;
    if (first === undefined) return [];
    return [
      {
        code: "domain-left-out",
        severity: "warning" as const,
        message: `${domain.name}: ${entry} is left out (${first.reason}${held.length > 1 ? `, and ${held.length - 1} more` : ""})`,
        position: first.position,
        next: "write it as data there, or add it by hand",
      },
    ];
  });
}
