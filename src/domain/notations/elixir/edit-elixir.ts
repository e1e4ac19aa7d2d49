/**
 * Edits of a domain in Elixir in place: only the literals that differ are written, each in the file where it stands, be
 * it the module's or an overlay's. Whether the edit means what it should is not assumed: the edited texts are read again,
 * and every other domain of the files must say what it said.
 */
import { readElixir } from "../../../elixir/modules.ts";
import { isNotebook } from "../../../elixir/notebook.ts";
import { canonicalJson, type JsonObject } from "../../../model/json.ts";
import { formatPosition, lineAndColumn } from "../../../model/position.ts";
import type { DomainFile } from "../notation.ts";
import { changesOf } from "./edit-places.ts";
import { findDomains } from "./find-domains.ts";
import { documentOf, type OriginPlace } from "./value-document.ts";

/** The files that changed, or why and where not. */
export type Edited = { readonly files: readonly DomainFile[] } | { readonly problem: string };

/** What hides another value shows it when it goes, so one round may not be enough. */
const MOST_ROUNDS = 4;

/**
 * The files with `to` where together they say `from`. `loadElixir` must have been awaited.
 *
 * @returns why and where not: no domain of them says that, or a value is computed
 */
export function editElixir(files: readonly DomainFile[], from: JsonObject, to: JsonObject): Edited {
  const notebook = files[0];
  if (notebook !== undefined && isNotebook(notebook.path)) return { problem: `${notebook.path} is a notebook: it is read, and not edited` };
  const faulty = files.flatMap((file) => readElixir(file).diagnostics)[0];
  if (faulty !== undefined) return { problem: `${faulty.position === undefined ? "" : `${formatPosition(faulty.position)}: `}${faulty.message}` };
  const before = domainsOf(files);
  const wanted = canonicalJson(from);
  const at = before.findIndex(({ document }) => canonicalJson(document) === wanted);
  const named = files.map(({ path }) => path).join(", ");
  if (at < 0) return { problem: `no domain in ${named} says that document` };
  const expected = before.map(({ document }, index) => canonicalJson(index === at ? to : document));
  let edited = files;
  for (let round = 0; round <= MOST_ROUNDS; round++) {
    const now = domainsOf(edited);
    const found = now[at];
    const isMeant = now.length === before.length && now.every(({ document }, index) => canonicalJson(document) === expected[index]);
    if (isMeant) return { files: edited.filter(({ text }, index) => text !== files[index]?.text) };
    if (found === undefined || now.length !== before.length || round === MOST_ROUNDS) break;
    const { changes, refused } = changesOf(new Map(edited.map(({ path, text }) => [path, text])), found.place, found.document, to);
    if (refused !== undefined) {
      const { line, column } = lineAndColumn(edited.find(({ path }) => path === refused.file)?.text ?? "", refused.start);
      return { problem: `${refused.file}:${line}:${column}: what stands there is computed, so it is not edited in place` };
    }
    edited = edited.map(({ path, text }) => ({
      path,
      text: changes
        .filter((one) => one.file === path)
        .toSorted((a, b) => b.start - a.start)
        .reduce((made, one) => made.slice(0, one.start) + one.text + made.slice(one.end), text),
    }));
  }
  return { problem: `${named}: read again, the edited text says something else, because a value is used in several places or computed` };
}

function domainsOf(files: readonly DomainFile[]): { document: JsonObject; place: OriginPlace }[] {
  return findDomains(files.flatMap((file) => readElixir(file).modules)).found.map(({ value }) => documentOf(value));
}
