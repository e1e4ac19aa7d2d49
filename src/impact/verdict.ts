/** The verdict on one subject: two answers of PostgreSQL, and what changed between them. */
import type { Answer } from "../model/answer.ts";
import type { Change } from "../model/change.ts";
import type { PgError } from "../model/database.ts";
import type { BaselineDefect, Impact, Reason, Verdict, Witness } from "../model/impact.ts";
import { describeNode, nameOf, parseNodeKey, type NodeKey } from "../model/identity.ts";
import type { SourcePosition } from "../model/position.ts";
import type { Subject } from "../model/subject.ts";
import { changeNamedIn, explain } from "./cause.ts";
import type { DependencyGraph } from "./graph.ts";
import { pathTo, reachOf, type Reach } from "./reach.ts";
import { RULES } from "./rules/index.ts";
import { compareBindings, replacedColumns, type Rebinding } from "./binding.ts";
import { shapesInFamilies, writesInFamilies } from "./family.ts";
import type { SubjectView } from "./rules/rule.ts";
import { compareSignatures } from "./signature-change.ts";
import { namedChange } from "./named-change.ts";
import { shapeOf } from "./statement-shape.ts";

/** What both states have in common for every subject. */
export interface VerdictContext {
  readonly changes: readonly Change[];
  readonly before: DependencyGraph;
  readonly after: DependencyGraph;
  /** maps PostgreSQL's position in the asked statement back to the file */
  locate(subject: Subject, error: PgError): { position: SourcePosition; line?: string } | undefined;
  /** relations whose columns stand in another order */
  readonly reordered: readonly string[];
  /** functions whose body compiled before the change and does not any more */
  readonly brokenBodies: ReadonlyMap<NodeKey, PgError>;
  /** functions written as a string that PostgreSQL took again after the change */
  readonly bodiesTaken: ReadonlySet<NodeKey>;
}

export interface SubjectCase {
  readonly subject: Subject;
  /** absent when the subject is new */
  readonly from: Answer | undefined;
  readonly to: Answer;
  /** the statement itself was edited between the states: its contract is meant to differ */
  readonly edited: boolean;
  /** prepared on FROM, it fails after the change (0A000) */
  readonly live: boolean;
}

export type Judgement = { readonly impact: Impact } | { readonly defect: BaselineDefect };

/** Judges one subject. Pure: every fact comes in. */
export function judge(one: SubjectCase, context: VerdictContext): Judgement {
  const { subject, from, to } = one;
  if (to.status === "error") {
    const witness = witnessOf(subject, to, context);
    if (from?.status === "unknown" && !one.edited) {
      const touched = namedChange(subject, context.changes);
      if (touched !== undefined) return stillUnknown(one, from.reason, touched, witness);
      return { defect: { ...named(subject), verdict: "unknown", witness, reason: from.reason } };
    }
    if (from?.status === "error" && !one.edited)
      return { defect: { ...named(subject), verdict: "broken", witness, reason: "does not compile before the change either" } };
    if ((from === undefined || one.edited) && isAboutValues(to))
      return verdict(
        one,
        "unknown",
        [{ code: "not-asked", text: `planning fails on a value: ${to.error.sqlstate} ${to.error.message}`, path: [subject.key] }],
        witness,
      );
    const reach = from?.status === "ok" ? reachOf(context.before, subject.key, from.dependencies ?? [], from.writes) : EMPTY;
    const called = calledBroken(reach, context);
    // Where the planner puts the function's body in place, it complains of the body.
    if (called?.[1].message === to.error.message) return brokenInside(one, called, reach, context.changes);
    const text = from === undefined ? "new, and does not compile" : `${to.error.sqlstate} ${to.error.message}`;
    return verdict(one, "broken", [{ code: "does-not-compile", text, path: explain(subject.key, context.changes, reach, to.error.message) }], witness);
  }
  if (to.status === "unknown") {
    if (from?.status === "unknown" && !one.edited) {
      const touched = namedChange(subject, context.changes);
      return touched === undefined ? { defect: { ...named(subject), verdict: "unknown", reason: to.reason } } : stillUnknown(one, to.reason, touched);
    }
    return verdict(one, "unknown", [{ code: "not-asked", text: to.reason, path: [subject.key] }]);
  }
  // It compiles now, but nothing is known about what it was: safe would mean that both sides were asked.
  if (from?.status === "unknown" && to.status === "ok" && !one.edited)
    return { defect: { ...named(subject), verdict: "unknown", reason: `${from.reason}; it compiles after the change` } };
  if (from?.status === "error") return verdict(one, "fixed", [fixedBy(one, from, context)]);
  if (to.status === "none" || from?.status !== "ok") return verdict(one, "safe", []);
  const graphs = [context.before, context.after];
  const writes = writesInFamilies(from.writes, graphs);
  const reach = reachOf(context.before, subject.key, from.dependencies ?? [], writes);
  const called = calledBroken(reach, context);
  if (called !== undefined) return brokenInside(one, called, reach, context.changes);
  const contract = one.edited
    ? []
    : compareSignatures(from.signature, to.signature).map((difference): Reason => ({
        code: difference.code,
        text: difference.text,
        path: explain(subject.key, context.changes, reach, difference.names.join(" ")),
      }));
  if (contract.length > 0) return verdict(one, "changed", contract);
  const shape = shapeOf(subject);
  const view: SubjectView = {
    subject,
    reach,
    writes,
    inserts: shapesInFamilies(shape.inserts, from.writes, graphs),
    updates: shapesInFamilies(shape.updates, from.writes, graphs),
    shape,
    before: context.before,
    after: context.after,
    bodiesTaken: context.bodiesTaken,
    from,
    to,
  };
  const found = [...(one.edited ? [] : bindingReasons(view, context)), ...orderReasons(view, context), ...ruleReasons(view, context.changes)];
  const worst = found.some((reason) => reason.verdict === "at-risk") ? "at-risk" : found.length > 0 ? "slower" : "safe";
  return verdict(
    one,
    worst,
    found.map(({ verdict: _verdict, ...reason }) => reason),
  );
}

function fixedBy({ subject, edited, to }: SubjectCase, { error }: Extract<Answer, { status: "error" }>, context: VerdictContext): Reason {
  const reach = to.status === "ok" && !edited ? reachOf(context.after, subject.key, to.dependencies ?? [], to.writes) : EMPTY;
  return {
    code: "fixed",
    text: `did not compile before the change: ${error.sqlstate} ${error.message}`,
    path: explain(subject.key, context.changes, reach, error.message),
  };
}

function calledBroken(reach: Reach, { brokenBodies }: VerdictContext): readonly [NodeKey, PgError] | undefined {
  return [...brokenBodies].find(([key]) => reach.influences.has(key));
}

/** The statement compiles, and ends in a function that does not. */
function brokenInside(one: SubjectCase, [routine, error]: readonly [NodeKey, PgError], reach: Reach, changes: readonly Change[]): Judgement {
  const { sqlstate, message } = error;
  const culprit = changeNamedIn(message, changes);
  const path = pathTo(reach.influences, routine);
  return verdict(
    one,
    "broken",
    [
      {
        code: "function-body",
        text: `the body of ${describeNode(routine)} does not compile: ${sqlstate} ${message}`,
        path: culprit === undefined ? path : [culprit.key, ...path],
      },
    ],
    { sqlstate, message, stage: "body" },
  );
}

/** Unknown before and after, and the change may be about it: nobody's old defect, but a new doubt. */
function stillUnknown(one: SubjectCase, reason: string, change: Change, witness?: Witness): Judgement {
  return verdict(
    one,
    "unknown",
    [{ code: "not-asked", text: `${reason}; it names ${nameOf(change.key)}, which changes`, path: [change.key, one.subject.key] }],
    witness,
  );
}

/**
 * Planning runs immutable functions, so it can fail on a value (`select 1/0`). Where the same statement
 * planned before, the change is the cause; for a new statement nothing can be said.
 */
function isAboutValues(answer: Extract<Answer, { status: "error" }>): boolean {
  return answer.stage === "plan" && !/^(?:42|0A)/.test(answer.error.sqlstate);
}

const EMPTY: Reach = { reads: new Map(), influences: new Map() };

function ruleReasons(view: SubjectView, changes: readonly Change[]): (Reason & { verdict: Verdict })[] {
  const reasons = new Map<string, Reason & { verdict: Verdict }>();
  for (const rule of RULES) {
    for (const change of changes) {
      const finding = rule.examine(change, view);
      if (finding === undefined || reasons.has(finding.text)) continue;
      const path = pathTo(view.reach.influences, finding.via);
      reasons.set(finding.text, {
        verdict: rule.verdict,
        code: rule.code,
        text: finding.text,
        path: finding.via === change.key ? path : [change.key, ...(path.length > 0 ? path : [view.subject.key])],
      });
    }
  }
  return [...reasons.values()].toSorted((a, b) => Number(b.verdict === "at-risk") - Number(a.verdict === "at-risk"));
}

function bindingReasons(view: SubjectView, { changes, before, after }: VerdictContext): (Reason & { verdict: Verdict })[] {
  const { key } = view.subject;
  const [old, now] = [view.from.dependencies, view.to.dependencies];
  const rebinding = old === undefined || now === undefined ? undefined : compareBindings(old, now, changes, view.shape);
  const replaced = replacedColumns(view.reach.reads.keys(), before, after, changes);
  return [
    ...(rebinding === undefined
      ? []
      : [{ verdict: "at-risk" as const, code: "rebound", text: rebinding.text, path: explainRebinding(key, rebinding, changes, view.reach) }]),
    ...replaced.map((column) => ({
      verdict: "at-risk" as const,
      code: "column-replaced",
      text: `${nameOf(column)} is another column of the same name now, with other values`,
      path: pathTo(view.reach.reads, column),
    })),
  ];
}

/** What it reads now may have been added out of reach of what it read before: another table of the name, another overload. */
function explainRebinding(subject: NodeKey, { lost, gained }: Rebinding, changes: readonly Change[], reach: Reach): NodeKey[] {
  const holds = (container: NodeKey, key: NodeKey): boolean => key === container || key.startsWith(`column:${container.slice(container.indexOf(":") + 1)}.`);
  const added = changes.find((change) => change.verb === "add" && gained.some((key) => holds(change.key, key)));
  const path = explain(subject, changes, reach, [...lost, ...gained].map((one) => parseNodeKey(one).path.at(-1)).join(" "));
  return path.length === 1 && added !== undefined ? [added.key, subject] : path;
}

function orderReasons(view: SubjectView, context: VerdictContext): (Reason & { verdict: Verdict })[] {
  if (context.reordered.length === 0 || !view.shape.dependsOnOrder) return [];
  return context.reordered.flatMap((relation) =>
    view.reach.influences.has(relation)
      ? [
          {
            verdict: "at-risk" as const,
            code: "column-order",
            text: "the columns stand in another order, and this statement relies on it",
            path: pathTo(view.reach.influences, relation),
          },
        ]
      : [],
  );
}

function witnessOf(subject: Subject, answer: Extract<Answer, { status: "error" }>, context: VerdictContext): Witness {
  const place = context.locate(subject, answer.error);
  return {
    sqlstate: answer.error.sqlstate,
    message: answer.error.message,
    stage: answer.stage,
    ...(place !== undefined && { position: place.position }),
    ...(place?.line !== undefined && { line: place.line }),
  };
}

function named(subject: Subject): { subject: string; label: string; position: SourcePosition } {
  return { subject: subject.key, label: subject.label, position: subject.position };
}

function verdict(one: SubjectCase, worst: Verdict, reasons: readonly Reason[], witness?: Witness): Judgement {
  return { impact: { ...named(one.subject), kind: one.subject.kind, verdict: worst, reasons, live: one.live, ...(witness !== undefined && { witness }) } };
}
