/** Puts a migration together: steps with what is known of each, both ways, and where they start and end. */
import type { Loss } from "../migration/losses.ts";
import { nameMigration } from "../migration/package/naming.ts";
import type { PackageDraft, StepDraft } from "../migration/package/package.ts";
import { DATA_LOSS } from "../migration/run/consent.ts";
import { parseNodeKey } from "../model/identity.ts";
import type { Domain } from "../model/domain.ts";
import type { MigrationPackage } from "../model/migration.ts";
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
  const { from, to, up, down, renames, losses, previous, taken } = parts;
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
    up: [...renames.map((rename) => renameStep(rename.sql)), ...stepsOf(up.statements, losses)],
    down: [...stepsOf(down.statements, []), ...renamesBack(renames).map(renameStep)],
  };
}

/** The statements that take renames back. */
export function renamesBack(renames: readonly Rename[]): string[] {
  return renames.toReversed().map((rename) => renameOf({ kind: "rename", key: rename.to, newName: rename.oldName }).sql);
}

/** Lock, rewrite and the hazards of running it are found by `traceMigration`. */
function renameStep(sql: string): StepDraft {
  return { sql, mode: "tx", lock: null, rewrite: false, hazards: [] };
}

function stepOf(statement: PlannedStatement, losses: readonly Loss[]): StepDraft {
  return {
    sql: formatStatement(statement.sql),
    mode: statement.mode === "no-tx" || statement.commitAfter ? "no-tx" : "tx",
    lock: null,
    rewrite: false,
    hazards: losses.map((loss) => ({ code: DATA_LOSS, subject: loss.subject, text: loss.text })),
  };
}

/** Each loss stands at the step that causes it: the one that destroys the thing, else that makes or names it, else the first. */
function stepsOf(statements: readonly PlannedStatement[], losses: readonly Loss[]): StepDraft[] {
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
    ),
  );
}
