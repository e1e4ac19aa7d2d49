/**
 * A notation turns a file into a document with positions, and knows nothing about domains beyond the
 * envelope its documents come in. A new notation is one file beside this one plus a row in the table.
 */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Path, Positions } from "./positions.ts";
import { readYaml } from "./yaml.ts";
import { unwrapNormalized } from "./normalized-json.ts";

export interface DomainFile {
  /** relative to the workspace, with `/` */
  readonly path: string;
  readonly text: string;
}

/** A part that was not read: it counts, and is unknown. */
export interface UnreadReading {
  readonly path: Path;
  readonly diagnostic: Diagnostic;
}

export interface Reading {
  /** where a file may hold several domains */
  readonly file?: string;
  /** what to call the domain where it has no name of its own */
  readonly name?: string;
  /** what to call it whatever it says: where files repeat each other's names */
  readonly fullName?: string;
  /** other names people know it by: `MyApp.OrderDomain` */
  readonly aliases?: readonly string[];
  readonly unread?: readonly UnreadReading[];
  /** absent when the file could not be read at all; then `diagnostics` says why */
  readonly document?: JsonObject;
  readonly positions: Positions;
  readonly diagnostics: readonly Diagnostic[];
  /** what it is put together from, where that is one document laid over another */
  readonly layers?: { readonly base: Layer; readonly overlay: Layer };
}

/** One of two documents that together are a domain. */
export interface Layer {
  readonly file: string;
  readonly document: JsonObject;
}

export type Notation = (file: DomainFile) => Reading;

/** JSON is YAML, so one reader gives both their positions. */
const NOTATIONS: Readonly<Record<string, Notation>> = {
  yaml: readYaml,
  yml: readYaml,
  json: (file) => unwrapNormalized(file, readYaml(file)),
};

/** The notation of a file by how its name ends; `undefined` when none is known. */
export function notationOf(path: string): Notation | undefined {
  const ending = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  return Object.hasOwn(NOTATIONS, ending) ? NOTATIONS[ending] : undefined;
}

/** Elixir files are read together: their modules call each other. */
export function isElixir(path: string): boolean {
  return /\.(ex|exs|eex|livemd)$/.test(path);
}
