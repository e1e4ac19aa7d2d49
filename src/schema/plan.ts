/** From one schema to another: the ordered statements. The one seam to the planner. */
import { plan, type Action } from "@supabase/pg-delta/plan";
import { kindOf, nodeKey } from "../model/identity.ts";
import { canonicalJson } from "../model/json.ts";
import type { Fact, SchemaState } from "../model/schema-state.ts";
import type { PlannedStatement, SchemaPlan } from "../model/plan.ts";
import { typesBeforeNotNull, withoutAltersOfRebuilt } from "./column-order.ts";
import { withoutChangedBases } from "./domain-bases.ts";
import { toFactBase } from "./fact-base.ts";
import { hiddenValueIn } from "./hidden-values.ts";
import { withKeptColumns } from "./kept-columns.ts";
import { withMergedColumns } from "./merged-columns.ts";
import { partitionMoves } from "./partitions.ts";
import { rolesNamed } from "./roles.ts";
import { without, type States } from "./states.ts";
import { aroundChangedTypes } from "./types-between.ts";
import { withNewTypes } from "./types-first.ts";
import { planUnmodelled } from "./unmodelled/plan.ts";
import { withVirtualColumns } from "./unmodelled/virtual-columns.ts";
import { encodeId } from "@supabase/pg-delta";

/**
 * Plans the change from one state to another. Both must come from the same engine and major version.
 *
 * The planner is pure: it asks no database. What it cannot order is returned as `failure`, never thrown.
 *
 * A plan may be a part of the way only: whoever carries it out plans again from where it led.
 *
 * @param options.rebuild steps of an earlier plan were refused: tables that become another kind of table go first, with all that needs them
 * @param options.inShadow nobody but a shadow sees what is made: a value that is not read, because it may be a secret, is as good as another there
 */
export function planSchema(from: SchemaState, to: SchemaState, { rebuild = false, inShadow = false } = {}): SchemaPlan {
  if (from.fingerprint === to.fingerprint) return { statements: [] };
  const moves = rebuild ? [] : partitionMoves(from, to);
  if (moves.length > 0) return { statements: moves };
  const { before, after } = planUnmodelled(from, to);
  const modelled = planModelled(from, to, rebuild);
  const statements = [...before, ...withVirtualColumns(typesBeforeNotNull(withoutAltersOfRebuilt(modelled.statements)), to), ...after];
  const hidden = inShadow ? undefined : hiddenValueIn(statements);
  return hidden === undefined ? { ...modelled, statements } : { statements: [], failure: hidden };
}

function planModelled(from: SchemaState, to: SchemaState, rebuild: boolean): SchemaPlan {
  const direct = planThrough(stagesBetween(from, to));
  if (direct.failure === undefined && !rebuild) return direct;
  const between = withoutRebuilt(from, to);
  if (between === undefined) return direct;
  // The planner cannot order a table that becomes another kind of table; over a state without it, it can.
  const staged = planThrough([from, withoutRules(from, between), ...stagesBetween(between, to)]);
  return staged.failure === undefined ? staged : direct;
}

function stagesBetween(from: States, to: SchemaState): States[] {
  const early = withNewTypes(from, to);
  const ruleless = withoutRules(early, to);
  const freed = withoutChangedBases(ruleless, to);
  return [from, early, ruleless, freed, ...aroundChangedTypes(freed, to), to];
}

/** One plan after the other; stages that change nothing cost nothing. */
function planThrough(stages: readonly States[]): SchemaPlan {
  const plans = stages.slice(1).map((state, at) => {
    const before = stages[at] ?? state;
    return state.facts === before.facts ? { statements: [] } : planDirectly(before, state);
  });
  return plans.find((plan) => plan.failure !== undefined) ?? { statements: plans.flatMap((plan) => plan.statements) };
}

function planDirectly(from: States, to: States): SchemaPlan {
  const assumedRoles = rolesNamed([...from.facts, ...to.facts]);
  try {
    const result = plan(toFactBase(from), toFactBase(to), { assumedRoles, scope: "database", renames: "off" });
    const planned = withKeptColumns(result.actions.filter((action) => !isOwnership(action)).map(toStatement), from, to);
    const statements = withMergedColumns(planned, to);
    return { statements: statements.filter((statement) => !isImaginedDefault(statement, from, to)) };
  } catch (error) {
    return { statements: [], failure: error instanceof Error ? firstLines(error.message) : "the planner failed" };
  }
}

/** What PostgreSQL cannot alter: whether and how a table is partitioned. */
const REBUILT_BY = ["partitionKey", "partitionBound", "parentTable"];

function isRebuilt(before: Fact, after: Fact): boolean {
  // the version of a foreign server can be set, and never taken away
  if (kindOf(before.key) === "server") return (before.payload["version"] ?? null) !== null && (after.payload["version"] ?? null) === null;
  return (
    kindOf(before.key) === "table" &&
    REBUILT_BY.some((attribute) => canonicalJson(before.payload[attribute] ?? null) !== canonicalJson(after.payload[attribute] ?? null))
  );
}

/** FROM without the tables and foreign servers that must be built anew and without everything that needs them; undefined when there are none. */
function withoutRebuilt(from: SchemaState, to: SchemaState): States | undefined {
  const after = new Map(to.facts.map((fact) => [fact.key, fact]));
  const gone = new Set(
    from.facts.flatMap((fact) => {
      const other = after.get(fact.key);
      return other !== undefined && isRebuilt(fact, other) ? [fact.key] : [];
    }),
  );
  return gone.size === 0 ? undefined : without(from, gone);
}

/** Rewrite rules tie tables to each other in circles (a parent's rule writes to its child): those that go, go before any table. */
function withoutRules(from: States, to: States): States {
  const staying = new Set(to.facts.map((fact) => fact.key));
  const facts = from.facts.filter((fact) => kindOf(fact.key) !== "rule" || staying.has(fact.key));
  if (facts.length === from.facts.length) return from;
  const present = new Set(facts.map((fact) => fact.key));
  return { facts, edges: from.edges.filter((edge) => present.has(edge.from) && present.has(edge.to)) };
}

/** Ownership is the applier's: both states are compared without it. */
function isOwnership(action: Action): boolean {
  return /^ALTER .* OWNER TO [^;]*;?$/is.test(action.sql) && action.produces.length === 0 && action.destroys.length === 0;
}

const OF_PUBLIC =
  /^ALTER DEFAULT PRIVILEGES FOR ROLE ("(?:[^"]|"")+") IN SCHEMA ("(?:[^"]|"")+") (GRANT|REVOKE) .* ON (TYPES|FUNCTIONS|ROUTINES) (?:TO|FROM) PUBLIC$/;

/**
 * Everybody may use new types and functions, unless the database says otherwise; a namespace has nothing to add to
 * that or to take away. The planner takes it for a privilege of each namespace.
 */
function isImaginedDefault({ sql }: PlannedStatement, from: States, to: States): boolean {
  const [, role, namespace, verb, kind] = OF_PUBLIC.exec(sql) ?? [];
  if (role === undefined || namespace === undefined) return false;
  const key = nodeKey("defaultPrivilege", unquoted(role), unquoted(namespace), kind === "TYPES" ? "T" : "f", "PUBLIC");
  return !(verb === "GRANT" ? to : from).facts.some((fact) => fact.key === key);
}

function unquoted(identifier: string): string {
  return identifier.slice(1, -1).replaceAll('""', '"');
}

/** As PostgreSQL prints the index of a partitioned table; run like that, no partition gets one and it stays invalid. */
const INDEX_ON_ONLY = /^(CREATE (?:UNIQUE )?INDEX (?:"(?:[^"]|"")+"|[^\s"]+)) ON ONLY /;

function toStatement(action: Action): PlannedStatement {
  return {
    sql: action.sql.trim().replace(/;$/, "").replace(INDEX_ON_ONLY, "$1 ON "),
    verb: action.verb,
    produces: action.produces.map(encodeId),
    destroys: action.destroys.map(encodeId),
    mode: action.transactionality === "nonTransactional" ? "no-tx" : "tx",
    commitAfter: action.transactionality === "commitBoundaryAfter",
    lock: action.lockClass,
    rewrite: action.rewriteRisk,
    destructive: action.dataLoss === "destructive",
  };
}

function firstLines(message: string): string {
  return message.split("\n").slice(0, 3).join(" ").slice(0, 600);
}
