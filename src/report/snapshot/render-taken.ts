/** What `snapshot create` and `snapshot import` kept. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { StateOrigin } from "../../model/snapshot.ts";
import type { Format, RenderOptions } from "../options.ts";
import { countDiagnostics, renderDiagnosticLines } from "../render-diagnostics.ts";
import { takenSchema } from "../schemas/snapshot.ts";
import { inkOf } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeText } from "../text/safe-text.ts";
import { holds } from "./render-snapshots.ts";

export interface TakenScreen {
  readonly result: {
    readonly snapshot: { readonly id: string; readonly label?: string; readonly origin: StateOrigin; readonly fingerprint: string; readonly createdAt: string };
    readonly outcome: "added" | "unchanged" | "not-stored";
    /** parts of it that were new to the history */
    readonly objects: number;
  };
  readonly counts: Readonly<Record<string, number>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** An imported snapshot; an unlabelled one may have had a label that belongs to another here. */
export function renderImported(screen: TakenScreen, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(takenSchema, "selecto.taken", screen);
  const { result, counts } = screen;
  const { id, label, origin, createdAt } = result.snapshot;
  const name = inkOf(options).strong(safeText(id.slice(0, 10)));
  const labelled = label === undefined ? "it has no label, or one that is taken here" : `labelled ${safeText(label)}`;
  return [
    result.outcome === "unchanged" ? `snapshot ${name} is here already; ${labelled}` : `imported snapshot ${name}; ${labelled}`,
    `taken  ${safeText(createdAt)} from ${safeText(origin.text)}`,
    `holds  ${holds({ counts })}`,
    `Next: selecto diff ${safeText(label ?? id.slice(0, 10))} files`,
    "",
  ].join("\n");
}

export function renderTaken(screen: TakenScreen, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(takenSchema, "selecto.taken", screen);
  const { result, counts, diagnostics } = screen;
  const ink = inkOf(options);
  const { snapshot } = result;
  const name = `${safeText(snapshot.id.slice(0, 10))}${snapshot.label === undefined ? "" : ` ${safeText(snapshot.label)}`}`;
  const words = {
    added: `kept snapshot ${ink.strong(name)}`,
    unchanged: `nothing changed since snapshot ${ink.strong(name)}; no new one was made (--again makes one)`,
    "not-stored": ink.bad("not kept: the history can only be read here"),
  }[result.outcome];
  const unread = countDiagnostics(diagnostics);
  return [
    words,
    `from  ${safeText(snapshot.origin.text)}`,
    `holds  ${holds({ counts })}`,
    ...(unread === "" ? [] : [ink.careful(`Not all could be read: ${unread}.`)]),
    ...renderDiagnosticLines(diagnostics, ink, options.width, 2),
    `Next: ${result.outcome === "not-stored" ? "run it where the history's folder can be written" : "selecto diff latest files, after the next edit"}`,
    "",
  ].join("\n");
}
