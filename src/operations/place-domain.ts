/** Where a generated domain goes, and what becomes of a file that is there: hand edits stay, files that nobody generated are left alone. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Proposed } from "../domain/generation/generate.ts";
import { mergeDocuments } from "../domain/generation/output/merge.ts";
import { editText, generatedHash, overlayText, writeText, type GeneratedNotation } from "../domain/generation/output/write-text.ts";
import { notationOf } from "../domain/notations/notation.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Domain } from "../model/domain.ts";
import type { GeneratedDomain } from "../model/generation.ts";
import { hashOf } from "../model/hash.ts";
import type { JsonObject } from "../model/json.ts";
import { makeOwnFolder } from "./own-folder.ts";
import type { Session } from "./session.ts";
import { writeAnswer } from "./write-files.ts";

export type DomainNotation = GeneratedNotation;

export interface PlacedDomain {
  readonly domain: GeneratedDomain;
  readonly text: string;
  readonly overlayText?: string;
  /** what was generated, kept for the next merge */
  readonly document: JsonObject;
  readonly findings: readonly Diagnostic[];
}

/** Decides; writes nothing. */
export async function placeDomain(session: Session, proposed: Proposed, notation: DomainNotation, others: readonly Domain[]): Promise<PlacedDomain> {
  const folder = domainFolder(session);
  const file = `${folder}/${proposed.base}.${notation}`;
  const overlay = notation === "yaml" ? `${folder}/${proposed.base}.overlay.yaml` : undefined;
  const { document } = proposed;
  const describe = (outcome: GeneratedDomain["outcome"], merged?: { handEdits: readonly string[]; conflicts: readonly string[] }): GeneratedDomain => ({
    name: proposed.name,
    table: proposed.table.key,
    file,
    ...(overlay !== undefined && { overlay }),
    outcome,
    fields: count(document["source"], "fields"),
    joins: countJoins(document["joins"]),
    redacted: proposed.redacted,
    conflicts: merged?.conflicts ?? [],
    handEdits: merged?.handEdits ?? [],
  });
  const there = await readFile(join(session.folder, file), "utf8").catch(() => undefined);
  const withOverlay = overlay === undefined || existsSync(join(session.folder, overlay)) ? {} : { overlayText: overlayText(proposed.name) };
  const overlayName = overlay?.slice(folder.length + 1);
  const namesake = others.find((one) => one.name === proposed.name && one.file !== file);
  if (namesake !== undefined && there === undefined)
    return {
      domain: describe("kept"),
      text: "",
      document,
      findings: [
        {
          code: "generate-name-taken",
          severity: "warning",
          message: `the domain ${proposed.name} is in ${namesake.file} already; nothing was written`,
          position: namesake.position,
          next: `selecto domain generate ${proposed.table.name} --dry-run shows what would be there`,
        },
      ],
    };
  if (there === undefined) return { domain: describe("created"), text: writeText(notation, document, overlayName), document, findings: [], ...withOverlay };

  const keep = (code: string, message: string, next: string): PlacedDomain => ({
    domain: describe("kept"),
    text: there,
    document,
    findings: [{ code, severity: "warning", message, position: { file, line: 1, column: 1 }, next }],
  });
  const before = await readGenerated(session, proposed, notation);
  const hash = generatedHash(there);
  // JSON has no comments, so there only the memory tells.
  if (hash === undefined && (notation === "yaml" || before === undefined))
    return keep(
      "generate-not-ours",
      `${file} was not generated, so it is left as it is`,
      `selecto domain generate ${proposed.table.name} --dry-run shows what would be there`,
    );
  const read = notationOf(file)?.({ path: file, text: there });
  if (read?.document === undefined)
    return keep("generate-unreadable", `${file} cannot be read, so it is left as it is`, `selecto domain validate says what is wrong with it`);

  // A file that nobody touched is what was generated, whether that is remembered here or not.
  const untouched = hash !== undefined && hash === hashOf(read.document);
  const known = before !== undefined && (hash === undefined || hash === hashOf(before)) ? before : untouched ? read.document : undefined;
  const merged = mergeDocuments(known, read.document, document);
  const text =
    hashOf(merged.document) === hashOf(read.document) && hash === hashOf(document)
      ? there
      : editText(notation, there, read.document, merged.document, document);
  const outcome = text === there ? "unchanged" : merged.handEdits.length + merged.conflicts.length > 0 ? "merged" : "updated";
  return { domain: describe(outcome, merged), text, document, findings: findingsOf(file, known === undefined, merged.conflicts), ...withOverlay };
}

function findingsOf(file: string, forgotten: boolean, conflicts: readonly string[]): Diagnostic[] {
  const position = { file, line: 1, column: 1 };
  const lost: Diagnostic = {
    code: "generate-base-unknown",
    severity: "warning",
    message: `${file} was edited, and what was generated before is not remembered here; new parts were added, nothing else was changed`,
    position,
    next: "compare the named places by hand",
  };
  const both = conflicts.map((path): Diagnostic => ({
    code: "generate-conflict",
    severity: "warning",
    message: `${path} was edited, and the schema says otherwise now; the edit stays`,
    position,
    next: `look at ${path}`,
  }));
  return forgotten ? [lost, ...both] : both;
}

/** Writes what was decided. */
export async function storeDomain(session: Session, { domain, text, overlayText: overlay, document }: PlacedDomain): Promise<void> {
  if (domain.outcome === "kept") return;
  await writeAnswer(join(session.folder, domain.file), text);
  if (overlay !== undefined && domain.overlay !== undefined) await writeAnswer(join(session.folder, domain.overlay), overlay);
  makeOwnFolder(join(session.folder, ".selecto"), "*");
  await writeAnswer(rememberedFile(session, domain.file), `${JSON.stringify(document)}\n`);
}

function rememberedFile(session: Session, file: string): string {
  return join(session.folder, ".selecto", "generated", `${file.replaceAll("/", "__")}.base`);
}

async function readGenerated(session: Session, { base }: Proposed, notation: DomainNotation): Promise<JsonObject | undefined> {
  const text = await readFile(rememberedFile(session, `${domainFolder(session)}/${base}.${notation}`), "utf8").catch(() => undefined);
  try {
    const value: unknown = text === undefined ? undefined : JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    // Broken off while it was written: then it is not known.
    return undefined;
  }
}

/** The folder of domains that the configuration names first; `domains` where it names files or patterns. */
function domainFolder({ loaded }: Session): string {
  const configured = loaded?.config.domains;
  const [first] = configured === undefined ? [] : typeof configured === "string" ? [configured] : configured;
  return first === undefined || /[*?{]|\.(?:ya?ml|json)$/.test(first) ? "domains" : first.replace(/\/+$/, "");
}

function count(value: unknown, key: string): number {
  const list = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return Array.isArray(list) ? list.length : 0;
}

function countJoins(joins: unknown): number {
  if (typeof joins !== "object" || joins === null) return 0;
  return Object.values(joins).reduce<number>((sum, join) => sum + 1 + countJoins((join as { joins?: unknown } | null)?.joins), 0);
}
