/**
 * A domain query as one SELECT, in the manner of Selecto's builder: joins only where a part needs them,
 * LEFT JOIN for associations, required filters always, redacted fields never, values as `$n`. What cannot
 * be written is told per part; what the statement then means is PostgreSQL's business.
 */
import type { Binding, CompiledQuery, DomainQuery, DocumentPath, QueryFilter, QueryPart, QueryProblem, QueryRole } from "../../model/domain-query.ts";
import type { JsonValue } from "../../model/json.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { createDraft, type Draft } from "../probe/draft.ts";
import { filterSql } from "../probe/filter.ts";
import { suggest } from "../graph/relations.ts";
import { fromClause, type Surrounding } from "../probe/from-clause.ts";
import { isField } from "../probe/field.ts";
import { orderSql, selectorSql } from "../probe/selector.ts";
import { withdrawnAbility } from "./abilities.ts";
import { createBinder } from "./bindings.ts";
import { libraryParts } from "./library.ts";
import type { OpenDomain } from "./open-domain.ts";
import { registryFilter } from "./registry-filter.ts";
import { commaSeparated, createSqlText, type SqlPiece } from "./sql-text.ts";

export interface CompileOptions {
  /** as Selecto's components before 0.4.13: a condition on an unknown field is left out, what a domain withdraws is not looked at */
  readonly isLenient?: boolean;
  /** so is, in their graphs, an unknown field that is grouped by */
  readonly leavesOutGroups?: boolean;
}

/** What the domain's reader calls a name that is not there; Selecto's components call it `invalid_field`. */
const UNKNOWN_NAMES = new Set(["domain-unknown-field", "domain-redacted-field"]);
/** The domain itself leads nowhere there: Selecto cannot build the query. */
const DEAD_ENDS = new Set(["domain-unknown-join", "domain-unknown-association", "domain-field-of-broken-join", "domain-missing-key", "domain-circular-column"]);

export function compileQuery(domain: OpenDomain, query: DomainQuery, options: CompileOptions = {}): CompiledQuery {
  const { graph } = domain;
  const library = query.library === undefined ? undefined : libraryParts(graph.document, query.library);
  const problems: QueryProblem[] = (library?.problems ?? []).map((one) => ({ role: "library", ...one, ...(query.library?.at && { at: query.library.at }) }));
  const skipped: QueryProblem[] = [];
  const bindings: Binding[] = [];
  const binder = createBinder(bindings, library?.parameters ?? new Map());
  const content = [query.select, query.group, query.aggregates, query.order].flat().map(({ value }) => value);
  const selectors = createDraft({ selector: selectorSql, filter: filterSql }, graph, [], content);
  const conditions: Draft = { ...selectors, binder };

  /** One part; a problem in it is told as that part's. */
  const part = (role: QueryRole, at: DocumentPath | undefined, write: () => string, into: QueryProblem[] = problems): SqlPiece[] => {
    const before = selectors.problems.length;
    const bound = bindings.length;
    const sql = write();
    const fault = selectors.problems[before];
    if (fault === undefined) return [{ sql, ...(at !== undefined && { at }) }];
    binder.forget(bound);
    const isName = UNKNOWN_NAMES.has(fault.code);
    into.push({
      role,
      kind: isName || DEAD_ENDS.has(fault.code) ? "refused" : "unread",
      code: isName ? "invalid_field" : fault.code,
      message: fault.message,
      ...(at !== undefined && { at }),
    });
    return [];
  };
  const able = (role: QueryRole, value: JsonValue, at: DocumentPath | undefined): void => {
    if (options.isLenient === true) return;
    const withdrawn = withdrawnAbility(graph, role, value);
    if (withdrawn !== undefined) problems.push({ role, kind: "refused", ...withdrawn, ...(at !== undefined && { at }) });
  };
  /** An unknown name in a role of which old components leave it out. */
  const leaveOut = (faults: readonly QueryProblem[], mayLeave: boolean | undefined): void => {
    for (const fault of faults) {
      if (mayLeave !== true || fault.code !== "invalid_field") problems.push(fault);
      // A group stands in the list of columns as well.
      else if (!skipped.some(({ role, message }) => role === fault.role && message === fault.message)) skipped.push(fault);
    }
  };
  const partOf: typeof part = (role, at, write) => {
    const faults: QueryProblem[] = [];
    const written = part(role, at, write, faults);
    leaveOut(faults, role === "group" && options.leavesOutGroups);
    return written;
  };
  const column = (role: QueryRole, one: QueryPart): SqlPiece[] => {
    able(role, one.value, one.at);
    const alias = one.alias ?? (typeof one.value === "string" && one.value.includes(".") ? one.value : undefined);
    return partOf(role, one.at, () => selectorSql(selectors, one.value) + (alias === undefined || !canBeName(alias) ? "" : ` AS ${quoteIdentifier(alias)}`));
  };
  const expression = (role: QueryRole, one: QueryPart): SqlPiece[] => partOf(role, one.at, () => selectorSql(selectors, one.value));
  const condition = (one: QueryFilter): SqlPiece[] => {
    if ("join" in one) {
      const members = one.members.flatMap(condition);
      const word = one.join === "and" ? " AND " : " OR ";
      return members.length === 0 ? [] : [{ sql: `(${members.map(({ sql }) => sql).join(word)})`, ...(members[0]?.at !== undefined && { at: members[0].at }) }];
    }
    const { value, unread } = registryFilter(domain, one.value);
    if (unread !== undefined) {
      problems.push({ role: "filter", kind: "unread", code: "filter_function", message: unread, ...(one.at !== undefined && { at: one.at }) });
      return [];
    }
    able("filter", value, one.at);
    const faults: QueryProblem[] = [];
    const written = part("filter", one.at, () => filterSql(conditions, value), faults);
    leaveOut(faults, options.isLenient);
    return written;
  };

  const document = graph.document;
  const own = (key: string): QueryPart[] => (query.standsAlone === true ? [] : partsOf(document[key]));
  const written = [...query.select, ...(library?.select ?? [])];
  const chosen = written.length > 0 || query.group.length > 0 || query.aggregates.length > 0 ? written : partsOf(document["default_selected"]);
  const group = [...own("required_group_by"), ...query.group];
  const listed = query.group.length === 0 ? [...own("required_selected"), ...chosen] : chosen;
  const result = listed.length > 0 || query.aggregates.length > 0 ? listed : group;
  const columns = [
    ...(listed.length === 0 && query.aggregates.length > 0 ? group.flatMap((one) => column("group", one)) : result.flatMap((one) => column("select", one))),
    ...query.aggregates.flatMap((one) => column("aggregate", one)),
  ];
  const groups = group.flatMap((one) => expression("group", one));
  const aliases = new Set([...query.select, ...query.group, ...query.aggregates].flatMap((one) => one.alias ?? []));
  const orders = [...own("required_order_by"), ...query.order, ...(library?.order ?? [])].flatMap((one) => order(one));
  const where = [
    ...partsOf(document["required_filters"]).flatMap(({ value }) => part("domain", undefined, () => filterSql(conditions, value))),
    ...[...query.filters, ...(library?.filters ?? [])].flatMap(condition),
  ];
  for (const { value, at } of query.members ?? []) {
    const name = memberName(value);
    const member = name === undefined ? undefined : graph.members.get(name);
    if (member !== undefined) selectors.members.add(member);
    else
      problems.push({
        role: "select",
        kind: name === undefined ? "unread" : "refused",
        code: "unknown_query_member",
        message:
          name === undefined
            ? "it takes in a query member whose name has an unknown shape"
            : `the domain has no query member ${name}${suggest(name, graph.members.keys())}`,
        ...(at && { at }),
      });
  }
  let surrounding: Surrounding = { front: "", from: "" };
  const [from] = part("domain", undefined, () => {
    surrounding = fromClause(conditions);
    return surrounding.from;
  });

  function order(one: QueryPart): SqlPiece[] {
    const [name, direction] = aliasOrder(one.value);
    if (name !== undefined && aliases.has(name) && !isField(selectors, name))
      return [{ sql: quoteIdentifier(name) + direction, ...(one.at !== undefined && { at: one.at }) }];
    able("order", one.value, one.at);
    return part("order", one.at, () => orderSql(selectors, one.value));
  }

  const uses = [...selectors.uses].toSorted();
  if (problems.length > 0 || from === undefined) return { bindings, origins: [], problems, skipped, uses };
  const text = createSqlText();
  text.add(surrounding.front, "SELECT ", ...(columns.length === 0 ? ["1"] : commaSeparated(columns)), " FROM ", from);
  if (where.length > 0) text.add(" WHERE ", ...where.flatMap((piece, index) => (index === 0 ? [piece] : [" AND ", piece])));
  if (groups.length > 0) text.add(" GROUP BY ", ...(query.rollup === true ? ["ROLLUP (", ...commaSeparated(groups), ")"] : commaSeparated(groups)));
  if (orders.length > 0) text.add(" ORDER BY ", ...commaSeparated(orders));
  if (query.limit !== undefined) text.add(` LIMIT ${Math.trunc(query.limit)}`);
  if (query.offset !== undefined) text.add(` OFFSET ${Math.trunc(query.offset)}`);
  return { ...text.finish(), bindings, problems, skipped, uses };
}

function partsOf(value: JsonValue | undefined): QueryPart[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).map((one) => ({ value: one })) : [];
}

/** `name`, or `[uuid, name, settings]` as saved views have it. */
function memberName(value: JsonValue): string | undefined {
  const name = Array.isArray(value) ? (value as readonly JsonValue[])[1] : value;
  return typeof name === "string" && name !== "" ? name : undefined;
}

function canBeName(alias: string): boolean {
  return alias !== "" && !alias.includes("\0");
}

function aliasOrder(value: JsonValue): [name: string | undefined, direction: string] {
  if (typeof value === "string") return [value, ""];
  const [name, direction] = Array.isArray(value) ? (value as readonly JsonValue[]) : [];
  return typeof name === "string" && (direction === "asc" || direction === "desc") ? [name, ` ${direction.toUpperCase()}`] : [undefined, ""];
}
