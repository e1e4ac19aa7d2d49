/** A domain file to a domain: its elements, each with the statement that stands for it, and all findings that need no database. */
import semver from "semver";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Domain } from "../model/domain.ts";
import type { JsonObject } from "../model/json.ts";
import type { DomainDocument } from "../model/migration.ts";
import type { DomainElement } from "../model/subject.ts";
import { buildElements } from "./elements/build-elements.ts";
import { unsure } from "./elements/make-element.ts";
import { schemaModules } from "./elements/schema-module.ts";
import { buildGraph } from "./graph/build-graph.ts";
import type { DomainGraph } from "./graph/types.ts";
import { readElixirDomains } from "./notations/elixir.ts";
import { readPair } from "./notations/find-reading.ts";
import { isElixir, type DomainFile, type Reading } from "./notations/notation.ts";
import { pairOverlays } from "./notations/overlay.ts";
import { positionsOf, type Positions } from "./notations/positions.ts";
import { checkStructure, type CutPart } from "./structure/check-structure.ts";
import type { DomainSpec } from "./structure/domain.ts";
import { findTypos } from "./structure/find-typos.ts";
import { SECTIONS_NOT_EXAMINED } from "./structure/vocabulary.ts";

export interface DomainReading {
  /** absent when nothing of the file could be examined; `diagnostics` then holds the error that says why */
  readonly domain?: Domain;
  /** everything found, in the order of the file; the same list as `domain.diagnostics` */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads all domain files of a state: YAML and JSON one by one with what is laid over them, Elixir
 * modules together. Where there are Elixir files, `loadElixir` must have been awaited.
 */
export function readDomains(files: readonly DomainFile[]): { readonly readings: readonly DomainReading[]; readonly alone: readonly Diagnostic[] } {
  const { paired, alone } = pairOverlays(files.filter(({ path }) => !isElixir(path)));
  const modules = files.filter(({ path }) => isElixir(path));
  const opened = [
    ...paired.map(({ file, overlay }) => open(file, overlay)),
    ...(modules.length === 0 ? [] : readElixirDomains(modules).map((reading) => prepare(reading, reading.file ?? ""))),
  ];
  const graphs = new Map<Prepared, DomainGraph>();
  const peers = peersAmong(graphs);
  for (const one of opened) if ("spec" in one) graphs.set(one, graphOf(one, peers));
  const readings = opened.map((one) => {
    if (!("spec" in one)) return one;
    return examine(one, graphs.get(one) ?? graphOf(one, peers));
  });
  return { readings, alone };
}

/** Finds a domain by what it answers to; by the same letters and digits where nothing is called exactly so. */
function peersAmong(graphs: ReadonlyMap<Prepared, DomainGraph>): DomainGraph["peers"] {
  const namesOf = ({ name, reading }: Prepared): readonly string[] => [name, ...(reading.aliases ?? [])];
  return (wanted) => {
    const all = [...graphs];
    const exact = all.find(([one]) => namesOf(one).includes(wanted));
    const alike = all.filter(([one]) => namesOf(one).some((name) => fold(name) === fold(wanted)));
    return (exact ?? (alike.length === 1 ? alike[0] : undefined))?.[1];
  };
}

/** `Elixir.MyApp.Orders` and `orders` differ, `order_item` and `OrderItem` do not. */
function fold(name: string): string {
  return name
    .replace(/^Elixir\./, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "");
}

/**
 * Reads one domain file in the notation its name ends in (`.yaml`, `.yml`, `.json`). Never throws for
 * what is in the file; asks no database.
 *
 * @param overlay the file that is laid over it, where there is one
 */
export function readDomain(file: DomainFile, overlay?: DomainFile): DomainReading {
  return byItself(open(file, overlay));
}

/** Without other domains to name. */
function byItself(opened: Prepared | DomainReading): DomainReading {
  return "spec" in opened
    ? examine(
        opened,
        graphOf(opened, () => undefined),
      )
    : opened;
}

/** A domain whose shape is known, before its names are resolved. */
interface Prepared {
  readonly spec: DomainSpec;
  readonly name: string;
  readonly document: JsonObject;
  readonly reading: Reading;
  readonly file: string;
  readonly overlay?: DomainFile | undefined;
  readonly cut: readonly CutPart[];
}

function open(file: DomainFile, overlay?: DomainFile): Prepared | DomainReading {
  const reading = readPair(file, overlay);
  if (reading === undefined) {
    return {
      diagnostics: [
        {
          code: "domain-notation-unknown",
          severity: "error",
          message: `${file.path} is in no notation of domains that is known here`,
          position: { file: file.path, line: 1, column: 1 },
          next: "Use .yaml, .yml, .json or .ex.",
        },
      ],
    };
  }
  return prepare(reading, file.path, overlay);
}

/** A document that is no file any more: a former one. Its findings have no place but the file's. */
export function readDocument({ name, file, document }: Pick<DomainDocument, "name" | "file" | "document">): DomainReading {
  const positions = positionsOf(file, { key: 0, value: 0 }, () => ({ line: 1, column: 1 }));
  return byItself(prepare({ name, document, positions, diagnostics: [] }, file));
}

function prepare(reading: Reading, file: string, overlay?: DomainFile): Prepared | DomainReading {
  const { document, positions, diagnostics: faults, unread = [] } = reading;
  if (document === undefined) return { diagnostics: sorted(faults) };
  const structure = checkStructure(document, positions);
  const { spec } = structure;
  // What was not read is not wrong: it is only unknown, and so is what lacks it.
  const cut = [...structure.cut.filter((part) => !unread.some(({ path }) => startsWith(path, part.path))), ...unread];
  if (spec === undefined)
    return { diagnostics: sorted([...faults, ...structure.cut.map(({ diagnostic }) => diagnostic), ...cut.map(({ diagnostic }) => diagnostic)]) };

  return { spec, name: reading.fullName ?? spec.name ?? reading.name ?? nameFromPath(file), document, reading, file, overlay, cut };
}

function graphOf({ name, spec, document, reading }: Prepared, peers: DomainGraph["peers"]): DomainGraph {
  return buildGraph(name, spec, document, reading.positions, { peers, partial: (reading.unread ?? []).length > 0 });
}

function examine({ name, spec, document, reading, file, overlay, cut }: Prepared, graph: DomainGraph): DomainReading {
  const { positions, diagnostics: faults } = reading;
  const built = buildElements(graph, cut);
  const { findings } = built;
  const elements = graph.partial ? built.elements.map(withDoubt) : built.elements;
  const version = readVersion(document, positions);
  const modules = schemaModules(graph);
  const diagnostics = sorted([
    ...faults,
    ...cut.map(({ diagnostic }) => diagnostic),
    ...findTypos(document, positions),
    ...notExamined(document, positions),
    ...version.findings,
    ...graph.findings,
    ...findings,
    ...elements.flatMap(({ key, problem }) => (problem === undefined || CONSEQUENCES.has(problem.code) ? [] : [{ ...problem, subject: key }])),
  ]);
  return {
    domain: {
      name,
      ...(version.text === undefined ? {} : { version: version.text }),
      file,
      ...(reading.aliases !== undefined && { aliases: reading.aliases }),
      ...(overlay !== undefined && { overlay: overlay.path }),
      ...(graph.partial && { partial: true as const }),
      position: positions.key(document["name"] === undefined ? [] : ["name"]),
      document,
      sourceTable: spec.source.source_table,
      ...(modules.length > 0 && { schemaModules: modules }),
      elements,
      diagnostics,
    },
    diagnostics,
  };
}

function startsWith(path: readonly (string | number)[], start: readonly (string | number)[]): boolean {
  return start.every((step, index) => path[index] === step);
}

function withDoubt(element: DomainElement): DomainElement {
  return element.problem === undefined ? element : { ...element, problem: unsure(element.problem) };
}

/** What only follows from another finding; the elements say it, the list of findings names the cause once. */
const CONSEQUENCES = new Set(["domain-join-of-broken-join", "domain-field-of-broken-join"]);

/** `domains/line_item.yaml` is `LineItem` where the file gives no name. */
function nameFromPath(path: string): string {
  const base = path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
  return (
    base
      .split(/[\s_-]+/)
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join("") || "Domain"
  );
}

function readVersion(document: JsonObject, positions: Positions): { text?: string; findings: readonly Diagnostic[] } {
  const key = document["version"] === undefined || document["version"] === null ? "domain_version" : "version";
  const value = document[key];
  if (value === undefined || value === null) return { findings: [] };
  const text = typeof value === "string" ? semver.valid(value) : null;
  if (text !== null) return { text, findings: [] };
  return {
    findings: [
      {
        code: "domain-version",
        severity: "warning",
        message: `${key} ${JSON.stringify(value)} is not a semantic version`,
        position: positions.value([key]),
        next: "Write three numbers, for example 1.4.0.",
      },
    ],
  };
}

/** What is kept untouched and says nothing yet must not look as if it had been examined. */
function notExamined(document: JsonObject, positions: Positions): Diagnostic[] {
  return SECTIONS_NOT_EXAMINED.filter((section) => {
    const value = document[section];
    return typeof value === "object" && value !== null && Object.keys(value).length > 0;
  }).map((section) => ({
    code: "domain-section-not-examined",
    severity: "info",
    message: `${section} is kept as it is; what it refers to was not examined`,
    position: positions.key([section]),
    next: "Nothing to do.",
  }));
}

/** In the order of the file, each finding once: a broken join shows up where it stands and in what hangs on it. */
function sorted(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const once = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const { line = 0, column = 0 } = diagnostic.position ?? {};
    const identity = JSON.stringify([line, column, diagnostic.code, diagnostic.message]);
    if (!once.has(identity) || once.get(identity)?.subject === undefined) once.set(identity, diagnostic);
  }
  return [...once.values()].toSorted(
    (a, b) =>
      (a.position?.line ?? 0) - (b.position?.line ?? 0) ||
      (a.position?.column ?? 0) - (b.position?.column ?? 0) ||
      (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
  );
}
