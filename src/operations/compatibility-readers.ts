/** What readers of a former version get: each asked on the former schema and behind the migrations through the views, and where it can be run, its rows compared. */
import { createHash } from "node:crypto";
import type { Answer } from "../model/answer.ts";
import type { CompatibilityReader } from "../model/compatibility.ts";
import { ShadowDied, type Database } from "../model/database.ts";
import { nameOf, nodeKey, type NodeKey } from "../model/identity.ts";
import type { Subject } from "../model/subject.ts";
import { askingSettings } from "../oracle/settings.ts";
import { relationOf } from "../migration/renames/compose.ts";

/** The rows of one statement: their number and a hash of all of them in no order; or why there are none to compare. */
export type RowsRead = { readonly count: number; readonly hash: string } | { readonly unread: string };

/** What a statement that takes parameters or writes did on the former schema, and through the views. */
export interface SubjectWrites {
  readonly before: RowsRead;
  readonly after: RowsRead | undefined;
}

/** Runs what only reads and takes no parameter. Values never leave this function. */
export async function readRows(database: Database, subjects: readonly Subject[], answers: readonly Answer[], searchPath: string): Promise<RowsRead[]> {
  const runnable = subjects.map((subject, at): string | RowsRead => {
    const answer = answers[at];
    if (answer?.status !== "ok" || subject.statement.kind !== "ask" || subject.statement.call === true) return { unread: "it was not run" };
    if (answer.signature.params.length > 0) return { unread: "it takes parameters" };
    if (answer.writes.length > 0 || answer.signature.columns.length === 0) return { unread: "it writes" };
    return subject.statement.sql;
  });
  await database.exec(askingSettings(searchPath));
  const asked = runnable.flatMap((one, at) => (typeof one === "string" ? [{ at, sql: one }] : []));
  const found = new Map<number, RowsRead>();
  try {
    const first = await database.batch(asked.map(({ sql }) => ({ kind: "run", sql })));
    const again = await database.batch(asked.map(({ sql }) => ({ kind: "run", sql })));
    asked.forEach(({ at }, index) => {
      const [one, other] = [digest(first[index]), digest(again[index])];
      found.set(at, "hash" in one && "hash" in other && one.hash !== other.hash ? { unread: "it gives other rows each time it runs" } : one);
    });
  } catch (error) {
    if (!(error instanceof ShadowDied)) throw error;
    for (const { at } of asked) found.set(at, { unread: "running the statements ended the shadow" });
  }
  return runnable.map((one, at) => (typeof one === "string" ? (found.get(at) ?? { unread: "it was not run" }) : one));
}

function digest(reply: Awaited<ReturnType<Database["batch"]>>[number] | undefined): RowsRead {
  if (reply === undefined) return { unread: "it was not run" };
  // The message may hold a generated value: the class of error is enough.
  if (!reply.ok) return { unread: `it fails on generated rows (${reply.error.sqlstate})` };
  const lines = reply.rows.map((row) => JSON.stringify(row)).toSorted();
  return { count: lines.length, hash: createHash("sha256").update(lines.join("\n")).digest("hex") };
}

export interface ReaderSides {
  readonly before: readonly Answer[];
  readonly after: readonly Answer[];
  readonly rowsBefore: readonly RowsRead[];
  /** absent where rows could not be carried; then `rowsLost` says why */
  readonly rowsAfter: readonly RowsRead[] | undefined;
  readonly rowsLost: string | undefined;
  /** former columns that are NULL now because somebody agreed */
  readonly agreed: ReadonlySet<NodeKey>;
  /** what was found by running what takes parameters or writes, by subject */
  readonly written: readonly (SubjectWrites | undefined)[];
  /** consents by name: `differs:by_age` */
  readonly allow: readonly string[];
}

/** One verdict a subject, in order. Pure. */
export function judgeReaders(subjects: readonly Subject[], sides: ReaderSides): CompatibilityReader[] {
  return subjects.map((subject, at) => {
    const [before, after] = [sides.before[at], sides.after[at]];
    const base = { label: subject.label, kind: subject.kind };
    if (before?.status !== "ok") return { ...base, verdict: "unasked", reason: reasonOf(before) };
    if (after?.status === "error") return { ...base, verdict: "fails", reason: `${after.error.sqlstate} ${after.error.message}` };
    if (after?.status !== "ok") return { ...base, verdict: "fails", reason: reasonOf(after) };
    const difference = signatureDifference(before, after);
    if (difference !== undefined) return { ...base, verdict: "differs", reason: difference };
    const own = sides.written[at];
    const old = own?.before ?? sides.rowsBefore[at];
    const now = own === undefined ? sides.rowsAfter?.[at] : own.after;
    if (own !== undefined && "unread" in own.before) return { ...base, verdict: "same-contract", reason: own.before.unread };
    if (old === undefined || now === undefined) return { ...base, verdict: "same-contract", reason: sides.rowsLost ?? "it was not run" };
    if ("unread" in old) return { ...base, verdict: "same-contract", reason: old.unread };
    if (!("unread" in now) && now.hash === old.hash) return { ...base, verdict: "same-rows", rows: now.count };
    if ((before.dependencies ?? []).some((key) => sides.agreed.has(key)))
      return { ...base, verdict: "other-rows", reason: "it reads what is NULL now, as allowed" };
    if (sides.allow.includes(`differs:${nameOf(subject.key)}`)) return { ...base, verdict: "other-rows", reason: "as allowed" };
    return { ...base, verdict: "differs", reason: "unread" in now ? now.unread : `other rows than before: ${old.count} then, ${now.count} now` };
  });
}

function reasonOf(answer: Answer | undefined): string {
  if (answer?.status === "error") return `${answer.error.sqlstate} ${answer.error.message}`;
  return answer === undefined || answer.status === "ok" ? "it was not asked" : answer.reason;
}

type Asked = Extract<Answer, { status: "ok" }>;

function signatureDifference(before: Asked, after: Asked): string | undefined {
  const columns = ({ signature }: Asked): string => signature.columns.map(({ name, type }) => `${name} ${type}`).join(", ");
  const params = ({ signature }: Asked): string => signature.params.join(", ");
  if (columns(before) !== columns(after)) return `it gave ${columns(before)}, and gives ${columns(after)}`;
  return params(before) === params(after) ? undefined : `it took ${params(before)}, and takes ${params(after)}`;
}

/** Column keys of a view's columns that are NULL by consent. */
export function agreedColumns(
  views: readonly { readonly relation: NodeKey; readonly columns: readonly { readonly name: string; readonly source: string }[] }[],
): Set<NodeKey> {
  return new Set(
    views.flatMap(({ relation, columns }) => {
      const place = relationOf(relation)?.place ?? [];
      return columns.flatMap(({ name, source }) => (source === "null" ? [nodeKey("column", ...place, name)] : []));
    }),
  );
}
