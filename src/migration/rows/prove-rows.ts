/**
 * Walks a migration over generated rows: up and down bring every row back, and do so too when rows were
 * inserted, updated and deleted in between. Rows that the way up refuses because they break a rule it makes
 * are set aside, and said. Knows no schema state; the caller walks.
 */
import { DatabaseError, type Database } from "../../model/database.ts";
import { nameOf, type NodeKey } from "../../model/identity.ts";
import type { Direction } from "../../model/migration.ts";
import { compareContents, type MayDiffer, type RowDifference } from "./compare.ts";
import { countRows, readContents, restoreContents, withRows, type Contents } from "./contents.ts";
import type { Convertible } from "./convertible.ts";
import { columnId, correspondence, demandsOf, type Renames } from "./demand.ts";
import { culpritOf, isComputing, isForgivable, isOnRows, type WalkFailure } from "./culprit.ts";
import { fillTables, type EmptyTable } from "./fill.ts";
import { describeRefusal } from "./refusal.ts";
import { readShape, type Shape } from "./shape.ts";
import { compareTouched, touchRows } from "./touch.ts";
import { readTypes, type TypeValues } from "./types.ts";

export interface RowWalk {
  readonly shadow: Database;
  readonly renames: Renames;
  readonly may: MayDiffer;
  /** runs the steps; undefined when they ran */
  readonly walk: (direction: Direction) => Promise<WalkFailure | undefined>;
  /** a failure leaves the shadow where the way started: it is one transaction */
  readonly isWhole: (direction: Direction) => boolean;
  /** makes a shadow that was left halfway FROM again; false where that fails */
  readonly goBack: () => Promise<boolean>;
}

export interface RowProof {
  /** rows that were compared */
  readonly rows: number;
  readonly emptyTables: readonly EmptyTable[];
  /** first with the rows alone, then with changes in between; sorted and each once */
  readonly differences: readonly RowDifference[];
  /** a way that rows stop which satisfy both schemas */
  readonly failure?: { readonly direction: Direction; readonly step: number; readonly text: string };
  /** what down refuses after changes in between: rows it cannot give a value */
  readonly refusals: readonly string[];
  /** the shadow is where FROM starts, its own rows back */
  readonly isBack: boolean;
}

/** What is known of one end: taken while the shadow is there. */
export interface End {
  readonly shape: Shape;
  readonly types: TypeValues;
  /** the rows of the migrations themselves */
  readonly own: Contents;
}

const ROWS = 6;
const INSERTED = 2;
/** Each refusal halves the rows of one table, so that four settle it; what refuses more tables than that is not tried out. */
const MOST_TRIES = 240;
/** The same where the shadow is made anew after each. */
const MOST_RETURNS = 24;
/** Settings of the session as it was opened. */
const OWN_SESSION = "reset all";

/** @throws DatabaseError, ShadowDied */
export async function readEnd(shadow: Database): Promise<End> {
  const shape = await readShape(shadow);
  const end = { shape, types: await readTypes(shadow), own: await readContents(shadow, shape) };
  await end.types.learn(end.shape.tables.flatMap((table) => table.columns.map(({ type }) => ({ type }))));
  await shadow.exec(OWN_SESSION);
  return end;
}

/** The shadow is at FROM, and is there again when `isBack`. @throws DatabaseError, ShadowDied */
export async function proveRows(run: RowWalk, from: End, to: End, convertible: Convertible): Promise<RowProof> {
  const { shadow, may } = run;
  const names = correspondence(run.renames);
  // the schema alone went there and back already: what that did to the migrations' own rows is found again below
  await restoreContents(shadow, from.own);
  const demands = demandsOf(from.shape, to.shape, names, convertible.fromNull);
  const legal = await keepLegal(from, convertible.values, demands);
  const empty = await fillTables(shadow, demands, from.types, { count: ROWS, start: 0, convertible: legal });
  const settled = await settle(run, to, await readContents(shadow, from.shape), empty);
  if (settled.failure !== undefined)
    return back(run, from, to, { rows: 0, emptyTables: settled.emptyTables, differences: [], refusals: [], failure: settled.failure }, settled.isLost);
  const { before } = settled;
  const differences = compareContents(before, await readContents(shadow, from.shape), may);
  await restoreContents(shadow, before);
  const after: Changed = differences.length > 0 ? { differences: [], refusals: [] } : await proveChanges(run, from, to, before);
  return back(
    run,
    from,
    to,
    {
      rows: countRows(before, may),
      emptyTables: settled.emptyTables,
      refusals: after.refusals,
      differences: [...differences, ...after.differences],
      ...(after.failure !== undefined && { failure: after.failure }),
    },
    after.isLost,
  );
}

/** Puts the migrations' own rows back, where the walk ended. */
async function back(run: RowWalk, from: End, to: End, proof: Omit<RowProof, "isBack">, isLost = false): Promise<RowProof> {
  if (isLost) return { ...proof, isBack: false };
  const isStuck = proof.failure?.direction === "down";
  try {
    await restoreContents(run.shadow, isStuck ? to.own : from.own);
  } catch (error) {
    // a way back that is no transaction may have stopped anywhere between; the caller makes a new shadow
    if (!isStuck || !(error instanceof DatabaseError)) throw error;
  }
  await run.shadow.exec(OWN_SESSION);
  return { ...proof, isBack: !isStuck };
}

/** Both types take these values; the first must be asked where it is. */
async function keepLegal(
  from: End,
  convertible: ReadonlyMap<string, readonly string[]>,
  demands: ReturnType<typeof demandsOf>,
): Promise<Map<string, readonly string[]>> {
  const legal = new Map<string, readonly string[]>();
  for (const table of demands) {
    for (const column of table.columns) {
      const values = convertible.get(columnId(table, column));
      if (values === undefined || values.length === 0) continue;
      await from.types.learn([{ type: column.type, hints: values }]);
      const kept = from.types.of(column.type, values).filter((value) => values.includes(value));
      if (kept.length > 0) legal.set(columnId(table, column), kept);
    }
  }
  return legal;
}

interface Settled {
  readonly before: Contents;
  readonly emptyTables: readonly EmptyTable[];
  readonly failure?: NonNullable<RowProof["failure"]>;
  /** the shadow stands halfway, and nothing more can be said of it */
  readonly isLost?: boolean;
}

interface Changed extends Pick<RowProof, "differences" | "refusals" | "failure"> {
  readonly isLost?: boolean;
}

/** Up and down with rows; where rows are refused, with fewer of them. Ends at FROM unless it fails on the way down. */
async function settle(run: RowWalk, to: End, filled: Contents, empty: readonly EmptyTable[]): Promise<Settled> {
  let before = filled;
  const emptyTables = [...empty];
  const most = run.isWhole("up") && run.isWhole("down") ? MOST_TRIES : MOST_RETURNS;
  for (let tries = 0; ; tries++) {
    const failed = await run.walk("up");
    const returned = failed === undefined ? await run.walk("down") : failed;
    if (returned === undefined) return { before, emptyTables };
    const culprit = culpritOf(returned, before);
    const failure = { direction: returned.direction, step: returned.step, text: describeRefusal(returned.error) };
    if (returned.direction === "up" && !(await isAtFrom(run))) return { before, emptyTables, failure, isLost: true };
    if (culprit === undefined || tries >= most || !isForgivable(returned, culprit, before, to.shape, run.may)) return { before, emptyTables, failure };
    if (returned.direction === "down" && !((run.isWhole("down") && (await returnWithout(run, to, culprit))) || (await run.goBack())))
      return { before, emptyTables, failure };
    const rows = before.tables.get(culprit)?.rows ?? [];
    const kept = returned.direction === "up" || isComputing(returned.sql) ? Math.floor(rows.length / 2) : 0;
    before = withRows(before, culprit, rows.slice(0, kept));
    await restoreContents(run.shadow, before);
    before = await readContents(run.shadow, before.shape);
    const reason = `${returned.direction}.sql refuses its rows: ${describeRefusal(returned.error)}`;
    for (const [key, table] of before.tables)
      if (table.rows.length === 0 && !emptyTables.some((one) => one.key === key))
        emptyTables.push({ key, reason: key === culprit ? reason : `it refers to ${nameOf(culprit)}` });
  }
}

/** After a failure of the way up. */
async function isAtFrom(run: RowWalk): Promise<boolean> {
  return run.isWhole("up") || (await run.goBack());
}

/** From halfway down to TO with the rows as they were. */
async function walkAgain(run: RowWalk, before: Contents): Promise<boolean> {
  if (!(await run.goBack())) return false;
  await restoreContents(run.shadow, before);
  return (await run.walk("up")) === undefined;
}

/** Down again, from TO without the rows of one table, and of the others that are in the way then. */
async function returnWithout(run: RowWalk, to: End, first: NodeKey): Promise<boolean> {
  let contents = await readContents(run.shadow, to.shape);
  let culprit: NodeKey | undefined = correspondence(run.renames).table(first);
  while (culprit !== undefined) {
    contents = withRows(contents, culprit, []);
    await restoreContents(run.shadow, contents);
    const failed = await run.walk("down");
    if (failed === undefined) return true;
    culprit = culpritOf(failed, contents);
  }
  return false;
}

/** What happens between up and down: all of it, then without what down may refuse for the sake of the former rules. */
const CHANGES = [
  { inserts: true, updates: true, text: "rows came in between" },
  { inserts: false, updates: true, text: "rows were changed in between" },
  { inserts: false, updates: false, text: "" },
] as const;

/** The former schema holds the changed values as such; only what it demands of rows together may speak against them. */
const BREAKS_RULE = /^23(?!502)/;

/** Up, changes, down. A refusal for the sake of new rows and values is no loss: then the rest is proved without them. */
async function proveChanges(run: RowWalk, from: End, to: End, before: Contents): Promise<Changed> {
  const { shadow } = run;
  const names = correspondence(run.renames);
  const failed = await run.walk("up");
  if (failed !== undefined)
    return {
      differences: [],
      refusals: [],
      failure: { direction: "up", step: failed.step, text: describeRefusal(failed.error) },
      isLost: !(await isAtFrom(run)),
    };
  const arrived = await readContents(shadow, to.shape);
  const backwards = correspondence(run.renames.map(({ from: old, to: now }) => ({ from: now, to: old })));
  const refusals: string[] = [];
  for (const { inserts, updates, text } of CHANGES) {
    // new rows first: one of them could otherwise be like a row that was deleted
    if (inserts) await fillTables(shadow, demandsOf(to.shape, from.shape, backwards), to.types, { count: INSERTED, start: 60 });
    const touched = await touchRows(shadow, before, to.shape, names, { before: from.types, now: to.types }, updates);
    const refused = await run.walk("down");
    if (refused === undefined) {
      const differences = compareTouched(before, await readContents(shadow, from.shape), touched, run.may);
      return { differences, refusals };
    }
    if (text === "" || !isOnRows(refused.error) || (!inserts && !isComputing(refused.sql) && !BREAKS_RULE.test(refused.error.sqlstate)))
      return { differences: [], refusals, failure: { direction: "down", step: refused.step, text: describeRefusal(refused.error) } };
    refusals.push(`down.sql refuses where ${text}: ${describeRefusal(refused.error)}`);
    if (run.isWhole("down")) await restoreContents(shadow, arrived);
    else if (!(await walkAgain(run, before)))
      return { differences: [], refusals, failure: { direction: "down", step: refused.step, text: describeRefusal(refused.error) }, isLost: true };
  }
  return { differences: [], refusals };
}
