/** Domains with what PostgreSQL says of each element, and the queries that read the same columns. */
import { outlineDomain } from "../domain/outline.ts";
import type { Answer } from "../model/answer.ts";
import type { BookDomain, BookField, BookQuery, BookVersion, DomainBook, Told } from "../model/domain-book.ts";
import type { Domain } from "../model/domain.ts";
import { SelectoError } from "../model/error.ts";
import { kindOf, nodeKey, type NodeKey } from "../model/identity.ts";
import { chooseDomains } from "./choose-domains.ts";
import { readShelf } from "./kept-versions.ts";
import type { Session } from "./session.ts";
import { askState, type AskedState } from "./ask-state.ts";
import type { StateSource } from "./state-source.ts";
import { unreadDomainFiles } from "./unread-domains.ts";
import { versionStory } from "./version-story.ts";

/** @param command that works without a name, for the refusal of one. @throws SelectoError when a name is no domain, when there is none, or when the packages that hold former documents cannot be read */
export async function documentDomains(session: Session, source: StateSource, names: readonly string[], command: string): Promise<DomainBook> {
  const chosen = chooseDomains(source, names, command);
  if (chosen.length === 0)
    throw new SelectoError({
      code: "no-domains",
      what: "there are no domains here",
      why: "the workspace has no domain files",
      next: "put a domain into domains/",
    });
  const asked = await askState(session, { ...source, domains: chosen, ectoSchemas: [] });
  const readers = readersByColumn(asked);
  const shelf = await readShelf(session);
  const domains = chosen.flatMap((domain) => bookOf(domain, asked, readers, versionStory(shelf, domain.name))).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    origin: source.origin.text,
    domains,
    queries: queriesOf(asked, domains),
    unread: unique([
      ...chosen.filter(({ name }) => !domains.some((one) => one.name === name)).map(({ file }) => file),
      ...(names.length === 0 ? unreadDomainFiles(source) : []),
    ]),
    engine: asked.engine,
  };
}

/** Names of queries, by the columns they read or write. */
function readersByColumn({ source, subjects, answers }: AskedState): Map<NodeKey, string[]> {
  const readers = new Map<NodeKey, string[]>();
  for (const [at, subject] of subjects.entries()) {
    if (subject.kind !== "query") continue;
    const query = source.queries.find(({ name }) => nodeKey("query", name) === subject.key);
    for (const column of columnsOf(answers[at])) readers.set(column, [...(readers.get(column) ?? []), query?.name ?? subject.label]);
  }
  return readers;
}

function columnsOf(answer: Answer | undefined): NodeKey[] {
  return answer?.status === "ok" ? (answer.dependencies ?? []).filter((key) => kindOf(key) === "column") : [];
}

function bookOf(
  domain: Domain,
  { subjects, answers }: AskedState,
  readers: ReadonlyMap<NodeKey, readonly string[]>,
  versions: readonly BookVersion[],
): BookDomain[] {
  const outline = outlineDomain(domain);
  if (outline === undefined) return [];
  const answerOf = new Map(subjects.map((subject, at) => [subject.key, answers[at]]));
  const places = new Map(domain.elements.map((element) => [element.key, element]));
  const told = (key: NodeKey): Told => {
    const answer = answerOf.get(key);
    const problem = problemOf(answer) ?? places.get(key)?.problem?.message;
    return { columns: columnsOf(answer), position: places.get(key)?.position ?? domain.position, ...(problem !== undefined && { problem }) };
  };
  const field = <F extends { readonly element: NodeKey }>(one: F): F & Pick<BookField, "type" | "queries"> & Told => {
    const answer = answerOf.get(one.element);
    const facts = told(one.element);
    const type = answer?.status === "ok" ? answer.signature.columns[0]?.type : undefined;
    return { ...one, ...facts, ...(type !== undefined && { type }), queries: unique(facts.columns.flatMap((column) => readers.get(column) ?? [])) };
  };
  const relations = outline.relations.map((relation) => ({ ...relation, fields: relation.fields.map(field) }));
  const withTold = <E extends { readonly element: NodeKey }>(one: E): E & Told => ({ ...one, ...told(one.element) });
  return [
    {
      ...outline,
      versions,
      relations,
      joins: outline.joins.map(withTold),
      filters: outline.filters.map(withTold),
      customColumns: outline.customColumns.map(withTold),
      queries: unique(relations.flatMap(({ fields }) => fields.flatMap(({ queries }) => queries))),
      faults: domain.elements.filter((element) => told(element.key).problem !== undefined).length,
      elements: domain.elements.length,
    },
  ];
}

function problemOf(answer: Answer | undefined): string | undefined {
  if (answer?.status === "error") return `${answer.error.sqlstate} ${answer.error.message}`;
  return answer?.status === "unknown" ? answer.reason : undefined;
}

function queriesOf({ source, subjects, answers }: AskedState, domains: readonly BookDomain[]): BookQuery[] {
  const answerOf = new Map(subjects.map((subject, at) => [subject.key, answers[at]]));
  return source.queries
    .flatMap((query) => {
      const of = domains.filter(({ queries }) => queries.includes(query.name)).map(({ name }) => name);
      const answer = answerOf.get(nodeKey("query", query.name));
      const results = answer?.status === "ok" ? answer.signature.columns : [];
      return of.length === 0 ? [] : [{ name: query.name, position: query.position, text: query.text, results, domains: of }];
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted();
}
