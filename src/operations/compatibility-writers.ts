/**
 * What writers of a former version do to rows, on the former schema and through the views: the same statement is run in
 * both places and taken back, and the rows it leaves are compared. Values never leave this file.
 */
import { createHash } from "node:crypto";
import type { ViewPlan } from "../domain/versions/compatibility-views.ts";
import type { Contents } from "../migration/rows/contents.ts";
import { describeRefusal } from "../migration/rows/refusal.ts";
import type { TypeValues } from "../migration/rows/types.ts";
import type { Answer } from "../model/answer.ts";
import type { CompatibilityWrite } from "../model/compatibility.ts";
import type { Database } from "../model/database.ts";
import { parseNodeKey, type NodeKey } from "../model/identity.ts";
import type { Subject } from "../model/subject.ts";
import { tryWrites, type TriedRows, type WriteOutcome, type WriteTry } from "../oracle/try-writes.ts";
import { quoteIdentifier, quoteLiteral, textOf, tokenize } from "../sql/index.ts";
import type { SubjectWrites } from "./compatibility-readers.ts";
import { writeTrials, type TrialInput, type WriteTrial } from "./compatibility-trials.ts";

/** A statement that the former schema took, with what it did there. */
interface Done {
  readonly write: WriteTry;
  readonly former: Extract<WriteOutcome, { count: number }>;
  /** columns that differ each time it is run: a time, a number of a sequence */
  readonly restless: ReadonlySet<string>;
}

export interface FormerWrites {
  readonly trials: readonly (WriteTrial & { readonly done?: Done })[];
  /** by subject: each of its runs, or why there is none */
  readonly subjects: readonly (readonly Done[] | string | undefined)[];
}

export interface WritersInput extends TrialInput {
  readonly plans: readonly ViewPlan[];
  readonly subjects: readonly Subject[];
  readonly answers: readonly Answer[];
  readonly searchPath: string | undefined;
}

/** Runs of one statement with parameters that are compared, of those that the former schema takes. */
const RUNS = 3;
/** Parameters that get a value nobody has, one after the other. */
const MOST_FRESH = 8;

/** Runs everything where the former schema is. @throws DatabaseError, ShadowDied */
export async function runFormer(database: Database, input: WritersInput): Promise<FormerWrites> {
  const { plans, subjects, answers, searchPath, contents, types } = input;
  const trials = plans.flatMap((plan) => writeTrials(plan, [readOf(plan)], input));
  await types.learn(answers.flatMap((answer) => (answer.status === "ok" ? answer.signature.params.map((type) => ({ type })) : [])));
  const calls = subjects.map((subject, at) => callOf(subject, answers[at], contents, types, plans));
  const all = [...trials.flatMap(({ tries }) => tries), ...calls.flatMap((call) => (typeof call === "object" ? call : []))];
  const first = outcomesOf(all, await tryWrites(database, all, searchPath));
  const taken = [
    ...trials.map(({ tries }) => tries.find((one) => isDone(first.get(one), true))),
    ...calls.flatMap((call) => (typeof call === "object" ? chooseRuns(call, first) : [])),
  ].filter((one) => one !== undefined);
  const second = outcomesOf(taken, await tryWrites(database, taken, searchPath));
  const doneOf = (write: WriteTry): Done[] => {
    const [former, again] = [first.get(write), second.get(write)];
    return isDone(former, false) && isDone(again, false) ? [{ write, former, restless: new Set(differing(former, again)) }] : [];
  };
  return {
    trials: trials.map((trial) => {
      const [done] = trial.tries.filter((one) => isDone(first.get(one), true)).flatMap(doneOf);
      return { ...trial, ...(done !== undefined && { done }) };
    }),
    subjects: calls.map((call) => (typeof call === "object" ? call.flatMap(doneOf) : call)),
  };
}

/** Runs it again through the views. One answer for each trial that the former schema took, and one for each subject that was run. */
export async function runThroughViews(
  database: Database,
  former: FormerWrites,
  plans: readonly ViewPlan[],
  searchPath: string,
): Promise<{ readonly writes: readonly (CompatibilityWrite & { readonly relation: NodeKey })[]; readonly subjects: readonly (SubjectWrites | undefined)[] }> {
  const all = [...former.trials.flatMap(({ done }) => done ?? []), ...former.subjects.flatMap((runs) => (typeof runs === "object" ? runs : []))];
  const outcomes = await tryWrites(
    database,
    all.map(({ write }) => write),
    searchPath,
  );
  const now = new Map(all.map((done, at) => [done, outcomes[at]]));
  const gone = new Set(plans.flatMap(({ columns }) => columns.flatMap(({ name, source }) => (source === "null" ? [name] : []))));
  return {
    writes: former.trials.flatMap(({ relation, label, done }) =>
      done === undefined ? [] : [{ relation, statement: label, ...judge(done, now.get(done), gone) }],
    ),
    subjects: former.subjects.map((runs): SubjectWrites | undefined => {
      if (runs === undefined || typeof runs === "string" || runs.length === 0)
        return typeof runs === "object" ? { before: { unread: "no run of it was accepted on generated rows" }, after: undefined } : undefined;
      const verdicts = runs.map((done) => judge(done, now.get(done), gone, new Set()));
      const wrong = verdicts.find(({ verdict }) => verdict !== "same");
      const count = runs.reduce((sum, { former: one }) => sum + one.count, 0);
      const hash = createHash("sha256")
        .update(JSON.stringify(runs.map(({ former: one }) => one)))
        .digest("hex");
      return {
        before: { count, hash },
        after:
          wrong === undefined ? { count, hash } : { unread: `through the views ${wrong.verdict === "refused" ? "it is refused: " : ""}${wrong.reason ?? ""}` },
      };
    }),
  };
}

/** @param goneGiven of {@link gone} those that are left out of what came back as well */
function judge(done: Done, now: WriteOutcome | undefined, gone: ReadonlySet<string>, goneGiven = gone): Pick<CompatibilityWrite, "verdict" | "reason"> {
  if (now === undefined) return { verdict: "refused", reason: "it was not run" };
  if ("error" in now) return { verdict: "refused", reason: describeRefusal(now.error) };
  const { former, restless } = done;
  if (former.count !== now.count) return { verdict: "differs", reason: `rows written: ${former.count} then, ${now.count} now` };
  const isLeftOut = (column: string, list: number): boolean => restless.has(column) || (list === 0 ? goneGiven : gone).has(column);
  const columns = differing(former, now, isLeftOut);
  if (columns.length > 0) return { verdict: "differs", reason: `other values in ${columns.join(", ")}` };
  const left = (row: TriedRows[number], list: number): string =>
    Object.entries(row)
      .flatMap((pair) => (isLeftOut(pair[0], list) ? [] : [JSON.stringify(pair)]))
      .toSorted()
      .join();
  const canonical = (rows: Rows): string => JSON.stringify(listsOf(rows).map((list, at) => list.map((row) => left(row, at)).toSorted()));
  return canonical(former) === canonical(now) ? { verdict: "same" } : { verdict: "differs", reason: "values of one row are in another" };
}

type Rows = Extract<WriteOutcome, { count: number }>;

/** What came back, then what was read. */
function listsOf(rows: Rows): readonly TriedRows[] {
  return [rows.given, ...rows.tables];
}

/** Columns whose values, all together, are others. */
function differing(one: Rows, other: Rows, isLeftOut: (column: string, list: number) => boolean = () => false): string[] {
  const now = listsOf(other);
  const valuesOf = (list: TriedRows, name: string): string => JSON.stringify(list.map((row) => JSON.stringify(row[name] ?? null)).toSorted());
  const columns = listsOf(one).flatMap((rows, at) => {
    const others = now[at] ?? [];
    const names = new Set([...rows, ...others].flatMap((row) => Object.keys(row)));
    return [...names].filter((name) => !isLeftOut(name, at) && valuesOf(rows, name) !== valuesOf(others, name));
  });
  return [...new Set(columns)].toSorted();
}

function isDone(outcome: WriteOutcome | undefined, writes: boolean): outcome is Rows {
  return outcome !== undefined && !("error" in outcome) && (!writes || outcome.count > 0);
}

function outcomesOf(tries: readonly WriteTry[], outcomes: readonly WriteOutcome[]): Map<WriteTry, WriteOutcome | undefined> {
  return new Map(tries.map((one, at) => [one, outcomes[at]]));
}

/** Former columns that the view has, by the former name. */
function readOf(plan: ViewPlan): string {
  const name = parseNodeKey(plan.relation).path.at(-1) ?? "";
  return `select ${plan.columns.map((column) => quoteIdentifier(column.name)).join(", ")} from ${quoteIdentifier(name)}`;
}

/** Runs of a statement that takes parameters or writes; undefined for what is read as it is, a text for what cannot be run. */
function callOf(
  subject: Subject,
  answer: Answer | undefined,
  contents: Contents,
  types: TypeValues,
  plans: readonly ViewPlan[],
): readonly WriteTry[] | string | undefined {
  if (answer?.status !== "ok" || subject.kind !== "query" || subject.statement.kind !== "ask" || subject.statement.call === true) return undefined;
  const { params, columns } = answer.signature;
  if (params.length === 0 && answer.writes.length === 0) return undefined;
  const values = params.map((type) => parameterValues(type, contents, types));
  if (values.some((list) => list.length === 0)) return "no value is known for one of its parameters";
  const written = new Set(answer.writes.map(({ relation }) => relation));
  const reads = plans.filter(({ relation }) => written.has(relation)).map(readOf);
  // Each parameter with values that are there; then one after the other with one that nobody has, as an insert needs it.
  const sets = [
    ...Array.from({ length: RUNS }, (_, run) => values.map((list, place) => list[(run + place) % list.length] ?? "")),
    ...params
      .slice(0, MOST_FRESH)
      .map((_, fresh) => values.map((list, place) => (place === fresh ? types.nth(params[place] ?? "", 700) : undefined) ?? list[place % list.length] ?? "")),
  ];
  const { sql } = subject.statement;
  return (params.length === 0 ? [[]] : sets).map((set) => ({ statement: filledIn(sql, set, params), gives: columns.length > 0, reads }));
}

/** The statement with values where its parameters stood. */
function filledIn(sql: string, values: readonly string[], types: readonly string[]): string {
  let text = "";
  let at = 0;
  for (const token of tokenize(sql).filter(({ kind }) => kind === "param")) {
    const place = Number(textOf(sql, token).slice(1)) - 1;
    text += `${sql.slice(at, token.from)}(${quoteLiteral(values[place] ?? "")}::${types[place] ?? "text"})`;
    at = token.to;
  }
  return text + sql.slice(at);
}

/** What the former schema takes, and of that what finds rows. */
function chooseRuns(runs: readonly WriteTry[], outcomes: ReadonlyMap<WriteTry, WriteOutcome | undefined>): readonly WriteTry[] {
  const accepted = runs.filter((one) => isDone(outcomes.get(one), false));
  const hitting = accepted.filter((one) => isDone(outcomes.get(one), true));
  return (hitting.length > 0 ? hitting : accepted).slice(0, RUNS);
}

/** Values of rows that have the type, then any of the type. */
function parameterValues(type: string, contents: Contents, types: TypeValues): string[] {
  const there = [...contents.tables.values()].flatMap(({ table, rows }) =>
    table.columns.flatMap((column, place) => (column.type === type ? rows.slice(0, 2).flatMap((row) => row[place] ?? []) : [])),
  );
  return [...new Set([...there, ...types.of(type)])].slice(0, 8);
}
