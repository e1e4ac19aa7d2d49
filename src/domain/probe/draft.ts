/**
 * One probe statement while it is written: which joins it needs, which elements it is built on, and why
 * it cannot be written, if it cannot. Compilers below it never stop at a problem: they note the first
 * one and write NULL, and whoever asked for the statement finds the problem here.
 */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { nodeKey, type NodeKey } from "../../model/identity.ts";
import type { JsonValue } from "../../model/json.ts";
import type { Path } from "../notations/positions.ts";
import type { QueryMember } from "../graph/members.ts";
import type { DomainGraph, Join } from "../graph/types.ts";
import { tableAlias } from "./table-name.ts";

export interface Draft {
  readonly graph: DomainGraph;
  /** where the thing stands that is compiled; problems point there */
  readonly at: Path;
  /** how SQL calls the source table, unquoted */
  readonly rootAlias: string;
  /** bare names are fields of this join's table first; absent for the root */
  readonly scope?: Join;
  readonly joins: Set<Join>;
  /** query members that the statement needs */
  readonly members: Set<QueryMember>;
  readonly uses: Set<NodeKey>;
  /** custom columns being expanded, against circles */
  readonly expanding: Set<string>;
  /** the first one is the reason why there is no statement */
  readonly problems: Diagnostic[];
  readonly compile: Compilers;
  /** values of filters become parameters; absent: they become literals */
  readonly binder?: Binder;
}

/** Gives `$n` for a value, or for a named parameter. */
export interface Binder {
  readonly value: (value: JsonValue) => string;
  readonly parameter: (name: string) => string;
}

/** Expressions nest in each other in every way; the compilers find each other here instead of importing in circles. */
export interface Compilers {
  readonly selector: (draft: Draft, selector: JsonValue) => string;
  readonly filter: (draft: Draft, filter: JsonValue) => string;
}

/** What upstream calls the source table; raw SQL in domains may use it. */
const UPSTREAM_ROOT = "selecto_root";

/** @param content what will be compiled; searched for the name upstream gives the source table */
export function createDraft(compile: Compilers, graph: DomainGraph, at: Path, content: JsonValue | undefined, scope?: Join): Draft {
  const table = tableAlias(graph.root.table ?? graph.root.id);
  const taken = graph.aliases.has(table);
  const text = JSON.stringify(content ?? null);
  // A custom column brings its raw SQL along to whatever names it.
  const brought = [...graph.customColumns].filter(([id]) => text.includes(id)).map(([, { spec }]) => JSON.stringify(spec));
  const rootAlias = taken || [text, ...brought].some((part) => part.includes(UPSTREAM_ROOT)) ? UPSTREAM_ROOT : table;
  return {
    graph,
    at,
    rootAlias,
    ...(scope === undefined ? {} : { scope }),
    joins: new Set(scope === undefined ? [] : [scope]),
    members: new Set(),
    uses: new Set(),
    expanding: new Set(),
    problems: [],
    compile,
  };
}

export interface DraftProblem {
  readonly code: string;
  readonly message: string;
  readonly next: string;
  readonly severity?: Diagnostic["severity"];
}

/** Notes why the statement cannot be written (the first reason counts) and stands in for an expression. */
export function fail(draft: Draft, { code, message, next, severity = "error" }: DraftProblem): string {
  draft.problems.push({ code, severity, message, position: draft.graph.positions.value(draft.at), next });
  return "NULL";
}

/** The address of a part of the domain in the one graph. */
export function elementKey(graph: DomainGraph, path: Path): NodeKey {
  return nodeKey("element", graph.name, ...path.map(String));
}

/** What only the application knows: the thing is counted as unknown, and nobody did anything wrong. */
export function failOpaque(draft: Draft, what: string): string {
  return fail(draft, { code: "domain-not-examined", severity: "info", message: what, next: "Nothing to do; it counts as unknown." });
}
