/** Made-up reports with plausible defaults; each test says only what it is about. */
import type { CheckReport } from "../../src/model/check.ts";
import type { Change } from "../../src/model/change.ts";
import type { Dependent, DependentsReport } from "../../src/model/dependents.ts";
import { VERDICTS, type Impact, type ImpactReport, type Verdict } from "../../src/model/impact.ts";
import type { MigrationPackage, MigrationStep } from "../../src/model/migration.ts";
import type { StateDiff } from "../../src/model/state-diff.ts";
import type { RenderOptions } from "../../src/report/index.ts";

export const plain: RenderOptions = { color: false, width: 110 };
export const everything: RenderOptions = { ...plain, all: true };

export const dropEmail: Change = {
  verb: "drop",
  key: "column:public.users.email",
  before: { _position: 2, type: "text", notNull: true, identity: null, generatedExpr: null, collation: null },
};

export function impactOf(verdict: Verdict, name: string, more: Partial<Impact> = {}): Impact {
  return {
    subject: `query:${name}`,
    kind: "query",
    label: `query ${name}`,
    position: { file: `queries/${name}.sql`, line: 1, column: 1 },
    verdict,
    reasons: [],
    live: false,
    ...more,
  };
}

/** Counts follow from the findings. */
export function reportOf(impacts: readonly Impact[], more: Partial<ImpactReport> = {}): ImpactReport {
  const count = (verdict: Verdict): number => impacts.filter((impact) => impact.verdict === verdict).length;
  const { baseline = [] } = more;
  return {
    from: { kind: "git", text: "main 3fa2b1 (merge base)" },
    to: { kind: "script", text: "drop column users.email" },
    changes: [dropEmail],
    impacts: impacts.toSorted((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict)),
    baseline: [],
    fallen: [],
    examined: impacts.length + baseline.length,
    counts: {
      broken: count("broken"),
      changed: count("changed"),
      "at-risk": count("at-risk"),
      slower: count("slower"),
      unknown: count("unknown"),
      fixed: count("fixed"),
      safe: count("safe"),
    },
    diagnostics: [],
    engine: "PostgreSQL 18.6 (embedded)",
    ...more,
  };
}

/** A query broken by the drop of users.email, with PostgreSQL's words. */
export function brokenQuery(name = "top_customers", more: Partial<Impact> = {}): Impact {
  const position = { file: `queries/${name}.sql`, line: 5, column: 8 };
  return impactOf("broken", name, {
    witness: { sqlstate: "42703", message: "column u.email does not exist", stage: "describe", position, line: "SELECT u.email, sum(o.total) AS total" },
    reasons: [{ code: "does-not-compile", text: "42703 column u.email does not exist", path: ["column:public.users.email", `query:${name}`] }],
    ...more,
  });
}

export function dependentOf(name: string, more: Partial<Dependent> = {}): Dependent {
  return {
    key: `query:${name}`,
    kind: "query",
    label: name,
    position: { file: `queries/${name}.sql`, line: 3, column: 1 },
    how: "reads",
    columns: ["id"],
    path: ["table:public.users", `query:${name}`],
    evidence: "elaborated",
    ...more,
  };
}

export function dependentsOf(more: Partial<DependentsReport> = {}): DependentsReport {
  return {
    origin: { kind: "files", text: "the working tree" },
    keys: ["table:public.users", "selectoDomain:User"],
    also: [],
    columns: 3,
    domains: [],
    ecto: [],
    queries: [],
    objects: [],
    columnUse: [
      { column: "id", uses: 11, reads: 11, writes: 0 },
      { column: "email", uses: 7, reads: 6, writes: 2 },
      { column: "locale", uses: 0, reads: 0, writes: 0 },
    ],
    statements: [],
    examined: 41,
    answered: 41,
    defects: [],
    diagnostics: [],
    engine: "PostgreSQL 18.6 (embedded)",
    ...more,
  };
}

export function diffOf(more: Partial<StateDiff> = {}): StateDiff {
  return {
    from: { kind: "git", text: "main 3fa2b1" },
    to: { kind: "files", text: "the working tree" },
    schema: [],
    reordered: [],
    domains: [],
    queries: [],
    diagnostics: [],
    ...more,
  };
}

export function checkOf(more: Partial<CheckReport> = {}): CheckReport {
  return {
    base: { kind: "git", text: "main 3fa2b1 (merge base)" },
    head: { kind: "files", text: "the working tree" },
    changedFiles: ["schema/010_users.sql"],
    packages: [],
    inStep: "none",
    missingInPackages: [],
    integrity: [],
    accepted: [],
    failOn: ["broken"],
    strict: false,
    outcome: "pass",
    exit: 0,
    ...more,
  };
}

export function stepOf(n: number, sql: string, more: Partial<MigrationStep> = {}): MigrationStep {
  return { n, sql, sha256: "0".repeat(64), mode: "tx", lock: "access exclusive", rewrite: false, hazards: [], ...more };
}

export function packageOf(up: readonly MigrationStep[], down: readonly MigrationStep[], more: Partial<MigrationPackage["manifest"]> = {}): MigrationPackage {
  return {
    manifest: {
      format: 1,
      name: "20261122150200_drop_address",
      from: { schema: "s1:pg18:aa", domains: "d1" },
      to: { schema: "s1:pg18:bb", domains: "d1" },
      engine: "selecto 0.1.0, PostgreSQL 18.6 (embedded)",
      searchPath: ["pg_catalog"],
      class: "lossless",
      renames: [],
      fills: [],
      steps: { up: [], down: [] },
      archives: [],
      domains: [],
      accepted: [],
      proof: { server: "18.6", ordered: true, rows: 0, emptyTables: [] },
      previous: null,
      checksum: "c".repeat(64),
      ...more,
    },
    up,
    down,
    upSql: "",
    downSql: "",
    edited: false,
  };
}
