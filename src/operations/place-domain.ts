/** Where a generated domain goes, and what becomes of a file that is there: hand edits stay, files that nobody generated are left alone. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Proposed } from "../domain/generation/generate.ts";
import { mergeDocuments } from "../domain/generation/output/merge.ts";
import { editText, generatedHash, overlayText, writeText } from "../domain/generation/output/write-text.ts";
import { emptyOverlayText, moduleNameOf, modulePathOf, overlayModulePath } from "../domain/notations/elixir/write-module.ts";
import { readElixirDomains } from "../domain/notations/elixir.ts";
import { notationOf } from "../domain/notations/notation.ts";
import type { NotationName } from "../domain/notations/write-document.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Domain } from "../model/domain.ts";
import type { GeneratedDomain } from "../model/generation.ts";
import { hashOf } from "../model/hash.ts";
import type { JsonObject } from "../model/json.ts";
import type { ElixirProject } from "../workspace/elixir-project.ts";
import { readDomainTexts } from "../workspace/sources.ts";
import { domainFolder } from "./domain-place.ts";
import { APPLICATION } from "./module-names.ts";
import { makeOwnFolder } from "./own-folder.ts";
import type { Session } from "./session.ts";
import { writeAnswer } from "./write-files.ts";

export interface PlacedDomain {
  readonly domain: GeneratedDomain;
  readonly text: string;
  readonly overlayText?: string;
  /** what was generated, kept for the next merge */
  readonly document: JsonObject;
  readonly findings: readonly Diagnostic[];
}

/** Decides; writes nothing. @param project the mix project, whose modules have its name */
export async function placeDomain(
  session: Session,
  proposed: Proposed,
  notation: NotationName,
  others: readonly Domain[],
  project: ElixirProject | undefined,
): Promise<PlacedDomain> {
  const folder = domainFolder(session, notation, project);
  const module = moduleNameOf(project?.module ?? APPLICATION, proposed.name);
  const file = `${folder}/${notation === "elixir" ? modulePathOf(module) : `${proposed.base}.${notation}`}`;
  const overlay = overlayOf(session, file, notation);
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
  const there = (await readDomainTexts(session.tree, [file])).texts[0]?.text;
  const isOverlaid = overlay === undefined || existsSync(join(session.folder, overlay));
  const withOverlay = isOverlaid ? {} : { overlayText: notation === "elixir" ? emptyOverlayText(module, document) : overlayText(proposed.name) };
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
  if (there === undefined)
    return { domain: describe("created"), text: writeText(notation, document, overlayName, module), document, findings: [], ...withOverlay };

  const keep = (code: string, message: string, next: string): PlacedDomain => ({
    domain: describe("kept"),
    text: there,
    document,
    findings: [{ code, severity: "warning", message, position: { file, line: 1, column: 1 }, next }],
  });
  const before = await readGenerated(session, file);
  const hash = generatedHash(there);
  // JSON that is no export has no place for it, so there only the memory tells.
  if (hash === undefined && (notation !== "json" || before === undefined))
    return keep(
      "generate-not-ours",
      `${file} was not generated, so it is left as it is`,
      `selecto domain generate ${proposed.table.name} --dry-run shows what would be there`,
    );
  const read = notation === "elixir" ? readElixirDomains([{ path: file, text: there }])[0] : notationOf(file)?.({ path: file, text: there });
  if (read?.document === undefined)
    return keep("generate-unreadable", `${file} cannot be read, so it is left as it is`, `selecto domain validate says what is wrong with it`);

  // A file that nobody touched is what was generated, whether that is remembered here or not.
  const untouched = hash !== undefined && hash === hashOf(read.document);
  const known = before !== undefined && (hash === undefined || hash === hashOf(before)) ? before : untouched ? read.document : undefined;
  const merged = mergeDocuments(known, read.document, document);
  const isSame = hashOf(merged.document) === hashOf(read.document) && hash === hashOf(document);
  const edited = isSame ? { files: [] } : editText({ path: file, text: there }, read.document, merged.document, document);
  if ("problem" in edited) return keep("generate-not-edited", `${edited.problem}; the file is left as it is`, `edit ${file} by hand`);
  const text = edited.files[0]?.text ?? there;
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

async function readGenerated(session: Session, file: string): Promise<JsonObject | undefined> {
  const text = await readFile(rememberedFile(session, file), "utf8").catch(() => undefined);
  try {
    const value: unknown = text === undefined ? undefined : JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    // Broken off while it was written: then it is not known.
    return undefined;
  }
}

/** The file for what people add. JSON has none unless somebody wrote one: it could hold no comment that says what it is for. */
function overlayOf({ folder }: Session, file: string, notation: NotationName): string | undefined {
  if (notation === "elixir") return overlayModulePath(file);
  const overlay = file.replace(/(\.\w+)$/, ".overlay$1");
  return notation === "yaml" || existsSync(join(folder, overlay)) ? overlay : undefined;
}

function count(value: unknown, key: string): number {
  const list = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return Array.isArray(list) ? list.length : 0;
}

function countJoins(joins: unknown): number {
  if (typeof joins !== "object" || joins === null) return 0;
  return Object.values(joins).reduce<number>((sum, join) => sum + 1 + countJoins((join as { joins?: unknown } | null)?.joins), 0);
}
