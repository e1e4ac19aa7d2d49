/**
 * Elixir modules and notebooks that give domains, with their overlays in whatever file: read without Elixir. The files
 * are read together, because modules call each other. What cannot be told from the text alone is named
 * with its place.
 */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { lineAndColumn, type SourcePosition } from "../../model/position.ts";
import { readElixir } from "../../elixir/modules.ts";
import { isNotebook, readNotebook } from "../../elixir/notebook.ts";
import type { ElixirMap, Origin } from "../../elixir/value.ts";
import { findDomains, findInNotebook, type FoundDomain } from "./elixir/find-domains.ts";
import { documentOf, type OriginPlace } from "./elixir/value-document.ts";
import type { DomainFile, Layer, Reading } from "./notation.ts";
import type { Path, Positions } from "./positions.ts";

const NEXT = "Write it as a literal, or export the domain with mix selecto.domain.export and keep the JSON file.";

/** All domains of these files. `loadElixir` must have been awaited. */
export function readElixirDomains(files: readonly DomainFile[]): Reading[] {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const locate = ({ file, start }: Origin): SourcePosition => ({ file, ...lineAndColumn(texts.get(file) ?? "", start) });
  const read = files.filter(({ path }) => path.endsWith(".ex") || path.endsWith(".exs")).map(readElixir);
  const modules = read.flatMap((one) => one.modules);
  const notebooks = files.filter(({ path }) => isNotebook(path)).map(readNotebook);
  const all = [findDomains(modules), ...notebooks.map((notebook) => findInNotebook(notebook, modules))];
  const [found, lost] = [all.flatMap((one) => one.found), all.flatMap((one) => one.lost)];
  const nowhere = (file: string): Positions => positionsAt({ file, line: 1, column: 1 });
  return [
    ...found.map((domain) => readingOf(domain, locate)),
    ...lost.map(({ label, at, value }): Reading => ({
      file: at.file,
      positions: nowhere(at.file),
      diagnostics: [
        { code: "domain-unread", severity: "error", message: `the domain of ${label} was not read: ${value.reason}`, position: locate(value), next: NEXT },
      ],
    })),
    ...[...read, ...notebooks].flatMap(({ path, diagnostics }): Reading[] =>
      diagnostics.length === 0 ? [] : [{ file: path, positions: nowhere(path), diagnostics }],
    ),
    ...files.flatMap(({ path }): Reading[] => (path.endsWith(".eex") ? [{ file: path, positions: nowhere(path), diagnostics: [template(path)] }] : [])),
  ];
}

function template(file: string): Diagnostic {
  return {
    code: "domain-template",
    severity: "warning",
    message: "this is a template; what it becomes cannot be told from it",
    position: { file, line: 1, column: 1 },
    next: "Name the files that are made from it.",
  };
}

function readingOf({ module, label, value, fallbackName, duplicates, layers }: FoundDomain, locate: (at: Origin) => SourcePosition): Reading {
  const { document, place, unread } = documentOf(value);
  const twice = new Map(duplicates.map((one) => [`${one.at.file}:${one.at.start}`, one]));
  return {
    file: module.file,
    document,
    name: fallbackName,
    ...(isNotebook(module.file) && { fullName: nameInNotebook(module.file, label) }),
    aliases: [module.name, label].filter((name) => name !== ""),
    positions: originPositions(place, locate),
    ...(layers !== undefined && { layers: { base: layerOf(layers.base), overlay: layerOf(layers.overlay) } }),
    unread: unread.map(({ path, value: part }) => ({
      path,
      diagnostic: {
        code: "domain-unread",
        severity: "warning" as const,
        message: `${path.filter((step) => !String(step).startsWith("unread_")).join(".") || "the domain"}: a part was not read: ${part.reason}`,
        position: locate(part),
        next: NEXT,
      },
    })),
    diagnostics: [...twice.values()].map(({ key, at }) => ({
      code: "domain-duplicate-key",
      severity: "warning",
      message: `the key ${key.replace(/^:/, "")} stands twice in this map; the last one counts`,
      position: locate(at),
      next: "Remove one of them.",
    })),
  };
}

function layerOf(value: ElixirMap): Layer {
  return { file: value.file, document: documentOf(value).document };
}

/** Notebooks repeat each other's domains, so each is called by what it is called there: `sales_order_domain`. */
function nameInNotebook(file: string, label: string): string {
  const name = label.replace(/\/\d+$/, "");
  const notebook = file.slice(file.lastIndexOf("/") + 1).replace(/\.livemd$/, "");
  return `${notebook.replaceAll(/\W+/g, "_")}_${name.slice(name.lastIndexOf(".") + 1)}`;
}

function positionsAt(position: SourcePosition): Positions {
  return { key: () => position, value: () => position };
}

function originPositions(top: OriginPlace, locate: (at: Origin) => SourcePosition): Positions {
  const find = (path: Path): { place: OriginPlace; whole: boolean } => {
    let place = top;
    for (const step of path) {
      const next = place.children?.get(step);
      if (next === undefined) return { place, whole: false };
      place = next;
    }
    return { place, whole: true };
  };
  return {
    key: (path) => locate(find(path).place.key),
    value: (path) => {
      const { place, whole } = find(path);
      return locate(whole ? place.value : place.key);
    },
  };
}
