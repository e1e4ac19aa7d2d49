/** Which packages are proved: part of `check`, and the answer of `migrate verify`. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Format, RenderOptions } from "../options.ts";
import { renderDiagnosticLines } from "../render-diagnostics.ts";
import { verifySchema } from "../schemas/check.ts";
import { inkOf, type Ink } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { codeSpan, table } from "../text/markdown.ts";
import { safeText } from "../text/safe-text.ts";
import { alignColumns, wrapText } from "../text/width.ts";
import { countOf, formatNumber } from "../text/words.ts";

export interface PackageLine {
  readonly name: string;
  /** `skipped`: nothing is known, an earlier one does not run */
  readonly status: "proved" | "unproved" | "unchanged" | "skipped";
  readonly problems: readonly string[];
  readonly reversibility?: string;
  /** what else to say in the line */
  readonly note?: string;
}

export interface VerifiedScreen {
  readonly packages: readonly {
    readonly name: string;
    readonly class: string;
    readonly status: "proved" | "unproved" | "skipped";
    readonly problems: readonly string[];
    /** edited by hand, proved, and stamped anew */
    readonly restamped: boolean;
    /** down restored the order of columns as well */
    readonly ordered: boolean;
    /** tables of whose rows nothing was shown, each with the reason */
    readonly unshown?: readonly string[];
  }[];
  readonly diagnostics: readonly Diagnostic[];
  /** edits of domains in the packages, where there are any and all fit */
  readonly domains?: { readonly edits: number; readonly domains: number; readonly diagnostics: readonly Diagnostic[] } | undefined;
}

export function renderVerified(screen: VerifiedScreen, format: Format, options: RenderOptions): string {
  const { packages, diagnostics, domains } = screen;
  if (format === "json")
    return renderJson(verifySchema, "selecto.verify", {
      ...screen,
      domains: domains === undefined ? undefined : { edits: domains.edits, domains: domains.domains },
    });
  if (format === "markdown") return markdown(screen);
  const ink = inkOf(options);
  const lines = packages.map((one): PackageLine => {
    const notes = [
      one.restamped ? "stamped anew" : "",
      one.status === "proved" && !one.ordered && one.class !== "irreversible" ? "down cannot restore the order of columns" : "",
    ].filter((note) => note !== "");
    return {
      name: one.name,
      status: one.status,
      problems: [...one.problems, ...(one.unshown ?? []).map((table) => `nothing was shown about the rows of ${table}`)],
      reversibility: one.class,
      note: notes.join(", "),
    };
  });
  const proved = packages.filter((one) => one.status === "proved").length;
  return [
    packages.length === 0
      ? "There are no migrations to prove."
      : ink.strong(`${formatNumber(proved)} of ${countOf(packages.length, "migration")} proved: up, down and up again were run and compared`),
    ...packageLines(lines, ink, options),
    ...(domains === undefined ? [] : [domainsLine(domains)]),
    ...renderDiagnosticLines(diagnostics, ink, options.width, 0),
    `Next: ${nextOf(screen)}`,
    "",
  ].join("\n");
}

function domainsLine({ edits, domains, diagnostics }: NonNullable<VerifiedScreen["domains"]>): string {
  const end = diagnostics.length === 0 ? "and end in the working tree's documents" : "and do not end in the working tree's documents";
  return `domains: ${countOf(edits, "edit")} of ${countOf(domains, "domain")} lead there and back, ${end}`;
}

function markdown({ packages }: VerifiedScreen): string {
  const proved = packages.filter((one) => one.status === "proved").length;
  const rows = packages.map((one) => [
    codeSpan(one.name),
    one.status === "unproved" ? "**UNPROVED**" : one.status,
    codeSpan(one.class),
    one.problems.map(codeSpan).join("<br>"),
  ]);
  return [
    `**${formatNumber(proved)} of ${countOf(packages.length, "migration")} proved**`,
    "",
    ...table(["migration", "proof", "class", "problems"], rows),
    "",
  ].join("\n");
}

/** Unproved ones with their problems first, then the others; many that did not change are only counted. */
export function packageLines(packages: readonly PackageLine[], ink: Ink, options: RenderOptions): string[] {
  const isBad = (one: PackageLine): boolean => one.status === "unproved" || one.status === "skipped";
  const unchanged = packages.filter((one) => one.status === "unchanged");
  const isListed = options.all === true || unchanged.length <= 3;
  const listed = [...packages.filter(isBad), ...packages.filter((one) => one.status === "proved"), ...(isListed ? unchanged : [])];
  const heads = alignColumns(
    listed.map((one) => [
      `  ${safeText(one.name)}`,
      one.status === "unproved" ? "UNPROVED" : one.status,
      safeText(one.reversibility ?? ""),
      safeText(one.note ?? ""),
    ]),
  );
  return [
    ...listed.flatMap((one, at) => {
      const head = heads[at] ?? "";
      return [isBad(one) ? ink.bad(head) : head, ...one.problems.flatMap((problem) => wrapText(safeText(problem), options.width, 6, 8))];
    }),
    ...(isListed ? [] : [`  ${formatNumber(unchanged.length)} unchanged (--all)`]),
  ];
}

function nextOf({ packages, diagnostics }: VerifiedScreen): string {
  const bad = packages.find((one) => one.status === "unproved");
  if (bad !== undefined) return `mend the SQL of ${safeText(bad.name)}, then verify again`;
  const error = diagnostics.find((one) => one.severity === "error");
  if (error !== undefined) return safeText(error.next ?? "mend the files named above");
  return packages.length === 0 ? "selecto migrate generate" : "selecto migrate up";
}
