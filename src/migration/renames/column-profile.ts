/** What is known of one column but its name: type, place among its neighbours, and where it takes part. */
import { kindOf, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import { showJson, type JsonValue } from "../../model/json.ts";
import type { Fact } from "../../model/schema-state.ts";
import { foldIdentifier, textOf, tokenize } from "../../sql/index.ts";

export interface ColumnProfile {
  readonly key: NodeKey;
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly defaultText: string | undefined;
  readonly comment: string | undefined;
  /** identity, generation expression, collation as one text */
  readonly nature: string;
  /** definitions of the constraints and indexes that name it, with its own name blanked */
  readonly parts: ReadonlySet<string>;
  /** tables its foreign keys point to */
  readonly targets: ReadonlySet<string>;
  /** names of the columns right before and right after it, of those that both sides have */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** how many columns stand between it and `before` */
  readonly offset: number;
  /** its number in the table, as PostgreSQL counts */
  readonly position: number;
}

/** Names that only one side has. Definitions are compared without them, because they may be renamed as well. */
export interface MissingNames {
  readonly columns: ReadonlySet<string>;
  readonly tables: ReadonlySet<string>;
}

/** One table of a state with everything that hangs below it. */
export interface TableFacts {
  readonly key: NodeKey;
  readonly name: string;
  readonly columns: readonly Fact[];
  /** constraints, indexes, defaults and comments */
  readonly others: readonly Fact[];
}

/** The tables of a state by key. */
export function tablesOf(facts: readonly Fact[]): Map<NodeKey, TableFacts> {
  const tables = new Map<NodeKey, { key: NodeKey; name: string; columns: Fact[]; others: Fact[] }>();
  for (const { key } of facts) if (kindOf(key) === "table") tables.set(key, { key, name: parseNodeKey(key).path.at(-1) ?? "", columns: [], others: [] });
  const owner = new Map(facts.map((fact) => [fact.key, fact.parent]));
  for (const fact of facts) {
    const parent = fact.parent ?? "";
    const table = tables.get(parent) ?? tables.get(owner.get(parent) ?? "");
    if (table === undefined) continue;
    if (kindOf(fact.key) === "column") table.columns.push(fact);
    else table.others.push(fact);
  }
  for (const table of tables.values()) table.columns.sort((a, b) => placeOf(a) - placeOf(b));
  return tables;
}

/**
 * @param common names of columns that the table has on both sides
 */
export function profileOf(column: Fact, table: TableFacts, common: ReadonlySet<string>, missing: MissingNames): ColumnProfile {
  const name = nameOf(column.key);
  const { type, notNull, identity, generatedExpr, collation } = column.payload;
  const at = table.columns.indexOf(column);
  const isCommon = (one: Fact): boolean => common.has(nameOf(one.key));
  const [before, after] = [table.columns.slice(0, at).findLast(isCommon), table.columns.slice(at + 1).find(isCommon)];
  const parts = table.others.flatMap((fact) => partOf(fact, name, missing));
  const own = table.others.filter((fact) => fact.parent === column.key);
  const hasIdentity = identity === null || identity === undefined ? "" : "identity";
  return {
    key: column.key,
    name,
    type: showJson(type),
    notNull: notNull === true,
    defaultText: textIn(own, "default", "expr"),
    comment: textIn(own, "comment", "text"),
    nature: [hasIdentity, blankNames(shown(generatedExpr), name, missing), shown(collation)].join(" "),
    parts: new Set(parts),
    targets: new Set(parts.flatMap((part) => /REFERENCES\s*(?<target>[^(]+)\(/.exec(part)?.groups?.["target"] ?? [])),
    before: before === undefined ? undefined : nameOf(before.key),
    after: after === undefined ? undefined : nameOf(after.key),
    offset: at - (before === undefined ? -1 : table.columns.indexOf(before)),
    position: placeOf(column),
  };
}

export function nameOf(key: NodeKey): string {
  return parseNodeKey(key).path.at(-1) ?? "";
}

function placeOf(column: Fact): number {
  return Number(column.payload["_position"] ?? 0);
}

function textIn(facts: readonly Fact[], kind: string, member: string): string | undefined {
  const found = facts.find((fact) => kindOf(fact.key) === kind)?.payload[member];
  return typeof found === "string" ? found : undefined;
}

function shown(value: JsonValue | undefined): string {
  return value === null ? "" : showJson(value);
}

/** The definition of a constraint or index that names the column; the index's own name and its table are no part of it. */
function partOf(fact: Fact, name: string, missing: MissingNames): string[] {
  const definition = fact.payload["def"];
  if (typeof definition !== "string" || !["constraint", "index"].includes(kindOf(fact.key))) return [];
  const text = definition.replace(/^(CREATE (?:UNIQUE )?INDEX) .*? USING /, "$1 USING ");
  const blanked = blankNames(text, name, missing);
  return blanked.includes(OWN) ? [blanked] : [];
}

const OWN = "\u0001";
const OTHER = "\u0002";

/** PostgreSQL's own print with the column's name, and the names that may change beside it, made anonymous. */
function blankNames(text: string, own: string, missing: MissingNames): string {
  let result = "";
  for (const token of tokenize(text)) {
    const shownText = textOf(text, token);
    const name = token.kind === "quoted" || token.kind === "word" ? foldIdentifier(shownText) : undefined;
    const isMissing = name !== undefined && (missing.columns.has(name) || missing.tables.has(name));
    result += `${name === own ? OWN : isMissing ? OTHER : shownText} `;
  }
  return result;
}
