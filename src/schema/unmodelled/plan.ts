/** Statements for the kinds that the planner does not know. Their order is settled by doing, like every plan's. */
import { kindOf, parseNodeKey } from "../../model/identity.ts";
import { canonicalJson } from "../../model/json.ts";
import type { PlannedStatement } from "../../model/plan.ts";
import type { Fact, SchemaState } from "../../model/schema-state.ts";
import { quoteIdentifier } from "../../sql/index.ts";
import type { KindName, UnmodelledKind } from "./kind.ts";
import { UNMODELLED } from "./kinds.ts";

const KINDS = new Map(UNMODELLED.map((one) => [one.kind, one]));

/** The planner must not see these facts. */
export function isUnmodelled(fact: Pick<Fact, "key">): boolean {
  return KINDS.has(kindOf(fact.key));
}

/** What goes before the planner's statements, and what after them. */
export function planUnmodelled(from: Pick<SchemaState, "facts">, to: Pick<SchemaState, "facts">): { before: PlannedStatement[]; after: PlannedStatement[] } {
  const [had, wanted] = [unmodelled(from), unmodelled(to)];
  const staying = new Set(to.facts.map((fact) => fact.key));
  const before: PlannedStatement[] = [];
  const after: PlannedStatement[] = [];
  for (const [key, fact] of had) {
    // what belongs to something that goes, goes with it
    if (wanted.has(key) || (fact.parent !== undefined && !staying.has(fact.parent))) continue;
    before.push(...statements(kindNamed(fact), "drop", fact, kindNamed(fact).drop(nameOf(fact), fact.payload)));
  }
  for (const fact of wanted.values()) {
    const kind = kindNamed(fact);
    const place = kind.first === true ? before : after;
    const old = had.get(fact.key);
    if (old === undefined) place.push(...statements(kind, "create", fact, kind.create(nameOf(fact), fact.payload)));
    else if (canonicalJson(old.payload) !== canonicalJson(fact.payload)) place.push(...changes(kind, old, fact));
  }
  return { before, after };
}

function changes(kind: UnmodelledKind, old: Fact, fact: Fact): PlannedStatement[] {
  const altered = kind.alter(nameOf(fact), old.payload, fact.payload);
  if (altered !== undefined) return statements(kind, "alter", fact, altered);
  return [...statements(kind, "drop", old, kind.drop(nameOf(old), old.payload)), ...statements(kind, "create", fact, kind.create(nameOf(fact), fact.payload))];
}

function unmodelled({ facts }: Pick<SchemaState, "facts">): Map<string, Fact> {
  return new Map(facts.filter(isUnmodelled).map((fact) => [fact.key, fact]));
}

function kindNamed(fact: Fact): UnmodelledKind {
  const kind = KINDS.get(kindOf(fact.key));
  if (kind === undefined) throw new Error(`${fact.key} is of no kind that is read here`);
  return kind;
}

function nameOf({ key }: Fact): KindName {
  const { path, args = [] } = parseNodeKey(key);
  return { key, path, args, qualified: path.slice(0, 2).map(quoteIdentifier).join(".") };
}

function statements(kind: UnmodelledKind, verb: PlannedStatement["verb"], fact: Fact, texts: readonly string[]): PlannedStatement[] {
  return texts.map((sql) => ({
    sql,
    verb,
    produces: verb === "drop" ? [] : [fact.key],
    destroys: verb === "drop" ? [fact.key] : [],
    mode: "tx",
    commitAfter: false,
    lock: kind.lock,
    rewrite: false,
    destructive: false,
  }));
}
