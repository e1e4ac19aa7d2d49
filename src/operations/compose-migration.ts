/** Puts a migration together: steps with what is known of each, both ways, and where they start and end. */
import type { Loss } from "../migration/losses.ts";
import { causeOf } from "../migration/archive/weave.ts";
import type { PackageDraft, StepDraft } from "../migration/package/package.ts";
import { DATA_LOSS } from "../model/consent.ts";
import type { Domain } from "../model/domain.ts";
import { nameOf, type NodeKey } from "../model/identity.ts";
import type { DomainPatch, MigrationPackage } from "../model/migration.ts";
import { PINNED_SEARCH_PATH } from "../model/oracle-settings.ts";
import type { PlannedStatement } from "../model/plan.ts";
import type { SchemaState } from "../model/schema-state.ts";
import type { Rename } from "../oracle/rename.ts";
import { formatStatement } from "../schema/format.ts";
import { quoteIdentifier } from "../sql/index.ts";
import { conversionsOf, NO_USINGS, type ColumnUsings } from "./convert-columns.ts";
import type { ColumnFills } from "./fill-columns.ts";
import { renameOf } from "./intended-edit.ts";
import { domainsFingerprint } from "./migration-states.ts";
import type { KeptWays } from "./plan-kept-ways.ts";

export interface DraftInput {
  /** its name, stamp included */
  readonly migration: string;
  readonly to: { readonly domains: readonly Pick<Domain, "name" | "document">[] };
  /** edits of domains since the packages last recorded them */
  readonly edits?: readonly DomainPatch[];
  readonly toolVersion: string;
  /** values that rows got, by the key of their column */
  readonly fills?: ColumnFills;
  /** expressions of type changes */
  readonly usings?: ColumnUsings;
}

export interface DraftParts {
  readonly from: SchemaState;
  readonly to: SchemaState;
  readonly ways: Pick<KeptWays, "up" | "down" | "archives" | "losses">;
  readonly renames: readonly Rename[];
  /** what was said to be no rename */
  readonly notRenamed?: readonly NodeKey[];
  readonly previous: MigrationPackage | undefined;
}

/** The package as it will be, still without its proof. */
export function composeDraft(input: DraftInput, parts: DraftParts): PackageDraft {
  const { from, to, ways, renames, notRenamed = [], previous } = parts;
  const conversions = conversionsOf(input.usings ?? NO_USINGS);
  return {
    name: input.migration,
    from: { schema: from.fingerprint, domains: previous?.manifest.to.domains ?? domainsFingerprint([]) },
    to: { schema: to.fingerprint, domains: domainsFingerprint(input.to.domains) },
    engine: `selecto ${input.toolVersion}, PostgreSQL ${to.serverVersion} (embedded)`,
    searchPath: [PINNED_SEARCH_PATH],
    class: ways.losses.length > 0 ? "lossy" : ways.archives.length > 0 ? "lossless-with-archive" : "lossless",
    renames: renames.map(({ from: old, to: now }) => ({ from: old, to: now })),
    ...(notRenamed.length > 0 && { notRenamed }),
    fills: [...(input.fills ?? [])].map(([key, expression]) => ({ column: nameOf(key), expression })),
    ...(conversions.length > 0 && { conversions }),
    archives: ways.archives,
    domains: input.edits ?? [],
    accepted: [],
    proof: null,
    previous: previous?.manifest.checksum ?? null,
    up: [...renames.map((rename) => renameStep(rename.sql)), ...ways.up],
    down: [...ways.down, ...renamesBack(renames).map(renameStep)],
  };
}

/** The statements that take renames back. */
export function renamesBack(renames: readonly Rename[]): string[] {
  return renames.toReversed().map((rename) => renameOf({ kind: "rename", key: rename.to, newName: quoteIdentifier(rename.oldName) }).sql);
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
    hazards: losses.map((loss) => ({ code: DATA_LOSS, ...loss })),
    ...(statement.fill !== undefined && { fill: statement.fill }),
  };
}

/** One step a statement; each loss stands at the step that causes it. */
export function stepsOf(statements: readonly PlannedStatement[], losses: readonly Loss[]): StepDraft[] {
  const causes = losses.map((loss) => causeOf(loss.key, statements));
  return statements.map((statement, at) =>
    stepOf(
      statement,
      losses.filter((_loss, index) => causes[index] === at),
    ),
  );
}
