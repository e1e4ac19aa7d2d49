/** The same documentation as Markdown: one file per domain, with the picture as Mermaid. */
import type { BookDomain, BookEntry, BookQuery, DomainBook, GuideStep, Told } from "../../model/domain-book.ts";
import { nameOf } from "../../model/identity.ts";
import { formatPosition } from "../../model/position.ts";
import { changeWords } from "../domain/change-words.ts";
import { renderDiagram } from "../diagram/render-diagram.ts";
import { deployWords, guideTitle, keepWords, versionWord } from "./guide-words.ts";
import { safeText } from "../text/safe-text.ts";
import type { Page } from "./site.ts";
import { slugs } from "./slug.ts";

export function renderMarkdownDocs(book: DomainBook): Page[] {
  const slugOf = slugs(book.domains.map(({ name }) => name));
  const file = (name: string): string => `domain-${slugOf.get(name) ?? "unknown"}.md`;
  return [{ path: "index.md", text: indexText(book, file) }, ...book.domains.map((domain) => ({ path: file(domain.name), text: domainText(domain, book) }))];
}

function indexText({ domains, unread, origin, engine }: DomainBook, file: (name: string) => string): string {
  return [
    "# Domains",
    "",
    ...table(
      ["domain", "version", "table", "fields", "joins", "queries"],
      domains.map((one) => [
        `[${plain(one.name)}](${file(one.name)})`,
        plain(one.version ?? ""),
        code(one.relations[0]?.table ?? ""),
        `${one.relations.reduce((sum, { fields }) => sum + fields.length, 0)}`,
        `${one.joins.length}`,
        `${one.queries.length}`,
      ]),
    ),
    ...(unread.length === 0 ? [] : [`Not read, and so not here: ${unread.map(code).join(", ")}`, ""]),
    `Read from ${plain(origin)}; types and columns as ${plain(engine)} told them.`,
    "",
  ].join("\n");
}

function domainText(domain: BookDomain, { queries }: DomainBook): string {
  const own = queries.filter(({ domains }) => domains.includes(domain.name));
  return [
    `# ${plain(domain.name)}`,
    "",
    [
      ...(domain.version === undefined ? [] : [`version ${plain(domain.version)}`]),
      `table ${code(domain.relations[0]?.table ?? "")}`,
      ...(domain.faults > 0 ? [`**${domain.faults} of ${domain.elements} elements not compiled**`] : []),
      code(domain.file),
    ].join(" · "),
    "",
    ...(domain.description === undefined ? [] : [plain(domain.description), ""]),
    "```mermaid",
    renderDiagram({ domains: [domain] }, "mermaid").trimEnd(),
    "```",
    "",
    ...domain.relations.flatMap(({ id, fields, redacted }, at) => [
      `## ${at === 0 ? "Fields" : `Fields of ${plain(id)}`}`,
      "",
      ...table(
        ["field", "type", "columns", "about", "read by"],
        fields.map((field) => [
          code(field.name),
          code(field.type ?? field.declared ?? "?"),
          columns(field),
          about(field, field.label, field.description),
          field.queries.map(plain).join(", "),
        ]),
      ),
      ...(redacted.length === 0 ? [] : [`Not to be selected: ${redacted.map(code).join(", ")}`, ""]),
    ]),
    ...section(
      "Joins",
      ["join", "type", "tables", "by"],
      domain.joins.map((join) => [
        code(join.id),
        plain(join.type ?? "left"),
        `${code(join.from)} to ${code(join.to)}${join.through === undefined ? "" : ` through ${code(join.through)}`}`,
        [...join.keys.map(([from, to]) => code(`${join.from}.${from} = ${join.to}.${to}`)), ...(join.problem === undefined ? [] : [plain(join.problem)])].join(
          " ",
        ),
      ]),
    ),
    ...section("Filters", ["filter", "columns", "about"], domain.filters.map(entryCells)),
    ...section("Custom columns", ["column", "columns", "about"], domain.customColumns.map(entryCells)),
    ...(domain.requiredFilters.length === 0 ? [] : ["## Every query has these filters", "", domain.requiredFilters.map(code).join(", "), ""]),
    ...(domain.defaultSelected.length === 0 ? [] : ["## Selected by default", "", domain.defaultSelected.map(code).join(", "), ""]),
    ...versionLines(domain),
    ...(own.length === 0 ? [] : ["## Queries that read its fields", "", ...own.flatMap(queryLines)]),
  ].join("\n");
}

/** What each version changed, for those who query the domain: the newest first. */
function versionLines({ name, versions }: BookDomain): string[] {
  if (versions.length === 0) return [];
  return [
    "## Versions",
    "",
    ...versions.flatMap(({ version, migration, changes, guide }, at) => [
      `### ${plain(version ?? "without a version")}`,
      "",
      `${migration === undefined ? "In the working tree, in no migration yet." : `Since ${code(migration)}.`}${changes.length > 0 ? "" : at === versions.length - 1 ? " The first that is kept." : " The same for those who query."}`,
      "",
      ...(changes.length === 0
        ? []
        : table(
            ["bump", "change", "why it matters", "deploy"],
            changes.map((change) => [change.bump, plain(changeWords(change)), plain(change.why), change.deploy]),
          )),
      ...(guide.length === 0 ? [] : guideLines(name, versions[at + 1]?.version ?? null, version, guide)),
    ]),
  ];
}

/** From the version before to this one, for somebody who has queries of it. */
function guideLines(name: string, from: string | null, to: string | null, steps: readonly GuideStep[]): string[] {
  const keep = keepWords(name, from, steps);
  return [
    `#### ${plain(guideTitle(from, to))}`,
    "",
    deployWords(steps),
    "",
    ...table(
      ["", plain(versionWord(from)), plain(versionWord(to)), "what to do"],
      steps.map(({ kind, before, after, todo }) => [kind, before === undefined ? "" : code(before), after === undefined ? "" : code(after), plain(todo)]),
    ),
    ...(keep === undefined ? [] : [`Queries that cannot be changed yet: ${code(keep)}`, ""]),
  ];
}

function queryLines({ name, position, text }: BookQuery): string[] {
  // A fence longer than any in the text.
  const fence = "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  return [`### ${plain(name)}`, "", code(formatPosition(position)), "", `${fence}sql`, ...text.split("\n").map(safeText), fence, ""];
}

function entryCells(entry: BookEntry): string[] {
  return [code(entry.name), columns(entry), about(entry, entry.label, entry.description)];
}

function columns({ columns: keys }: Told): string {
  return keys.map((key) => code(nameOf(key))).join(", ");
}

function about({ problem }: Told, label: string | undefined, description: string | undefined): string {
  return [label, description, problem === undefined ? undefined : `does not compile: ${problem}`]
    .flatMap((part) => (part === undefined ? [] : [plain(part)]))
    .join(". ");
}

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [`## ${title}`, "", ...table(head, rows)];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [`| ${head.join(" | ")} |`, `|${head.map(() => "---").join("|")}|`, ...rows.map((row) => `| ${row.join(" | ")} |`), ""];
}

/** Text that Markdown takes as text. */
function plain(text: string): string {
  return safeText(text.replaceAll(/\s+/g, " ")).replaceAll(/[\\`*[\]<>|#]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, (character) => `\\${character}`);
}

function code(text: string): string {
  const safe = safeText(text.replaceAll(/\s+/g, " ")).replaceAll("|", "\\|");
  return safe === "" ? "" : safe.includes("`") ? `\`\` ${safe} \`\`` : `\`${safe}\``;
}
