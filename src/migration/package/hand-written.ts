/**
 * A package for somebody to write: two scripts and an unproved stamp. Steps are cut from plain SQL, one
 * statement each. Knows nothing of what the statements do; proving that is verification's.
 */
import { sha256 } from "../../model/hash.ts";
import type { Direction, MigrationPackage, MigrationStep, StateFingerprints } from "../../model/migration.ts";
import { lineAndColumn } from "../../model/position.ts";
import { SelectoError } from "../../model/error.ts";
import { splitStatements } from "../../sql/index.ts";
import { stampPackage, stepProblem } from "./package.ts";
import { normaliseStep, parseScript, renderScript, withLineFeeds } from "./script.ts";
import { modeOf } from "./statement.ts";

export interface HandWritten {
  readonly name: string;
  /** where it starts; where it ends is not known before it is proved */
  readonly at: StateFingerprints;
  /** checksum of the package that it follows */
  readonly previous: string | null;
  readonly engine: string;
  readonly searchPath: readonly string[];
  /** there is no way back, and somebody says so */
  readonly irreversible: boolean;
  /** plain SQL or steps, and how messages name it */
  readonly up?: ScriptSource;
  readonly down?: ScriptSource;
}

export interface ScriptSource {
  readonly file: string;
  readonly text: string;
}

const GUIDE = [
  "put a line `-- step 1` above the first statement, `-- step 2` above the second, and so on;",
  "all steps run in one transaction, but for those that PostgreSQL refuses there",
];

/** The package, unproved. @throws SelectoError when a script cannot be cut into steps */
export function writeByHand(request: HandWritten): MigrationPackage {
  const { name, at, previous, engine, searchPath, irreversible } = request;
  const up = request.up === undefined ? [] : stepsOfScript(request.up);
  const down = request.down === undefined ? [] : stepsOfScript(request.down);
  const upHeader = [`${name}: up`, "by hand, UNPROVED until selecto migrate verify", ...(up.length === 0 ? GUIDE : [])];
  const downHeader = [
    `${name}: down`,
    irreversible ? "irreversible: there is no way back" : "takes back what up.sql does",
    ...(down.length === 0 && !irreversible ? GUIDE : []),
  ];
  return stampPackage(
    {
      name,
      from: at,
      to: at,
      engine,
      searchPath,
      class: irreversible ? "irreversible" : "lossless",
      renames: [],
      fills: [],
      archives: [],
      domains: [],
      accepted: [],
      proof: null,
      previous,
    },
    up,
    down,
    renderScript(upHeader, up),
    renderScript(downHeader, down),
  );
}

/** Steps as they stand where the text has `-- step n` lines; else a step for each statement, comments above it included. */
function stepsOfScript(source: ScriptSource): MigrationStep[] {
  const text = withLineFeeds(source.text);
  const parsed = parseScript(text);
  const [problem] = parsed.problems;
  if (parsed.steps.length > 0) {
    if (problem !== undefined) throw notReadable(source, problem.line, problem.message, problem.next);
    return parsed.steps.map(({ sql, offset }, index) => numbered(source, sql, index + 1, lineAndColumn(text, offset).line));
  }
  const { statements, errors } = splitStatements(text);
  const [error] = errors;
  if (error !== undefined)
    throw notReadable(source, lineAndColumn(text, error.offset).line, error.message, "correct it; psql's own commands (\\copy, \\i) are no SQL");
  let from = 0;
  return statements.map((statement, index) => {
    const to = statement.offset + statement.text.length;
    const sql = text.slice(from, to).replace(/^(?:\s*;)+/, "");
    from = to;
    return numbered(source, sql, index + 1, lineAndColumn(text, statement.offset).line);
  });
}

function numbered(source: ScriptSource, text: string, n: number, line: number): MigrationStep {
  const normal = normaliseStep(text);
  if ("problem" in normal) throw notReadable(source, line, normal.problem, "correct that statement");
  const { sql } = normal;
  const mode = modeOf(sql);
  const problem = stepProblem(sql, mode);
  if (problem !== undefined) throw notReadable(source, line, problem, "take that out of the script");
  return { n, sha256: sha256(sql), mode, lock: null, rewrite: false, hazards: [], sql };
}

function notReadable({ file }: ScriptSource, line: number, why: string, next: string): SelectoError {
  return new SelectoError({ code: "migration-step", what: `${file}:${line} cannot become a step`, why, next });
}

/** What is left for its author to write before it can be proved. */
export function unwritten({ manifest, up, down }: MigrationPackage): Direction[] {
  return [...(up.length === 0 ? (["up"] as const) : []), ...(down.length === 0 && manifest.class !== "irreversible" ? (["down"] as const) : [])];
}
