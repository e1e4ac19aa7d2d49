/** What a rule is: it looks at one change and one subject whose contract stayed the same, and says why its meaning may not have. */
import type { Answer, WriteTarget } from "../../model/answer.ts";
import type { Change } from "../../model/change.ts";
import { parseNodeKey, type NodeKey } from "../../model/identity.ts";
import type { Subject } from "../../model/subject.ts";
import type { DependencyGraph } from "../graph.ts";
import type { Reach } from "../reach.ts";
import type { SubjectShape, WriteShape } from "../statement-shape.ts";

/** Everything a rule may look at; no rule does IO. */
export interface SubjectView {
  readonly subject: Subject;
  readonly reach: Reach;
  /** what it writes to, partitions and parents included */
  readonly writes: readonly WriteTarget[];
  readonly inserts: readonly WriteShape[];
  readonly updates: readonly WriteShape[];
  readonly shape: SubjectShape;
  readonly before: DependencyGraph;
  readonly after: DependencyGraph;
  /** functions written as a string that PostgreSQL took again after the change */
  readonly bodiesTaken: ReadonlySet<NodeKey>;
  readonly from: Extract<Answer, { status: "ok" }>;
  readonly to: Extract<Answer, { status: "ok" }>;
}

export interface Finding {
  /** one line */
  readonly text: string;
  /** the node among the subject's influences through which the change reaches it */
  readonly via: NodeKey;
}

export interface Rule {
  /** stable code, kebab-case, shown beside the finding */
  readonly code: string;
  readonly verdict: "at-risk" | "slower";
  /** why this rule exists, one paragraph; it is the rule's documentation */
  readonly why: string;
  examine(change: Change, view: SubjectView): Finding | undefined;
}

/** Writes that put whole rows: inserts and merges. */
export function insertsInto(view: SubjectView, relation: NodeKey): boolean {
  return view.writes.some((target) => target.relation === relation && (target.operation === "insert" || target.operation === "merge"));
}

/** Writes that set values: inserts, updates, merges. */
export function setsValuesIn(view: SubjectView, relation: NodeKey): boolean {
  return view.writes.some((target) => target.relation === relation && target.operation !== "delete");
}

export function writesTo(view: SubjectView, relation: NodeKey): boolean {
  return view.writes.some((target) => target.relation === relation);
}

/** Whether every insert of the statement into that relation names the column itself. */
export function listsColumn(view: SubjectView, relation: string, column: string): boolean {
  const inserts = view.inserts.filter((insert) => insert.relation === relation);
  return inserts.length > 0 && inserts.every((insert) => insert.columns?.includes(column) === true);
}

/** Whether a write of the statement to that table can put a value into the column: every insert, and an update that names it. */
export function mayWrite(view: SubjectView, table: NodeKey, column: string): boolean {
  if (view.writes.some((target) => target.relation === table && (target.operation === "merge" || target.operation === "insert"))) return true;
  const name = parseNodeKey(table).path.at(-1);
  const updates = view.updates.filter((update) => update.relation === name);
  return updates.length === 0 || updates.some((update) => update.columns?.includes(column) === true);
}
