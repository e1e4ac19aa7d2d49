/** The screens of `domain list` and `domain show`. */
import type { BookDomain, BookEntry, BookRelation, DomainBook, Told } from "../../model/domain-book.ts";
import type { DomainList } from "../../model/domain-outline.ts";
import type { RenderOptions } from "../options.ts";
import { domainListSchema } from "../schemas/domain.ts";
import { inkOf } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { showName } from "../text/names.ts";
import { safeText, safeWord } from "../text/safe-text.ts";
import { alignColumns, wrapText } from "../text/width.ts";
import { countOf, cut, moreText } from "../text/words.ts";

/** Names in a sentence that are printed without `--all`. */
const MOST_NAMES = 12;
/** Entries of one table that are printed without `--all`. */
const MOST_ROWS = 40;

export function renderDomainList(list: DomainList, form: "text" | "json", options: RenderOptions): string {
  if (form === "json") return renderJson(domainListSchema, "selecto.domain-list", list);
  const { domains, unread, origin } = list;
  const ink = inkOf(options);
  const rows = alignColumns(
    domains.map(({ name, version, table, fields, joins, filters, file }) => [
      safeText(name),
      safeText(version ?? ""),
      safeText(table ?? "no source"),
      countOf(fields, "field"),
      countOf(joins, "join"),
      countOf(filters, "filter"),
      safeText(file),
    ]),
    [3, 4, 5],
  );
  const [first] = domains;
  const next = first !== undefined ? `selecto domain show ${safeWord(first.name)}` : unread.length > 0 ? "selecto domain validate" : "selecto domain generate";
  return [
    ...rows,
    ...unread.map((file) => ink.bad(`not read: ${safeText(file)} (selecto domain validate says why)`)),
    domains.length === 0 ? `There are no domains in ${safeText(origin)}.` : `${countOf(domains.length, "domain")} in ${safeText(origin)}.`,
    `Next: ${next}`,
    "",
  ].join("\n");
}

/** One domain after the other, each with what PostgreSQL says of its parts. */
export function renderDomains({ domains, unread, engine }: DomainBook, options: RenderOptions): string {
  const ink = inkOf(options);
  return [
    ...domains.flatMap((domain) => [...domainLines(domain, engine, options), ""]),
    ...unread.map((file) => ink.bad(`not read: ${safeText(file)} (selecto domain validate says why)`)),
    ...(domains[0] === undefined ? [] : [`Next: selecto analyze impact ${safeWord(domains[0].name)}`]),
    "",
  ].join("\n");
}

function domainLines(domain: BookDomain, engine: string, options: RenderOptions): string[] {
  const { name, version, description, file, joins, filters, customColumns, requiredFilters, defaultSelected, versions, queries, faults, elements } = domain;
  const ink = inkOf(options);
  const sentence = (label: string, names: readonly string[]): string[] => {
    if (names.length === 0) return [];
    const { shown, hidden } = cut(names, MOST_NAMES, options.all);
    const text = [...shown.map(safeText), ...(hidden > 0 ? [moreText(hidden)] : [])].join(", ");
    return wrapText(`${label.padEnd(10)}${text}`, options.width, 0, 10);
  };
  const kept = versions.flatMap(({ version: one, migration }) => (migration === undefined ? [] : [`${one ?? "no version"} (${migration})`]));
  return [
    [
      ink.strong(safeText(name)),
      ...(version === undefined ? [] : [safeText(version)]),
      `table ${safeText(domain.relations[0]?.table ?? "?")}`,
      safeText(file),
    ].join(" · "),
    ...(description === undefined ? [] : wrapText(safeText(description), options.width, 2)),
    ...domain.relations.flatMap((relation) => ["", ...relationLines(relation, joins, options)]),
    ...entryLines("Filters", filters, options),
    ...entryLines("Custom columns", customColumns, options),
    "",
    ...sentence("required", requiredFilters),
    ...sentence("selected", defaultSelected),
    ...sentence("versions", kept),
    ...sentence("read by", queries),
    faults === 0
      ? `${elements} of ${elements} elements compile, by ${safeText(engine)}.`
      : ink.bad(`${elements - faults} of ${elements} elements compile, by ${safeText(engine)} (selecto domain validate ${safeWord(name)})`),
  ];
}

/** A table with its fields; of a joined one also how it is reached. */
function relationLines({ id, table, fields, redacted }: BookRelation, joins: BookDomain["joins"], options: RenderOptions): string[] {
  const join = joins.find((one) => one.id === id);
  const by = join?.keys.map(([from, to]) => `${join.from}.${from} = ${join.to}.${to}`).join(" and ");
  const head = [
    id === "source" ? "Fields" : `${safeText(id)} · table ${safeText(table)}`,
    ...(join?.type === undefined ? [] : [safeText(join.type)]),
    ...(by === undefined || by === "" ? [] : [safeText(by)]),
    ...(join?.through === undefined ? [] : [`through ${safeText(join.through)}`]),
    ...(join?.cardinality === undefined ? [] : [`to ${join.cardinality}`]),
  ].join(" · ");
  const isLabelled = fields.some(({ label }) => label !== undefined);
  const rows = fields.map((field) => [
    `  ${safeText(field.name)}`,
    safeText(field.type ?? field.declared ?? "?"),
    ...(isLabelled ? [safeText(field.label ?? "")] : []),
    whence(field, field.computed ? "computed" : ""),
  ]);
  return [
    head,
    ...cutRows(rows, options),
    ...(redacted.length === 0 ? [] : wrapText(`not to be selected: ${redacted.map(safeText).join(", ")}`, options.width, 2)),
  ];
}

function entryLines(title: string, entries: readonly BookEntry[], options: RenderOptions): string[] {
  if (entries.length === 0) return [];
  return [
    "",
    title,
    ...cutRows(
      entries.map((one) => [`  ${safeText(one.name)}`, safeText(one.label ?? ""), whence(one, "")]),
      options,
    ),
  ];
}

function cutRows(rows: readonly (readonly string[])[], { all }: RenderOptions): string[] {
  const { shown, hidden } = cut(rows, MOST_ROWS, all);
  return [...alignColumns(shown), ...(hidden > 0 ? [`  ${moreText(hidden)}`] : [])];
}

/** The columns it reads, or why that is not known. */
function whence({ columns, problem }: Told, word: string): string {
  if (problem !== undefined) return `not compiled: ${safeText(problem)}`;
  return [word, columns.map(showName).join(", ")].filter((part) => part !== "").join(" from ");
}
