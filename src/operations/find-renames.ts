/**
 * Which drops and adds of a migration are renames. What was named by flag is taken, what the evidence
 * makes sure of is taken too, what is doubtful is asked; without somebody to ask it is a failure that
 * says the flags. Each is run in the shadow at once, so that the plan starts behind them.
 */
import { guessRenames } from "../migration/renames/guess.ts";
import { guessLabels } from "../migration/renames/labels.ts";
import { followingRenames } from "../migration/renames/follow.ts";
import { teamEdits, type TeamEdits } from "../migration/renames/team-edits.ts";
import type { Database } from "../model/database.ts";
import { SelectoError } from "../model/error.ts";
import { nameOf, parseNodeKey, type NodeKey } from "../model/identity.ts";
import { TAKEN, type RenameGuess } from "../model/rename.ts";
import type { SchemaState } from "../model/schema-state.ts";
import type { Rename } from "../oracle/rename.ts";
import { extractSchema } from "../schema/extract.ts";
import { quoteIdentifier } from "../sql/index.ts";
import { shellWord } from "../model/shell-word.ts";
import { chooseFrom } from "./choose-states.ts";
import { readDenied, readRenames } from "./named-renames.ts";
import { renameOf } from "./intended-edit.ts";
import type { Session } from "./session.ts";
import type { StateSource } from "./state-source.ts";
import { subjectsOf } from "./subjects.ts";

export interface RenameFlags {
  /** `users.name:users.full_name` */
  readonly renames: readonly string[];
  /** `users.name`: dropped or added, and no rename */
  readonly notRenamed: readonly string[];
  /** absent where nobody can answer */
  readonly ask?: ((guess: RenameGuess) => Promise<boolean>) | undefined;
}

export interface FoundRenames {
  /** in the order in which they have run */
  readonly renames: readonly Rename[];
  /** those among them that nobody named: with what speaks for them */
  readonly guesses: readonly RenameGuess[];
  /** of which somebody said that they are none, sorted */
  readonly notRenamed: readonly NodeKey[];
  /** FROM behind the renames */
  readonly middle: SchemaState;
}

/** @throws SelectoError `rename-undecided` when somebody has to say, and nobody is there */
export async function findRenames(
  session: Session,
  shadow: Database,
  from: SchemaState,
  to: SchemaState,
  files: StateSource,
  flags: RenameFlags,
): Promise<FoundRenames> {
  const renames = readRenames(flags.renames, from, to, session.namespaces);
  for (const rename of renames) await shadow.exec(rename.sql);
  const named = renames.length === 0 ? from : await extractSchema(shadow);
  const denied = new Set(readDenied(flags.notRenamed, named, to, session.namespaces, renames));
  const edits = await editsOfTeam(session, files);
  const isDenied = (old: NodeKey, now: NodeKey): boolean => denied.has(old) || denied.has(now);
  const likely = [...guessRenames(named.facts, to.facts, edits, isDenied), ...guessLabels(named.facts, to.facts, isDenied)];
  const guesses = await settle(likely, flags.ask);
  const notRenamed = [...denied, ...likely.filter((guess) => !guesses.includes(guess)).map((guess) => guess.from)];
  for (const guess of guesses) renames.push(await run(shadow, guess.from, guess.to));
  const before = guesses.length === 0 ? named : await extractSchema(shadow);
  const following = followingRenames(before.facts, to.facts).filter(([old, now]) => !denied.has(old) && !denied.has(now));
  for (const [old, now] of following) renames.push(await run(shadow, old, now));
  return { renames, guesses, notRenamed: [...new Set(notRenamed)].toSorted(), middle: following.length === 0 ? before : await extractSchema(shadow) };
}

async function run(shadow: Database, from: NodeKey, to: NodeKey): Promise<Rename> {
  // As it would be typed: the name itself may hold dots.
  const rename = renameOf({ kind: "rename", key: from, newName: quoteIdentifier(parseNodeKey(to).path.at(-1) ?? "") });
  await shadow.exec(rename.sql);
  return rename;
}

/** What is sure, and what somebody says yes to. */
async function settle(guesses: readonly RenameGuess[], ask: RenameFlags["ask"]): Promise<RenameGuess[]> {
  const doubtful = guesses.filter((guess) => guess.confidence < TAKEN);
  if (doubtful.length > 0 && ask === undefined) throw undecided(doubtful);
  const taken: RenameGuess[] = [];
  for (const guess of guesses) if (guess.confidence >= TAKEN || (await ask?.(guess)) === true) taken.push(guess);
  return taken;
}

function undecided(doubtful: readonly RenameGuess[]): SelectoError {
  const [first] = doubtful;
  if (first === undefined) throw new Error("nothing is undecided");
  const { from, to, confidence, reasons } = first;
  const others = doubtful.length === 1 ? "" : ` (${doubtful.length - 1} more like it)`;
  const flags = (list: readonly string[]): string => list.join(" ");
  return new SelectoError({
    code: "rename-undecided",
    what: `${nameOf(from)} goes and ${nameOf(to)} comes: is it a rename?${others}`,
    why: `the evidence is not enough to decide (${Math.round(confidence * 100)} %${reasons.length === 0 ? "" : `: ${reasons.join(", ")}`})`,
    next: `${flags(doubtful.map((guess) => `--rename ${shellWord(`${nameOf(guess.from)}:${nameOf(guess.to)}`)}`))} keeps the values; ${flags(doubtful.map((guess) => `--no-rename ${shellWord(nameOf(guess.from))}`))} drops them`,
  });
}

/** What queries and domains said at the base and say now; where there is no base, nothing. */
async function editsOfTeam(session: Session, files: StateSource): Promise<TeamEdits> {
  try {
    return teamEdits(subjectsOf(await chooseFrom(session, undefined)), subjectsOf(files));
  } catch (error) {
    if (error instanceof SelectoError) return teamEdits([], []);
    throw error;
  }
}
