/** The screen of `domain version compare`, and the guide for those who query, as Markdown. */
import type { ContractChange, ContractReport, CreatedDomainVersion, DomainComparison } from "../../model/domain-contract.ts";
import { changeWords } from "./change-words.ts";
import type { Format, RenderOptions } from "../options.ts";
import { contractsSchema, domainVersionSchema } from "../schemas/domain.ts";
import { inkOf, type Ink } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeText, safeWord } from "../text/safe-text.ts";
import { wrapText } from "../text/width.ts";
import { countOf } from "../text/words.ts";

export function renderContracts(report: ContractReport, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(contractsSchema, "selecto.contracts", report);
  return format === "markdown" ? markdownOf(report) : textOf(report, options);
}

/** The screen of `domain version create`. */
export function renderCreatedVersion(created: CreatedDomainVersion, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(domainVersionSchema, "selecto.domain-version", created);
  const { name, file, before, given, least, changes, dryRun, written } = created;
  const ink = inkOf(options);
  const done = written ? "written into" : dryRun ? "would be written into" : "stands in";
  return [
    ...changes.flatMap((change) => changeLines(change, options.width)),
    `${ink.strong(`${safeText(name)}  ${before === undefined || before === given ? "" : `${safeText(before)} -> `}${safeText(given)}`)}  ${least === undefined ? "nothing changed" : `a ${least} change`}; ${done} ${safeText(file)}`,
    `Next: ${dryRun ? "the same command without --dry-run writes it" : "selecto check"}`,
    "",
  ].join("\n");
}

function changeLines(change: ContractChange, width: number): string[] {
  return wrapText(`${change.bump.padEnd(6)} ${safeText(changeWords(change))}: ${change.why}; ${change.deploy}`, width, 2, 9);
}

function textOf({ from, to, domains, unchanged, unread }: ContractReport, options: RenderOptions): string {
  const ink = inkOf(options);
  return [
    `${ink.faint("from")}  ${safeText(from)}         ${ink.faint("to")}  ${safeText(to)}`,
    "",
    ...domains.flatMap((domain) => [...domainLines(domain, ink, options.width), ""]),
    `${domains.length === 0 ? (unread.length === 0 ? "Nothing changed for those who query" : "Nothing changed in what could be read") : `${countOf(domains.length, "domain")} changed`}, ${unchanged} as before.`,
    ...unread.map((file) => ink.bad(`not read, and so not compared: ${safeText(file)} (selecto domain validate says why)`)),
    `Next: ${nextOf(domains)}`,
    "",
  ].join("\n");
}

function domainLines(domain: DomainComparison, ink: Ink, width: number): string[] {
  const { name, before, after, presence, bump, changes, problem } = domain;
  const versions = before === after ? (after ?? "no version") : `${before ?? "no version"} to ${after ?? "no version"}`;
  const what = presence === "added" ? "new" : presence === "removed" ? "gone" : `${bump ?? "nothing changed"}${bump === undefined ? "" : " change"}`;
  return [
    ink.strong(`${safeText(name)}  ${safeText(versions)}  ${what}`),
    ...changes.flatMap((change) => changeLines(change, width)),
    ...(problem === undefined ? [] : wrapText(safeText(problem), width, 2, 4).map(ink.bad)),
  ];
}

function nextOf(domains: readonly DomainComparison[]): string {
  const [wrong] = domains.filter(({ problem }) => problem !== undefined);
  if (wrong !== undefined) return `selecto domain version create ${safeWord(wrong.name)}`;
  return domains.length === 0 ? "selecto domain validate" : "selecto check";
}

/** One section a domain: what to do, for each who queries it. */
function markdownOf({ from, to, domains, unread }: ContractReport): string {
  return [
    `# Changes of domains from ${cell(from)} to ${cell(to)}`,
    "",
    ...(domains.length === 0 ? ["Nothing changed for those who query.", ""] : []),
    ...domains.flatMap(({ name, before, after, presence, bump, changes, problem }) => [
      `## ${cell(name)}${after === undefined ? "" : ` ${cell(after)}`}`,
      "",
      presence === "added"
        ? "New."
        : presence === "removed"
          ? "Gone: stored queries of it fail."
          : `${bump === undefined ? "Nothing changed" : `A ${bump} change`}${before === undefined ? "" : ` since ${cell(before)}`}.`,
      ...(problem === undefined ? [] : ["", `**${cell(problem)}**`]),
      "",
      ...(changes.length === 0
        ? []
        : [
            "| bump | change | why it matters | deploy |",
            "|---|---|---|---|",
            ...changes.map((change) => `| ${change.bump} | ${cell(changeWords(change))} | ${cell(change.why)} | ${change.deploy} |`),
            "",
          ]),
    ]),
    ...(unread.length === 0 ? [] : [`Not read, and so not compared: ${unread.map(cell).join(", ")}`, ""]),
  ].join("\n");
}

function cell(text: string): string {
  return safeText(text.replaceAll(/\s+/g, " ")).replaceAll(/[\\`*[\]<>|#]/g, (character) => `\\${character}`);
}
