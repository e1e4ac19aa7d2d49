/**
 * How likely two columns, one gone and one come, are the same: findings in log-odds. The weights were
 * set by hand to agree with what the histories of seven public projects call a rename
 * (`npm run bench renames`); without edits of queries, a common type in the same place is a question.
 */
import type { ColumnProfile } from "./column-profile.ts";
import type { Finding } from "./evidence.ts";
import { nameLikeness } from "./name-likeness.ts";
import type { TeamEdits } from "./team-edits.ts";

/** Two columns taken at random are not the same. */
const PRIOR = -3;
/** Types that half of all columns have say little. */
const COMMON = /^(?:text|integer|bigint|boolean|uuid|character varying.*|timestamp.*)$/;
/** Types that are often changed into one another together with the name. */
const KIN = [/^(?:text|citext|public\.citext|character.*)$/, /^(?:smallint|integer|bigint|numeric.*)$/, /^(?:date|timestamp.*)$/, /^jsonb?$/];

/** What both columns of a pair have around them. */
export interface ColumnScene {
  /** names of the table on both sides */
  readonly tables: readonly string[];
  /** words that most columns of the table have */
  readonly usual: ReadonlySet<string>;
  /** in how many other tables a column of the one name went and one of the other came, of one type each */
  repeats(from: string, to: string): number;
  /** whether the one type is gone from all tables and the other is new in them */
  typeReplaced(from: string, to: string): boolean;
  readonly edits: TeamEdits;
}

export function compareColumns(from: ColumnProfile, to: ColumnProfile, scene: ColumnScene): Finding[] {
  const { tables, usual, edits } = scene;
  return [
    { weight: PRIOR },
    typeFinding(from.type, to.type, scene),
    repeatFinding(scene.repeats(from.name, to.name)),
    { weight: from.notNull === to.notNull ? 0.2 : -1 },
    { weight: from.nature === to.nature ? 0 : -3 },
    defaultFinding(from.defaultText, to.defaultText),
    ...(from.comment !== undefined && from.comment === to.comment ? [{ weight: 2.5, text: "same comment" }] : []),
    partFinding(from.parts, to.parts),
    targetFinding(from.targets, to.targets),
    nameFinding(from.name, to.name, usual),
    placeFinding(from, to),
    ...edits.findings(from.name, to.name, tables),
  ];
}

function typeFinding(from: string, to: string, scene: ColumnScene): Finding {
  if (from === to) return { weight: COMMON.test(from) ? 1 : 2, text: `same type ${from}` };
  if (scene.typeReplaced(from, to)) return { weight: 0 };
  return { weight: KIN.some((kind) => kind.test(from) && kind.test(to)) ? -1 : -5 };
}

/** What happens to several tables at once was meant. */
function repeatFinding(others: number): Finding {
  return others === 0 ? { weight: 0 } : { weight: Math.min(3.5, 1 + others), text: `the same in ${others === 1 ? "another table" : `${others} other tables`}` };
}

function defaultFinding(from: string | undefined, to: string | undefined): Finding {
  if (from === undefined && to === undefined) return { weight: 0 };
  return from === to ? { weight: 0.7, text: "same default" } : { weight: -1.5 };
}

function partFinding(from: ReadonlySet<string>, to: ReadonlySet<string>): Finding {
  const all = new Set([...from, ...to]).size;
  if (all === 0) return { weight: 0 };
  const common = [...from].filter((part) => to.has(part)).length;
  return common === 0 ? { weight: -1.5 } : { weight: 3 * (common / all) - 0.5, text: "same keys, checks and indexes" };
}

/** A foreign key to another table is another thing, however alike the rest is. */
function targetFinding(from: ReadonlySet<string>, to: ReadonlySet<string>): Finding {
  const isOther = from.size > 0 && to.size > 0 && [...from].every((target) => !to.has(target));
  return { weight: isOther ? -4 : 0 };
}

function nameFinding(from: string, to: string, usual: ReadonlySet<string>): Finding {
  const likeness = nameLikeness(from, to, usual);
  return { weight: likeness < 0.25 ? -0.7 : 4.5 * (likeness - 0.25), ...(likeness >= 0.4 && { text: "similar name" }) };
}

/** A rename leaves a column where it is; ADD COLUMN puts the new one last. */
function placeFinding(from: ColumnProfile, to: ColumnProfile): Finding {
  const sameNumber = from.position === to.position;
  if (from.before === to.before && from.after === to.after) {
    // Last before and last now may be a rename as well as a new column: only its number can tell.
    if (from.after === undefined) return sameNumber ? { weight: 1.8, text: "same place" } : { weight: from.offset === to.offset ? 0.3 : -0.5 };
    return from.offset === to.offset ? { weight: sameNumber ? 3 : 2.5, text: "same place" } : { weight: 0.8 };
  }
  return { weight: to.after === undefined ? -1.5 : -0.5 };
}
