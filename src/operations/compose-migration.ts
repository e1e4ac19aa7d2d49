/** Puts a migration together: steps with what is known of each, both ways, and where they start and end. */
import type { Loss } from "../migration/losses.ts";
import { nameMigration } from "../migration/package/naming.ts";
import type { PackageDraft, StepDraft } from "../migration/package/package.ts";
import { DATA_LOSS } from "../migration/run/consent.ts";
import { kindOf, nodeKey, parseNodeKey, type NodeKey } from "../model/identity.ts";
import type { Domain } from "../model/domain.ts";
import type { Hazard, MigrationPackage } from "../model/migration.ts";
import type { PlannedStatement } from "../model/plan.ts";
import type { SchemaState } from "../model/schema-state.ts";
import type { Rename } from "../oracle/rename.ts";
import { formatStatement } from "../schema/format.ts";
import { renameOf } from "./intended-edit.ts";
import { domainsFingerprint } from "./migration-states.ts";
import type { PlannedWay } from "./plan-migration.ts";

export interface DraftInput {
  readonly name: string;
  readonly to: { readonly domains: readonly Domain[] };
  /** milliseconds since 1970, for the stamp */
  readonly at: number;
  readonly toolVersion: string;
}

export interface DraftParts {
  readonly from: SchemaState;
  /** FROM after the renames */
  readonly middle: SchemaState;
  readonly to: SchemaState;
  readonly up: PlannedWay;
  readonly down: PlannedWay;
  readonly renames: readonly Rename[];
  readonly losses: readonly Loss[];
  readonly previous: MigrationPackage | undefined;
  readonly taken: readonly string[];
}

/** The package as it will be, still without its proof. */
export function composeDraft(input: DraftInput, parts: DraftParts): PackageDraft {
  const { from, middle, to, up, down, renames, losses, previous, taken } = parts;
  const backwards = renames.toReversed().map((rename) => renameOf({ kind: "rename", key: rename.to, newName: rename.oldName }).sql);
  return {
    name: nameMigration(input.at, input.name, taken),
    from: { schema: from.fingerprint, domains: previous?.manifest.to.domains ?? domainsFingerprint([]) },
    to: { schema: to.fingerprint, domains: domainsFingerprint(input.to.domains) },
    engine: `selecto ${input.toolVersion}, PostgreSQL ${to.serverVersion} (embedded)`,
    searchPath: ["pg_catalog"],
    class: losses.length > 0 ? "lossy" : "lossless",
    renames: renames.map(({ from: old, to: now }) => ({ from: old, to: now })),
    fills: [],
    archives: [],
    domains: [],
    accepted: [],
    proof: null,
    previous: previous?.manifest.checksum ?? null,
    up: [...renames.map((rename) => renameStep(rename.sql)), ...stepsOf(up.statements, losses, middle)],
    down: [...stepsOf(down.statements, [], up.reached), ...backwards.map(renameStep)],
  };
}

function renameStep(sql: string): StepDraft {
  return {
    sql,
    mode: "tx",
    lock: "access exclusive",
    rewrite: false,
    hazards: [{ code: "long-lock", text: "readers and writers wait while it runs; it takes a moment only" }],
  };
}

function stepOf(statement: PlannedStatement, losses: readonly Loss[], before: ReadonlySet<NodeKey>): StepDraft {
  const hazards: Hazard[] = losses.map((loss) => ({ code: DATA_LOSS, subject: loss.subject, text: loss.text }));
  // A relation that this migration makes has no rows to rewrite and nobody waiting for it.
  const touched = [...statement.produces, ...statement.destroys].flatMap(relationOf);
  const isNew = statement.verb !== "drop" && touched.length > 0 && touched.every((key) => !before.has(key));
  const rewrite = statement.rewrite && !isNew;
  if (rewrite) hazards.push({ code: "table-rewrite", text: "PostgreSQL may write the whole table anew while nobody can use it" });
  return {
    sql: formatStatement(statement.sql),
    mode: statement.mode === "no-tx" || statement.commitAfter ? "no-tx" : "tx",
    lock: isNew ? null : lockWords(statement.lock),
    rewrite,
    hazards,
  };
}

/** The table a key belongs to, itself included. */
function relationOf(key: NodeKey): NodeKey[] {
  const { path } = parseNodeKey(key);
  const kinds = ["table", "column", "default", "constraint", "trigger", "policy", "rule"];
  return kinds.includes(kindOf(key)) ? [nodeKey("table", ...path.slice(0, 2))] : [];
}

/** Each loss stands at the step that causes it: the one that destroys the thing, else that makes or names it, else the first. */
function stepsOf(statements: readonly PlannedStatement[], losses: readonly Loss[], before: SchemaState): StepDraft[] {
  const present = new Set(before.facts.map((fact) => fact.key));
  const causes = losses.map((loss) => {
    const name = parseNodeKey(loss.key).path.at(-1) ?? "";
    const tests = [
      (one: PlannedStatement) => one.destroys.includes(loss.key),
      (one: PlannedStatement) => one.produces.includes(loss.key),
      (one: PlannedStatement) => one.verb !== "create" && one.sql.includes(name),
    ];
    return Math.max(0, tests.map((test) => statements.findIndex(test)).find((at) => at >= 0) ?? 0);
  });
  return statements.map((statement, at) =>
    stepOf(
      statement,
      losses.filter((_loss, index) => causes[index] === at),
      present,
    ),
  );
}

function lockWords(lock: string): string | null {
  return lock === "none" ? null : lock.replace(/([A-Z])/g, " $1").toLowerCase();
}
