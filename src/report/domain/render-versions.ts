/** The screens of kept versions: the list, one document, two compared. */
import { stringify } from "yaml";
import type { ChosenVersion, VersionComparison, VersionList } from "../../model/domain-version.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Format, RenderOptions } from "../options.ts";
import { comparedVersionsSchema, versionListSchema, versionSchema } from "../schemas/domain-version.ts";
import { inkOf } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeLines, safeText, safeWord } from "../text/safe-text.ts";
import { diffText, paintDiffLine } from "../text/text-diff.ts";
import { alignColumns, wrapText } from "../text/width.ts";
import { countOf } from "../text/words.ts";
import { versionWords } from "../migration/domain-edits.ts";
import { renderContracts } from "./render-contracts.ts";

/** Lines of a difference between two documents that are printed without `--all`. */
const MOST_LINES = 60;

/** The screen of `domain version list`. */
export function renderVersionList(list: VersionList, format: Format, options: RenderOptions): string {
  const { versions, unrecorded } = list;
  if (format === "json") return renderJson(versionListSchema, "selecto.domain-versions", list);
  const ink = inkOf(options);
  const rows = alignColumns(
    versions.map(({ name, version, migration, until, edits }) => [
      safeText(name),
      versionWords(version),
      safeText(migration),
      edits === null ? "first" : countOf(edits, "edit"),
      until === null ? "" : `until ${safeText(until)}`,
    ]),
  );
  const domains = new Set(versions.map(({ name }) => name)).size;
  const [first] = versions;
  return [
    ...rows.map((row, at) => (versions[at]?.until === null ? row : ink.faint(row))),
    ...unrecorded.map(({ name, version, file }) =>
      ink.careful(`${safeText(name)} ${versionWords(version)} as it stands in ${safeText(file)} is in no migration yet`),
    ),
    versions.length === 0 ? "No migration has recorded a domain." : `${countOf(versions.length, "document")} of ${countOf(domains, "domain")} kept.`,
    `Next: ${unrecorded.length > 0 || first === undefined ? "selecto migrate generate" : `selecto domain version show ${safeWord(first.name)}`}`,
    "",
  ].join("\n");
}

/** The screen of `domain version show`: YAML, so that it can be written into a file as it is. */
export function renderVersion(version: ChosenVersion, format: Format): string {
  if (format === "json") return renderJson(versionSchema, "selecto.domain-document", { domain: version });
  const { name, migration, until, hash, document } = version;
  const whence =
    migration === undefined
      ? "in the working tree, in no migration"
      : `brought by ${safeText(migration)}${until === null || until === undefined ? ", the last one" : `, ended by ${safeText(until)}`}`;
  return [`# ${safeText(name)} ${versionWords(version.version)}, ${whence}`, `# sha256:${hash}`, ...safeLines(yamlOf(document).trimEnd()), ""].join("\n");
}

/** The screen of `domain version compare` of two documents. */
export function renderComparedVersions(compared: VersionComparison, format: Format, options: RenderOptions): string {
  const { report, before, after, link } = compared;
  if (format === "json")
    return renderJson(comparedVersionsSchema, "selecto.compared-versions", {
      report,
      before,
      after,
      link,
      diff: diffText(yamlOf(before.document, true), yamlOf(after.document, true), { context: 3 }),
    });
  const contracts = renderContracts(report, format, options).trimEnd();
  if (format === "markdown") {
    const lines = diffText(yamlOf(before.document, true), yamlOf(after.document, true), { context: 3 });
    return [
      contracts,
      "",
      ...(link.length === 0 ? [] : [`Migrations in between: ${link.map((one) => `\`${safeText(one)}\``).join(", ")}.`, ""]),
      "```diff",
      ...lines,
      "```",
      "",
    ].join("\n");
  }
  const ink = inkOf(options);
  const lines = diffText(yamlOf(before.document, true), yamlOf(after.document, true), { context: 3, limit: MOST_LINES, all: options.all });
  const parts = contracts.split("\n");
  return [
    ...parts.slice(0, -1),
    ...(link.length === 0 ? [] : wrapText(`migrations in between: ${link.map(safeText).join(", ")}`, options.width, 0, 2)),
    "",
    ...(lines.length === 0 ? ["The two documents are the same."] : lines.map((line) => paintDiffLine(line, ink))),
    "",
    ...parts.slice(-1),
    "",
  ].join("\n");
}

/** @param sorted for a comparison: the order of keys says nothing */
function yamlOf(document: JsonObject, sorted = false): string {
  return stringify(document, { lineWidth: 100, sortMapEntries: sorted });
}
