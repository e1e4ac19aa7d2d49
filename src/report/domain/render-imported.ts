/** What `domain import` did, or would do: the file of each domain, and what changes in it. */
import type { ImportedDomain } from "../../model/domain-move.ts";
import type { Format, RenderOptions } from "../options.ts";
import { renderDiagnosticLines } from "../render-diagnostics.ts";
import { importedDomainsSchema } from "../schemas/domain-move.ts";
import { inkOf, type Ink } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeText, safeWord } from "../text/safe-text.ts";
import { diffText, paintDiffLine } from "../text/text-diff.ts";

export function renderImportedDomains(domains: readonly ImportedDomain[], format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(importedDomainsSchema, "selecto.imported-domains", { domains });
  const ink = inkOf(options);
  return [
    ...domains.flatMap((one) => [...domainLines(one, ink), ...renderDiagnosticLines(one.findings, ink, options.width, 2)]),
    `Next: ${next(domains)}`,
    "",
  ].join("\n");
}

function domainLines({ name, from, outcome, file, files, dryRun }: ImportedDomain, ink: Ink): string[] {
  const place = safeText(file);
  const words = {
    created: dryRun ? `would be created as ${place}` : `created ${place}`,
    updated: dryRun ? `would be changed in ${place}` : `changed ${place}`,
    unchanged: `${place} says that already`,
  };
  const title = ink.strong(`${safeText(name)}  ${words[outcome]}, from ${safeText(from)}`);
  if (outcome === "created" && !dryRun) return [title];
  if (outcome === "created") return [title, ...(files[0]?.after.trimEnd().split("\n") ?? []).map((line) => `  ${safeText(line)}`)];
  return [
    title,
    ...files.flatMap((one) => [
      ...(files.length > 1 ? [safeText(one.file)] : []),
      ...diffText(one.before, one.after, { context: 1 }).map((line) => paintDiffLine(line, ink)),
    ]),
  ];
}

function next(domains: readonly ImportedDomain[]): string {
  if (domains.every(({ outcome }) => outcome === "unchanged")) return "nothing to do";
  const forced = domains.some(({ outcome }) => outcome === "updated") ? " with --force" : "";
  if (domains.some(({ dryRun }) => dryRun)) return `the same command${forced === "" ? " without --dry-run" : `${forced} instead of --dry-run`} writes it`;
  return `selecto domain validate ${domains.map(({ name }) => safeWord(name)).join(" ")}`;
}
