/** What is asked for, or missing, before a migration is taken back: said with a count and with what to type. Only texts. */
import { assignmentWord, columnWord, findNamed } from "../../model/column-name.ts";
import { EXIT, SelectoError } from "../../model/error.ts";
import { givenTwice, saysTheSame } from "../../model/flag-twice.ts";
import { nameOf, type NodeKey } from "../../model/identity.ts";
import type { ArchiveEntry } from "../../model/migration.ts";
import { shellWord } from "../../model/shell-word.ts";
import type { ConversionBack } from "./conversions-back.ts";
import { asGiven } from "./former-values.ts";
import type { LabelsInUse } from "./labels-in-use.ts";
import type { Fills } from "./way-back.ts";

/** By the name that the packages know. @throws SelectoError `fill-unknown` */
export function knownColumns(flag: "--fill" | "--using", given: Fills, known: readonly NodeKey[], command: string): Fills {
  const found = new Map<string, string>();
  for (const [name, expression] of given) {
    const column = findNamed(name, known, ["public"]);
    if (!("key" in column)) throw unknownColumn(flag, name, known, command);
    const before = found.get(nameOf(column.key));
    if (before !== undefined && !saysTheSame(before, expression)) throw givenTwice(flag, nameOf(column.key), before, expression);
    found.set(nameOf(column.key), expression);
  }
  return found;
}

/** @throws SelectoError `using-fixed` for a column that changes back in a step no other expression can be put into */
export function refuseFixed(given: Fills, fixed: readonly NodeKey[], command: string): void {
  for (const name of given.keys()) {
    const column = findNamed(name, fixed, ["public"]);
    if (!("key" in column)) continue;
    throw new SelectoError({
      code: "using-fixed",
      what: `--using ${nameOf(column.key)}: the expression of that step cannot be exchanged`,
      why: "its table is built anew on the way back, or the step was written by hand; nothing was changed",
      next: `selecto migrate ${command} ${fillWord(column.key)} gives the rows that do not convert another value`,
    });
  }
}

function unknownColumn(flag: "--fill" | "--using", name: string, known: readonly NodeKey[], command: string): SelectoError {
  const isFill = flag === "--fill";
  const none = isFill ? "nothing that comes back must have a value" : "no type changes on the way back";
  return new SelectoError({
    code: "fill-unknown",
    what: `${flag} ${name}: ${isFill ? "no row needs a value there" : "the type of that column does not change"}`,
    why: known.length === 0 ? none : `${isFill ? "values" : "expressions"} can be given for ${[...new Set(known.map(nameOf))].join(", ")}`,
    next: `selecto migrate ${command} without it`,
  });
}

/** What the way back needs is not there, and nothing can stand for it. */
export function archiveGone(name: string, entry: ArchiveEntry): SelectoError {
  return new SelectoError({
    code: "archive-gone",
    what: `${name} cannot be taken back: the archive of ${nameOf(entry.table)} is gone`,
    why: `${entry.place.join(".")} is not there: dropped by selecto migrate prune or by hand, or never made because the migration was entered (adopt, baseline) and not run; nothing was changed`,
    next: "restore that table from a backup, or write a new migration that leads where you want to be: selecto migrate generate",
  });
}

/** A column comes back that must have a value, and rows have none. */
export function fillNeeded(empty: readonly { key: NodeKey; rows: number }[], command: string): SelectoError {
  return new SelectoError({
    code: "fill-needed",
    what: empty.map(({ key, rows }) => `${rows} row${rows === 1 ? "" : "s"} entered since would have no ${nameOf(key)}`).join("; "),
    why: "that column must have a value there, and nothing gives them one; nothing was changed",
    next: `selecto migrate ${command} ${empty.map(({ key }) => fillWord(key)).join(" ")}  (an SQL expression)`,
    exit: EXIT.consent,
  });
}

/** Rows hold a label that goes. */
export function labelInUse(held: readonly { use: LabelsInUse; rows: number }[], command: string): SelectoError {
  return new SelectoError({
    code: "label-in-use",
    what: held
      .map(({ use, rows }) => `${rows} row${rows === 1 ? " holds" : "s hold"} ${use.labels.map((label) => `'${label}'`).join(" or ")} in ${use.column}`)
      .join("; "),
    why: "that label goes with the way back; nothing was changed",
    next: `selecto migrate ${command} ${[...new Set(held.map(({ use }) => fillWord(use.key)))].join(" ")}  (a label that stays, or null)`,
    exit: EXIT.consent,
  });
}

export interface RefusedRows {
  readonly conversion: ConversionBack;
  readonly rows: number;
  readonly sqlstate: string;
}

/** Rows hold a value that the former type does not take. */
export function valueRefused(refused: readonly RefusedRows[], command: string): SelectoError {
  const said = refused.map(
    ({ conversion: { column, becomes }, rows }) => `${rows} row${rows === 1 ? " holds a value" : "s hold values"} of ${column} that ${becomes} does not take`,
  );
  const by = refused.map(({ conversion, sqlstate }) => `${asGiven(conversion.expression)} (${sqlstate})`);
  const fills = refused.map(({ conversion }) => fillWord(conversion.key));
  const usings = refused.flatMap(({ conversion }) => (conversion.isForeign ? [] : [`--using ${assignmentWord(conversion.key)}`]));
  return new SelectoError({
    code: "value-refused",
    what: said.join("; "),
    why: `nothing that was kept stands for them, and down converts by ${by.join(", ")}; nothing was changed`,
    next: `selecto migrate ${command} ${fills.join(" ")}  (an SQL expression that gives one it takes)${usings.length === 0 ? "" : `, or convert in another way: ${usings.join(" ")}`}`,
    exit: EXIT.consent,
  });
}

/** Rows or values would go that nothing was kept of. */
export function enteredSince(entered: readonly { subject: string; rows: number }[], command: string, again: string): SelectoError {
  return new SelectoError({
    code: "consent-needed",
    what: `${command} would lose what was entered since: ${entered.map(({ subject, rows }) => `${subject} (${rows} row${rows === 1 ? "" : "s"})`).join(", ")}`,
    why: "up made it, so down takes it away with its rows; nothing was changed",
    next: `selecto migrate ${again} ${entered.map(({ subject }) => `--allow ${shellWord(`lossy:${subject}`)}`).join(" ")}`,
    exit: EXIT.consent,
  });
}

/** Quotes in quotes are nothing to read: where the name has some, the value goes without. */
function fillWord(key: NodeKey): string {
  return `--fill ${assignmentWord(key, columnWord(key).includes('"') ? "..." : "'...'")}`;
}
