/** Mends domain files where there is one certain way: found in the schema and the migrations, tried by PostgreSQL, then written in place. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readCatalog, type Catalog } from "../domain/generation/facts/catalog.ts";
import { editDocument } from "../domain/notations/edit-document.ts";
import { isElixir, notationOf } from "../domain/notations/notation.ts";
import { readDomain, readDomains } from "../domain/read-domain.ts";
import { findRepairs, overlayRepairs, type Repair, type RepairFacts } from "../domain/repair/find-repairs.ts";
import type { History } from "../history/open.ts";
import { columnBehind, relationBehind, relationOf } from "../migration/renames/compose.ts";
import { sinceThen, type Diagnostic } from "../model/diagnostic.ts";
import type { Domain } from "../model/domain.ts";
import type { FixedDomain } from "../model/fixed-domains.ts";
import { kindOf, nodeKey, parseNodeKey } from "../model/identity.ts";
import type { JsonObject } from "../model/json.ts";
import type { MigrationManifest } from "../model/migration.ts";
import { readSources, type WorkspaceSources } from "../workspace/sources.ts";
import { chooseDomains } from "./choose-domains.ts";
import { documentOf } from "./domain-edits.ts";
import { readPackages } from "./migration-states.ts";
import { schemaOf } from "./schema-cache.ts";
import type { Session } from "./session.ts";
import type { StateSource } from "./state-source.ts";
import { tryVersions } from "./try-versions.ts";
import { writeAnswer } from "./write-files.ts";

/** One repair may make another possible: a table that is found has columns. */
const ROUNDS = 4;

interface Mended {
  readonly text: string;
  readonly domain: Domain;
  readonly diagnostics: readonly Diagnostic[];
}

/** @throws SelectoError for a name that is no domain */
export async function fixDomains(
  session: Session,
  source: StateSource,
  names: readonly string[],
  options: { readonly dryRun: boolean; readonly history: History | undefined },
): Promise<FixedDomain[]> {
  const { schema } = await schemaOf(source, session.shadow, options.history);
  const facts = factsOf(readCatalog(schema), renamesOf(session), session.namespaces);
  const sources = await readSources(session.tree, session.layout);
  const fixed: FixedDomain[] = [];
  for (const domain of chooseDomains(source, names, "selecto domain validate --fix")) {
    for (const part of await partsOf(session, domain, facts)) {
      const one = await fixPart(session, source, sources, domain, part);
      if (!options.dryRun && one.after !== one.before) await writeAnswer(join(session.folder, part.file), one.after);
      if (one.fixed.length + one.open.length > 0) fixed.push(one);
    }
  }
  return fixed;
}

/** A file of a domain: its own, and what is laid over it. */
interface Part {
  readonly file: string;
  readonly text: string;
  /** absent where it cannot be read */
  readonly own?: JsonObject | undefined;
  readonly find: (document: JsonObject) => readonly Repair[];
}

async function partsOf(session: Session, domain: Domain, facts: RepairFacts): Promise<Part[]> {
  const read = (file: string): Promise<string> => readFile(join(session.folder, file), "utf8");
  const { file, overlay } = domain;
  const text = await read(file);
  const own = isElixir(file) ? domain.document : readDomain({ path: file, text }).domain?.document;
  const base: Part = { file, text, own, find: (document) => findRepairs(document, facts) };
  if (overlay === undefined || isElixir(overlay)) return [base];
  const words = await read(overlay);
  const document = notationOf(overlay)?.({ path: overlay, text: words }).document;
  // Comments alone, or what its own finding says already.
  if (document === undefined) return [base];
  return [base, { file: overlay, text: words, own: document, find: (now) => overlayRepairs(now, domain.document, facts) }];
}

async function fixPart(session: Session, source: StateSource, sources: WorkspaceSources, domain: Domain, part: Part): Promise<FixedDomain> {
  const { file, text, own } = part;
  const base = { name: domain.name, file, before: text };
  if (own === undefined || domain.partial === true)
    return { ...base, after: text, fixed: [], open: [{ place: file, ways: [], reason: "parts of it cannot be read" }] };
  const { certain, open } = collect(own, part.find);
  const kept = await acceptable(session, source, domain, certain, (chosen) => mend(sources, domain, part, own, chosen));
  const mended = kept.length === 0 ? undefined : mend(sources, domain, part, own, kept);
  const isWritten = mended !== undefined && "text" in mended;
  const refused = certain.filter((one) => !isWritten || !kept.includes(one));
  const reason = mended !== undefined && !isWritten ? mended.problem : "PostgreSQL finds something else wrong with that";
  return {
    ...base,
    after: isWritten ? mended.text : text,
    fixed: isWritten ? kept.map(({ place, ways: [way = ""], because = "" }) => ({ place, way, because })) : [],
    open: [...open.map(({ place, ways }) => ({ place, ways })), ...refused.map(({ place, ways }) => ({ place, ways, reason }))],
  };
}

/** Certain repairs one behind the other, then what is left open. */
function collect(own: JsonObject, find: Part["find"]): { readonly certain: Repair[]; readonly open: readonly Repair[] } {
  let document = own;
  const certain: Repair[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const found = find(document).filter(({ apply, place }) => apply !== undefined && !certain.some((one) => one.place === place));
    if (found.length === 0) break;
    certain.push(...found);
    document = found.reduce((now, { apply }) => apply?.(now) ?? now, document);
  }
  return { certain, open: find(document).filter(({ apply }) => apply === undefined) };
}

function mend(
  sources: WorkspaceSources,
  domain: Domain,
  { file: path, text }: Part,
  own: JsonObject,
  repairs: readonly Repair[],
): Mended | { readonly problem: string } {
  const document = repairs.reduce((now, { apply }) => apply?.(now) ?? now, own);
  const edited = editDocument({ path, text }, own, document);
  if ("problem" in edited) return edited;
  const after = edited.files.find((one) => one.path === path)?.text ?? text;
  const { readings } = readDomains(sources.domains.map((file) => (file.path === path ? { ...file, text: after } : file)));
  const reading = readings.find((one) => one.domain?.name === domain.name);
  return reading?.domain === undefined
    ? { problem: "it could not be read afterwards" }
    : { text: after, domain: reading.domain, diagnostics: reading.diagnostics };
}

/** All of them where nothing new is wrong then; else those of which that is true alone, and together. */
async function acceptable(
  session: Session,
  source: StateSource,
  domain: Domain,
  certain: readonly Repair[],
  mended: (repairs: readonly Repair[]) => ReturnType<typeof mend>,
): Promise<readonly Repair[]> {
  if (certain.length === 0) return [];
  const isFine = async (sets: readonly (readonly Repair[])[]): Promise<boolean[]> => {
    const results = sets.map(mended);
    const documents = results.map((one) => documentOf("domain" in one ? one.domain : domain));
    const { trials } = await tryVersions(session, source.recipe, [documentOf(domain), ...documents], "the schema");
    const then = new Set(trials[0]?.reasons);
    return results.map((one, at) => {
      // Not written is told as such, and not as something that PostgreSQL said.
      if ("problem" in one) return true;
      const isNew = sinceThen(domain.diagnostics, one.diagnostics).fresh.some(({ severity }) => severity !== "info");
      return !isNew && (trials[at + 1]?.reasons ?? []).every((reason) => then.has(reason));
    });
  };
  const [all] = await isFine([certain]);
  if (all === true) return certain;
  const alone = await isFine(certain.map((one) => [one]));
  const left = certain.filter((_one, at) => alone[at] === true);
  const [together] = left.length === 0 ? [false] : await isFine([left]);
  return together === true ? left : [];
}

function factsOf(catalog: Catalog, renames: MigrationManifest["renames"], namespaces: readonly string[]): RepairFacts {
  const tableOf = (name: string) => namespaces.map((namespace) => catalog.byKey.get(nodeKey("table", namespace, name))).find((one) => one !== undefined);
  const views = new Set(catalog.unread.flatMap((key) => relationOf(key)?.place.at(-1) ?? []));
  const formerKeys = (name: string) => namespaces.map((namespace) => nodeKey("table", namespace, name));
  return {
    table: tableOf,
    isThere: (name) => tableOf(name) !== undefined || views.has(name),
    tableNames: catalog.tables.filter(({ namespace }) => namespaces.includes(namespace)).map(({ name }) => name),
    movedTable: (name) =>
      formerKeys(name)
        .map((key) => ({ key, now: relationBehind(key, renames) }))
        .filter(({ key, now }) => key !== now)
        .map(({ now }) => parseNodeKey(now).path.at(-1))[0],
    movedColumn(table, column) {
      // The table may have been renamed since, or before: its columns are looked for under every name it had.
      const names = new Set([
        ...formerKeys(table),
        ...renames.flatMap(({ from, to }) => (kindOf(from) === "table" && formerKeys(table).includes(to) ? [from] : [])),
      ]);
      return [...names].map((key) => columnBehind(key, column, renames)).find((now) => now !== column);
    },
  };
}

/** None where the packages cannot be read: then nothing is known of what was renamed. */
function renamesOf(session: Session): MigrationManifest["renames"] {
  const { chain, reading } = readPackages(session);
  return reading.diagnostics.some(({ severity }) => severity === "error") ? [] : chain.ordered.flatMap(({ manifest }) => manifest.renames);
}
