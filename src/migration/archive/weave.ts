/**
 * Puts the steps that keep rows between the steps that would lose them: copies are taken at the start
 * of the transaction in which the loss happens, rows go back as soon as there is a place for them. Pure.
 */
import { groupBy } from "../../model/group-by.ts";
import { DATA_LOSS, VALUE_REPLACED } from "../../model/consent.ts";
import { kindOf, nodeKey, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import type { PlannedStatement } from "../../model/plan.ts";
import { quoteIdentifier, quoteQualified } from "../../sql/quote.ts";
import type { StepDraft } from "../package/package.ts";
import type { Kept } from "./kept.ts";

/** Planned statements and the steps made of them, one for one. */
export interface Stretch {
  readonly statements: readonly PlannedStatement[];
  readonly steps: readonly StepDraft[];
}

interface Insertion {
  /** before the step with this index */
  readonly at: number;
  readonly steps: readonly StepDraft[];
}

/** Index of the statement through which something is lost: it destroys it, or makes it anew, or names it. The first, where nobody can tell. */
export function causeOf(key: NodeKey, statements: readonly PlannedStatement[]): number {
  const { path } = parseNodeKey(key);
  const name = path.at(-1) ?? "";
  const tests = [
    (one: PlannedStatement) => one.destroys.includes(key),
    (one: PlannedStatement) => one.produces.includes(key),
    (one: PlannedStatement) =>
      kindOf(key) === "column" &&
      one.verb !== "create" &&
      one.sql.includes(`${quoteQualified(...path.slice(0, 2))} ALTER COLUMN ${quoteIdentifier(name)} TYPE `),
    (one: PlannedStatement) => one.verb !== "create" && one.sql.includes(name) && (kindOf(key) !== "column" || / TYPE /.test(one.sql)),
    (one: PlannedStatement) => one.verb !== "create" && one.sql.includes(name),
  ];
  return Math.max(0, tests.map((test) => statements.findIndex(test)).find((at) => at >= 0) ?? 0);
}

/** The way up with what is kept before and noted after. */
export function weaveKeeping(way: Stretch, kept: readonly Kept[]): StepDraft[] {
  const insertions = kept.flatMap((one): Insertion[] => {
    const causes = one.keys.map((key) => causeOf(key, way.statements));
    const before = Math.min(...causes, way.steps.length);
    const after = Math.max(...causes, 0);
    return [
      { at: segmentStart(way.steps, before), steps: keepingSteps(one) },
      { at: segmentEnd(way.steps, after), steps: one.note.map((sql) => archiveStep(sql, one)) },
    ];
  });
  return weave(way.steps, insertions);
}

/** A part of a way with rows going back right behind the statements that make their table. */
export function weaveRestoring(way: Stretch, kept: readonly Kept[], isLast: boolean): { steps: StepDraft[]; waiting: Kept[] } {
  const waiting: Kept[] = [];
  const insertions = kept.flatMap((one): Insertion[] => {
    const last = way.statements.findLastIndex((statement) => statement.produces.some((key) => isPartOf(one.made ?? [], key)));
    if (last === -1 && !isLast) {
      waiting.push(one);
      return [];
    }
    return [{ at: last === -1 ? way.steps.length : last + 1, steps: one.restore.map((sql) => archiveStep(sql, one)) }];
  });
  return { steps: weave(way.steps, insertions), waiting };
}

/** A table, or a column of one: a column whose type is made later comes after its table, and the rows after both. */
function isPartOf(tables: readonly NodeKey[], key: NodeKey): boolean {
  if (kindOf(key) !== "column") return tables.includes(key);
  const { path } = parseNodeKey(key);
  return tables.includes(nodeKey("table", ...path.slice(0, 2)));
}

/** In the place of an archive's id: the step is about the namespace and the list of all archives. */
const ARCHIVES = "archives";

export function keepingSteps(kept: Kept): StepDraft[] {
  const [first, ...rest] = kept.keep;
  if (first === undefined) return [];
  const subject = subjectOf(kept);
  const replaced = kept.replaces === undefined ? [] : [{ code: VALUE_REPLACED, subject: `${subject}.${kept.replaces.column}`, text: kept.replaces.text }];
  const lost = (kept.losses ?? []).map((loss) => ({ code: DATA_LOSS, ...loss }));
  const told = { ...archiveStep(first, kept), hazards: [{ code: "archive", subject, text: kept.text }, ...replaced, ...lost] };
  return [told, ...rest.map((sql) => archiveStep(sql, kept))];
}

function subjectOf({ entry }: Kept): string {
  const { path } = parseNodeKey(entry.table);
  return (path[0] === "public" ? path.slice(1) : path).join(".");
}

/** A step of the archive `kept`, or of what holds all of them. */
export function archiveStep(sql: string, kept?: Kept): StepDraft {
  return { sql, mode: "tx", lock: null, rewrite: false, hazards: [], archive: kept?.entry.id ?? ARCHIVES };
}

function weave(steps: readonly StepDraft[], insertions: readonly Insertion[]): StepDraft[] {
  const before = groupBy(insertions, ({ at }) => at);
  const at = (index: number): StepDraft[] => before.get(index)?.flatMap((one) => one.steps) ?? [];
  return [...steps.flatMap((step, index) => [...at(index), step]), ...at(steps.length)];
}

function segmentStart(steps: readonly StepDraft[], at: number): number {
  let start = Math.min(at, steps.length);
  while (start > 0 && steps[start]?.mode === "tx" && steps[start - 1]?.mode === "tx") start--;
  return start;
}

function segmentEnd(steps: readonly StepDraft[], at: number): number {
  let end = at + 1;
  while (end < steps.length && steps[end]?.mode === "tx" && steps[end - 1]?.mode === "tx") end++;
  return Math.min(end, steps.length);
}
