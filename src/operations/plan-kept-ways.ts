/**
 * Both ways of a migration with nothing lost that can be kept: plans are made around the archive, each
 * state found by doing. Leaves the shadow where it found it, but for the order of columns.
 */
import { closeArchive, openArchive } from "../migration/archive/place.ts";
import type { Kept } from "../migration/archive/kept.ts";
import { makeMoves, planArchives, type Moves } from "../migration/archive/plan-archives.ts";
import { carriedKeys, carryRows, rebuiltFamilies } from "../migration/archive/carry.ts";
import { leftToParents } from "../schema/parents.ts";
import { relax } from "../migration/archive/relax.ts";
import { handedUp } from "../migration/archive/handed-columns.ts";
import { keepFromConversion, withFormerValues } from "../migration/archive/former-values.ts";
import { archiveStep, keepingSteps, weaveKeeping, weaveRestoring, type Stretch } from "../migration/archive/weave.ts";
import { lossesOf, type Loss } from "../migration/losses.ts";
import type { StepDraft } from "../migration/package/package.ts";
import type { Database } from "../model/database.ts";
import { nodeKey, parseNodeKey } from "../model/identity.ts";
import type { ArchiveEntry } from "../model/migration.ts";
import type { SchemaState } from "../model/schema-state.ts";
import { quoteIdentifier } from "../sql/index.ts";
import { diffSchemas } from "../schema/diff.ts";
import { extractSchema } from "../schema/extract.ts";
import { stepsOf } from "./compose-migration.ts";
import { NO_USINGS, requirePlaced, requireTaken, type ColumnUsings } from "./convert-columns.ts";
import { fillStatements, goalBeforeFills, runFills, type ColumnFills } from "./fill-columns.ts";
import { planWay, type PlannedWay } from "./plan-migration.ts";

export interface KeptWaysInput {
  /** at FROM, after the renames */
  readonly shadow: Database;
  readonly from: SchemaState;
  readonly to: SchemaState;
  readonly losses: readonly Loss[];
  /** name of the migration */
  readonly migration: string;
  /** names whose values are not to be kept */
  readonly without: readonly string[];
  /** values for columns that must have one from now on */
  readonly fills?: ColumnFills;
  /** expressions for type changes, both ways */
  readonly usings?: ColumnUsings;
  /** the application's, as SQL; see {@link planWay} */
  readonly searchPath?: string | undefined;
  /** throws where a way does not lead to its end */
  readonly require: (way: PlannedWay, where: string) => PlannedWay;
}

export interface KeptWays {
  readonly up: readonly StepDraft[];
  readonly down: readonly StepDraft[];
  readonly archives: readonly ArchiveEntry[];
  /** what down cannot bring back */
  readonly losses: readonly Loss[];
  /** where `up` leads: TO, but for the order of columns */
  readonly reached: SchemaState;
}

/** The rows are there when a migration runs: a type without a cast is reached through text, children keep their values. */
const CONVERTING = { throughText: true, handsOver: true } as const;

/** Plans up and down. @throws whatever `require` throws */
export async function planKeptWays(input: KeptWaysInput): Promise<KeptWays> {
  const { shadow, from, to, migration, usings = NO_USINGS } = input;
  const rebuilt = rebuiltFamilies(from, to);
  const archive = await planArchives({
    ...input,
    database: shadow,
    carried: new Set([...carriedKeys(rebuilt), ...handedUp(from, to).map(({ child }) => child), ...leftToParents(from, to)]),
  });
  const middle = await middleOf(input, archive.kept);
  const carrying = await carryRows(shadow, migration, rebuilt);
  const moved = await makeMoves(shadow, migration, archive.moving);
  const { moves } = moved;
  const start = moves.length === 0 ? from : await extractSchema(shadow);
  const way = await wayUp(input, start);
  const carried = await carrying.to(shadow, way.statements, { usings: usings.up });
  await requirePlaced(shadow, way.statements, carried, usings.up, "--using");
  const isHeld = archive.kept.length + moves.length > 0;
  const back = await planBack(input, { ...moved, kept: archive.kept, isHeld, reached: way.reached, middle });
  return {
    up: [
      ...(isHeld || carried.length > 0 ? opening(migration, moved) : []),
      ...moves.flatMap(keepingSteps),
      ...upSteps(stretchOf(way, archive.left), archive.kept, carried),
      ...closing(migration, carried, isHeld || carried.length === 0 ? undefined : moved),
    ],
    down: back,
    archives: [...archive.kept, ...moves].map((one) => one.entry),
    losses: archive.left,
    reached: way.reached,
  };
}

/** Straight, or with rows filled in between. */
async function wayUp({ shadow, to, fills = new Map(), usings = NO_USINGS, searchPath, require }: KeptWaysInput, start: SchemaState): Promise<PlannedWay> {
  const way = async (from: SchemaState, goal: SchemaState): Promise<PlannedWay> =>
    require(requireTaken(await planWay(shadow, from, goal, { ...CONVERTING, searchPath, usings: usings.up }), usings.up, "--using"), "to the declared schema");
  if (fills.size === 0) return way(start, to);
  const first = await way(start, goalBeforeFills(start, to, fills));
  const filling = await fillStatements(shadow, start, fills);
  await runFills(shadow, filling);
  const rest = await way(await extractSchema(shadow), to);
  return { ...rest, statements: [...first.statements, ...filling, ...rest.statements] };
}

interface Way extends Moves {
  readonly kept: readonly Kept[];
  /** there is an archive when the way starts */
  readonly isHeld: boolean;
  readonly reached: SchemaState;
  readonly middle: SchemaState;
}

async function planBack({ shadow, from, migration, usings = NO_USINGS, searchPath, require }: KeptWaysInput, back: Way): Promise<StepDraft[]> {
  const { moves, namespaces, isHeld, reached, middle } = back;
  const rebuilt = rebuiltFamilies(reached, from);
  const covered = new Set([...carriedKeys(rebuilt), ...handedUp(reached, from).map(({ child }) => child), ...leftToParents(reached, from)]);
  const lost = (await lossesOf(diffSchemas(reached, from), reached, shadow))
    .filter((loss) => !covered.has(loss.key))
    .map((loss) => (loss.labels === undefined ? { ...loss, text: enteredText(loss, usings.down.get(loss.key)) } : loss));
  const present = new Set(reached.facts.map((fact) => fact.key));
  const homes = new Set(moves.flatMap(({ entry }) => parseNodeKey(entry.table).path.slice(0, 1)));
  const missing = [...homes].filter((namespace) => !present.has(nodeKey("schema", namespace)));
  const home = [
    ...missing.map((namespace) => archiveStep(`create schema ${quoteIdentifier(namespace)}`)),
    ...moves.toReversed().flatMap((one) => one.comeBack.map((sql) => archiveStep(sql, one))),
  ];
  for (const { sql } of home) await shadow.exec(sql);
  const carrying = await carryRows(shadow, migration, rebuilt);
  const freed: StepDraft[] = [];
  for (const one of back.kept) if (isConverted(one, usings)) freed.push(...(await relax(shadow, [one])).map((sql) => archiveStep(sql, one)));
  const way = async (start: SchemaState, goal: SchemaState): Promise<PlannedWay> =>
    require(requireTaken(await planWay(shadow, start, goal, { ...CONVERTING, searchPath, usings: usings.down }), usings.down, "--using-down"), "back");
  const toMiddle = await way(moves.length + freed.length === 0 ? reached : await extractSchema(shadow), middle);
  const toFrom = await way(toMiddle.reached, from);
  const statements = [...toMiddle.statements, ...toFrom.statements];
  const converted = new Set([...lost.flatMap(({ key, becomes }) => (becomes === undefined ? [] : [key])), ...usings.up.keys(), ...usings.down.keys()]);
  const kept = keepFromConversion(back.kept, converted, statements);
  const carried = await carrying.to(shadow, statements, { held: kept, usings: usings.down, losses: lost.filter(({ becomes }) => becomes !== undefined) });
  await requirePlaced(shadow, statements, carried, usings.down, "--using-down");
  const entered = lost.filter((loss) => !usings.down.has(loss.key) && !carried.some(({ losses = [] }) => losses.includes(loss)));
  if (moves.length > 0) for (const sql of closeArchive(migration, namespaces)) await shadow.exec(sql);
  return [
    ...(carried.length > 0 && !isHeld ? opening(migration, { namespaces }) : []),
    ...home,
    ...kept.flatMap((one) => one.comeBack.map((sql) => archiveStep(sql, one))),
    ...freed,
    ...backSteps(toMiddle, toFrom, entered, kept, carried),
    ...closing(migration, [...kept, ...carried], isHeld || carried.length > 0 ? { namespaces } : undefined),
  ];
}

function enteredText({ subject }: Loss, expression: string | undefined): string {
  return expression === undefined
    ? `what was entered in ${subject} since up is gone for good`
    : `what was entered in ${subject} since up goes back by ${expression}`;
}

/** The old values of a column that an expression converts, this way or that: what holds for the newer ones need not hold for them. */
function isConverted({ entry }: Kept, { up, down }: ColumnUsings): boolean {
  const { path } = parseNodeKey(entry.table);
  return entry.columns.some((column) => [up, down].some((one) => one.has(nodeKey("column", ...path, column))));
}

/** FROM without what forbids the columns to be restored to be empty; the shadow is back at FROM afterwards. */
async function middleOf({ shadow, from, searchPath, require }: KeptWaysInput, kept: readonly Kept[]): Promise<SchemaState> {
  if ((await relax(shadow, kept)).length === 0) return from;
  const middle = await extractSchema(shadow);
  require(await planWay(shadow, middle, from, { ...CONVERTING, searchPath }), "back");
  return middle;
}

function stretchOf(way: PlannedWay, losses: readonly Loss[]): Stretch {
  return { statements: way.statements, steps: stepsOf(way.statements, losses) };
}

function opening(migration: string, { namespaces }: Pick<Moves, "namespaces">): StepDraft[] {
  return [...openArchive(migration), ...namespaces.map((name) => `create schema ${name}`)].map((sql) => archiveStep(sql));
}

/** Copies that are done with go; with the last of them the archive, where it is given. */
function closing(migration: string, done: readonly Kept[], archive: Pick<Moves, "namespaces"> | undefined): StepDraft[] {
  const copies = done.flatMap((one) => one.forget.map((sql) => archiveStep(sql, one)));
  return archive === undefined ? copies : [...copies, ...closeArchive(migration, archive.namespaces).map((sql) => archiveStep(sql))];
}

function upSteps(way: Stretch, kept: readonly Kept[], carried: readonly Kept[]): StepDraft[] {
  const { steps } = weaveRestoring(way, carried, true);
  const statements = steps.map((step) => way.statements[way.steps.indexOf(step)] ?? NOTHING);
  return weaveKeeping({ statements, steps }, [...kept, ...carried]);
}

/** Stands beside steps that no plan made, so that both lists go on side by side. */
const NOTHING = {
  sql: "",
  verb: "create",
  produces: [],
  destroys: [],
  mode: "tx",
  commitAfter: false,
  lock: "none",
  rewrite: false,
  destructive: false,
} as const;

function backSteps(toMiddle: PlannedWay, toFrom: PlannedWay, entered: readonly Loss[], kept: readonly Kept[], carried: readonly Kept[]): StepDraft[] {
  const converting = (way: PlannedWay): PlannedWay => ({ ...way, statements: withFormerValues(way.statements, kept) });
  const first = stretchOf(converting(toMiddle), entered);
  const second = stretchOf(converting(toFrom), toMiddle.statements.length === 0 ? entered : []);
  const made = [...kept.filter((one) => one.when === "made"), ...carried];
  const early = weaveRestoring(first, made, false);
  const late = weaveRestoring(second, early.waiting, true);
  const statements = early.steps.map((step) => first.statements[first.steps.indexOf(step)] ?? NOTHING);
  const restoring = (when: Kept["when"]): StepDraft[] =>
    kept.filter((one) => one.when === when).flatMap((one) => one.restore.map((sql) => archiveStep(sql, one)));
  return [...weaveKeeping({ statements, steps: early.steps }, carried), ...restoring("middle"), ...late.steps, ...restoring("last")];
}
