/** What hangs on a subject: queries, domain elements and database objects, each with the way to it. */
import { buildGraph, type DependencyGraph } from "../impact/graph.ts";
import { explainedSubjects } from "../impact/explained.ts";
import { pathTo, reachOf } from "../impact/reach.ts";
import type { Answer, ColumnAccess } from "../model/answer.ts";
import type { Dependent, DependentsReport, StatementDetail } from "../model/dependents.ts";
import { groupBy } from "../model/group-by.ts";
import { describeNode, ectoKey, isLayer, kindOf, nodeKey, parseNodeKey, type NodeKey } from "../model/identity.ts";
import type { BaselineDefect } from "../model/impact.ts";
import type { Subject } from "../model/subject.ts";
import { mentionedNames } from "../sql/index.ts";
import type { AskedState } from "./ask-state.ts";
import { describeStatement, operationsOn } from "./describe-statement.ts";
import { failureDiagnostic } from "./diff-states.ts";
import { findSubject, nameablesIn } from "./find-subject.ts";
import type { StateSource } from "./state-source.ts";

/** What hangs on a subject of an asked state. @throws SelectoError when nothing has that name */
export function dependentsOf(state: AskedState, text: string, namespaces: readonly string[]): DependentsReport {
  const { source, schema, subjects, answers } = state;
  const { keys, also } = findSubject(text, nameablesIn(source, schema), namespaces);
  const graph = buildGraph(schema);
  const roots = expand(keys, source, graph);
  const found: Dependent[] = [];
  const columns = columnsOf(roots, graph);
  // What an Ecto schema reads is told below its table; by itself only an association is asked about.
  const aboutSchema = [...roots].some((key) => !isLayer(key));
  const uses = new Map(columns.map((column) => [column, { uses: 0, reads: 0, writes: 0 }]));
  const statements: StatementDetail[] = [];
  for (const [at, subject] of subjects.entries()) {
    const answer = answers[at];
    if (answer === undefined) continue;
    const access = state.access.get(subject.key) ?? [];
    if (roots.has(subject.key) && (subject.kind !== "ecto" || !aboutSchema)) {
      if (answer.status === "ok") statements.push(describeStatement(subject, answer, access));
      continue;
    }
    const dependent = dependentSubject(subject, answer, access, graph, roots, source);
    if (dependent === undefined) continue;
    found.push(dependent);
    for (const column of dependent.columns) {
      const use = uses.get(column);
      if (use === undefined) continue;
      use.uses++;
      if (dependent.access === undefined || dependent.access.reads.includes(column)) use.reads++;
      if (dependent.access?.writes.includes(column) === true) use.writes++;
    }
  }
  const explained = explainedSubjects(subjects, new Map(subjects.flatMap(({ key }, at) => (answers[at] === undefined ? [] : [[key, answers[at]] as const]))));
  return {
    origin: source.origin,
    keys,
    also,
    ...(columns.length > 0 && { columns: columns.length }),
    domains: byOwner(found, "element").map(([name, elements]) => ({ name, elements })),
    // The schema that was asked about comes first.
    ecto: byOwner(found, "ecto")
      .toSorted(([a], [b]) => Number(keys.includes(ectoKey(b))) - Number(keys.includes(ectoKey(a))))
      .flatMap(([module, members]) => {
        const schema = source.ectoSchemas?.find((one) => one.module === module);
        return schema === undefined ? [] : [{ module, position: schema.position, members }];
      }),
    queries: found.filter((one) => one.kind === "query").toSorted(bySpan),
    objects: dependentObjects(graph, roots),
    columnUse: [...uses].map(([column, use]) => ({ column, ...use })).toSorted((a, b) => b.uses - a.uses),
    statements,
    examined: subjects.length - explained.size,
    answered: subjects.filter(({ key }, at) => !explained.has(key) && (answers[at]?.status === "ok" || answers[at]?.status === "none")).length,
    defects: subjects.flatMap((subject, at) => (explained.has(subject.key) ? [] : defectOf(subject, answers[at]))),
    diagnostics: [...source.diagnostics, ...state.failures.map(failureDiagnostic), ...schema.diagnostics],
    engine: state.engine,
  };
}

/** Elements by their domain, parts of Ecto schemas by their module. */
function byOwner(found: readonly Dependent[], kind: Dependent["kind"]): [string, Dependent[]][] {
  const groups = groupBy(
    found.filter((one) => one.kind === kind),
    ({ key }) => parseNodeKey(key).path[0] ?? "",
  );
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** A domain stands for its source table as well. */
function expand(keys: readonly NodeKey[], source: StateSource, graph: DependencyGraph): ReadonlySet<NodeKey> {
  const roots = new Set<NodeKey>();
  for (const key of keys) {
    roots.add(key);
    if (kindOf(key) !== "selectoDomain" || keys.length > 1) continue;
    const table = source.domains.find((domain) => nodeKey("selectoDomain", domain.name) === key)?.sourceTable;
    const relation =
      table === undefined
        ? undefined
        : ["table", "view", "materializedView"].map((kind) => nodeKey(kind, "public", table)).find((candidate) => graph.facts.has(candidate));
    if (relation !== undefined) roots.add(relation);
  }
  return roots;
}

function columnsOf(roots: ReadonlySet<NodeKey>, graph: DependencyGraph): string[] {
  const columns = [...roots].flatMap((root) => graph.children(root).filter((child) => kindOf(child) === "column"));
  const position = (key: NodeKey): number => Number(graph.facts.get(key)?.payload["_position"] ?? 0);
  return columns.toSorted((a, b) => position(a) - position(b)).map((key) => parseNodeKey(key).path.at(-1) ?? "");
}

function dependentSubject(
  subject: Subject,
  answer: Answer,
  access: readonly ColumnAccess[],
  graph: DependencyGraph,
  roots: ReadonlySet<NodeKey>,
  source: StateSource,
): Dependent | undefined {
  const domain = subject.kind === "element" ? parseNodeKey(subject.key).path[0] : undefined;
  const label = subject.kind === "query" ? subject.label.replace(/^query /, "") : subject.label;
  const base = { key: subject.key, kind: subject.kind, label, position: subject.position } as const;
  if (subject.statement.kind === "opaque") return mentioning(base, subject.sql, graph, roots);
  if (answer.status !== "ok" || answer.dependencies === undefined) {
    // What cannot be compiled still belongs to the domain that was asked about.
    const owner = domain === undefined ? undefined : nodeKey("selectoDomain", domain);
    return owner !== undefined && roots.has(owner) && source.domains.length > 0
      ? { ...base, how: "reads", columns: [], path: [owner, subject.key], evidence: "declared" }
      : undefined;
  }
  const reach = reachOf(graph, subject.key, answer.dependencies, answer.writes);
  const root = [...roots].find((key) => reach.reads.has(key) || answer.writes.some((write) => write.relation === key));
  if (root === undefined) {
    const builtOn = subject.uses.find((key) => roots.has(key));
    return builtOn === undefined ? undefined : { ...base, how: "hangs on", columns: [], path: [builtOn, subject.key], evidence: "declared" };
  }
  const columns = [...reach.reads.keys()].filter((key) => kindOf(key) === "column" && parentOf(key, graph) === root);
  const names = new Set(columns.map((key) => parseNodeKey(key).path.at(-1) ?? ""));
  const path = reach.reads.has(root) ? pathTo(reach.reads, root) : [root, subject.key];
  const operations = operationsOn(root, answer);
  const named = access.find((one) => one.relation === root);
  const isDirect = named !== undefined || columns.some((column) => answer.dependencies?.includes(column)) || answer.dependencies.includes(root);
  const reads = named === undefined ? operations.length === 0 : named.reads.length > 0;
  return {
    ...base,
    how: operations.length > 0 ? (reads ? "reads and writes" : "writes") : !isDirect && path.length > 2 ? "through" : "reads",
    columns: columnsOf(new Set([root]), graph).filter((name) => names.has(name)),
    ...(named !== undefined && { access: { operations, reads: named.reads, writes: named.writes } }),
    path: path.filter((key, at) => at === 0 || kindOf(key) !== "column"),
    evidence: "elaborated",
  };
}

/** Code that PostgreSQL reads only when it runs: what it names is read as text, and said to be. */
function mentioning(
  base: Pick<Dependent, "key" | "kind" | "label" | "position">,
  sql: string,
  graph: DependencyGraph,
  roots: ReadonlySet<NodeKey>,
): Dependent | undefined {
  const names = new Set(mentionedNames(sql));
  const root = [...roots].find((key) => names.has((parseNodeKey(key).path[1] ?? "").toLowerCase()));
  if (root === undefined) return undefined;
  return {
    ...base,
    how: "reads",
    columns: columnsOf(new Set([root]), graph).filter((column) => names.has(column.toLowerCase())),
    path: [root, base.key],
    evidence: "parsed",
  };
}

function parentOf(column: NodeKey, graph: DependencyGraph): NodeKey | undefined {
  return graph.facts.get(column)?.parent ?? graph.anchor(column);
}

/** Views, functions, keys, triggers and the rest that need the subject or one of its columns, directly or through others. */
function dependentObjects(graph: DependencyGraph, roots: ReadonlySet<NodeKey>): Dependent[] {
  const trail = new Map<NodeKey, NodeKey | undefined>();
  let frontier = [...roots];
  for (const root of roots) trail.set(root, undefined);
  while (frontier.length > 0) {
    const next: NodeKey[] = [];
    for (const key of frontier) {
      for (const dependent of graph.neededBy(key)) {
        if (trail.has(dependent) || ["acl", "comment", "securityLabel"].includes(kindOf(dependent))) continue;
        trail.set(dependent, key);
        next.push(dependent);
      }
    }
    frontier = next;
  }
  const own = new Set([...roots].flatMap((root) => graph.children(root).filter((child) => kindOf(child) === "column")));
  return [...trail.keys()]
    .filter((key) => !roots.has(key) && !own.has(key) && kindOf(key) !== "default" && kindOf(key) !== "column")
    .toSorted()
    .map((key): Dependent => {
      const path = pathTo(trail, key).toReversed();
      const columns = [...own].filter((column) => graph.needs(key).includes(column)).map((column) => parseNodeKey(column).path.at(-1) ?? "");
      return {
        key,
        kind: "object",
        label: describeNode(key),
        how: path.filter((step) => !own.has(step)).length > 2 ? "through" : "hangs on",
        columns,
        path: path.filter((step) => !own.has(step) || step === key),
        evidence: "catalog",
      };
    });
}

function bySpan(a: Dependent, b: Dependent): number {
  return a.path.length - b.path.length || (a.label < b.label ? -1 : 1);
}

function defectOf(subject: Subject, answer: Answer | undefined): BaselineDefect[] {
  if (answer?.status === "error")
    return [
      { subject: subject.key, label: subject.label, position: subject.position, verdict: "broken", reason: `${answer.error.sqlstate} ${answer.error.message}` },
    ];
  return answer?.status === "unknown"
    ? [{ subject: subject.key, label: subject.label, position: subject.position, verdict: "unknown", reason: answer.reason }]
    : [];
}
