/** The published form: what is rendered fits the schemas, says everything, and equal values are equal bytes. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { z } from "zod";
import type { ContractReport, CreatedDomainVersion } from "../../src/model/domain-contract.ts";
import type { AddedToDomain, KeptVersion, MovedDomain, VersionComparison, VersionList, VersionMatrix, VersionTrial } from "../../src/model/domain-version.ts";
import type { ImportedDomain } from "../../src/model/domain-move.ts";
import type { CompatibilityReport } from "../../src/model/compatibility.ts";
import type { DomainList } from "../../src/model/domain-outline.ts";
import type { DomainBook } from "../../src/model/domain-book.ts";
import type { GeneratedDomains } from "../../src/model/generation.ts";
import {
  renderCheck,
  renderDependents,
  renderDiff,
  renderErrorJson,
  renderFleetRun,
  renderFleetBaseline,
  renderFleetRepaired,
  renderFleetStatus,
  renderFsck,
  renderAdopted,
  renderBook,
  renderDomainList,
  renderAddedToDomain,
  renderComparedVersions,
  renderContracts,
  renderMatrix,
  renderKept,
  renderMovedDomain,
  renderRemovedVersion,
  renderVersion,
  renderVersionList,
  renderCreatedVersion,
  renderBaseline,
  renderCreated,
  renderGenerated,
  renderGeneratedDomains,
  renderRebased,
  renderRedo,
  renderRepaired,
  renderImpact,
  renderImportedDomains,
  renderPairs,
  renderPlan,
  renderPruned,
  renderRows,
  renderPrunedArchives,
  renderRun,
  renderSnapshot,
  renderSnapshotList,
  renderStatus,
  renderTaken,
  renderValidated,
  renderVerified,
} from "../../src/report/index.ts";
import { publishedSchemas } from "../../src/report/published-schemas.ts";
import { brokenQuery, checkOf, dependentOf, dependentsOf, diffOf, dropEmail, impactOf, packageOf, plain, reportOf, stepOf } from "./made-up.ts";

const position = { file: "a.sql", line: 1, column: 1 };
const diagnostic = { code: "query-unparsable", severity: "error", message: "m", subject: "query:a", position, sqlstate: "42601", next: "n" } as const;
const impact = reportOf(
  [
    brokenQuery("a", { rewrite: { before: "a", after: "b", proved: true, printed: "b" } }),
    impactOf("changed", "b", { live: true, reasons: [{ code: "result-columns", text: "t", path: ["table:public.t"] }] }),
    impactOf("safe", "c", { kind: "element", subject: "element:Order.total" }),
  ],
  {
    changes: [
      dropEmail,
      { verb: "add", key: "table:public.t", after: { b: 1, a: [{ d: null, c: "x" }] } },
      { verb: "alter", key: "column:public.t.a", attribute: "collation", before: undefined, after: "C" },
      { verb: "rename", key: "table:public.u", to: "table:public.v" },
    ],
    fallen: [{ key: "view:public.v", reason: "r", witness: { sqlstate: "42P01", message: "m", stage: "load", position, line: "l" } }],
    baseline: [{ subject: "query:d", label: "query d", position, verdict: "broken", witness: { sqlstate: "42P01", message: "m", stage: "plan" }, reason: "r" }],
    refusal: { sqlstate: "2BP01", message: "m", detail: "d" },
    diagnostics: [diagnostic],
  },
);
const dependents = dependentsOf({
  also: ["table:auth.users"],
  domains: [{ name: "User", elements: [dependentOf("x", { kind: "element" })] }],
  queries: [dependentOf("y", { how: "reads and writes" })],
  objects: [dependentOf("z", { kind: "object", evidence: "catalog", how: "hangs on" })],
  defects: impact.baseline,
  diagnostics: [diagnostic],
});
const diff = diffOf({
  schema: impact.changes,
  reordered: ["table:public.t"],
  domains: [{ verb: "add", name: "User", position, after: "x" }],
  queries: [{ verb: "alter", name: "q", position, before: "x", after: "y" }],
  diagnostics: [diagnostic],
});
const check = checkOf({
  impact,
  packages: [{ name: "p", status: "unproved", problems: ["x"], reversibility: "lossy" }],
  inStep: "no",
  missingInPackages: ["x"],
  integrity: [diagnostic],
  accepted: [{ id: "query:a", reason: "r", until: "2027-01-01", expired: false }],
  failOn: ["broken", "changed"],
  outcome: "fail",
  exit: 1,
});
const row = {
  id: "f".repeat(64),
  label: "v1",
  createdAt: "2026-11-22T15:02:00.000Z",
  commit: "abc",
  origin: "o",
  fingerprint: "s1:pg18:x",
  counts: { tables: 9, domains: 1 },
};
const stored = {
  id: "f".repeat(64),
  label: "v1",
  createdAt: "2026-11-22T15:02:00.000Z",
  origin: { kind: "files", text: "o" },
  fingerprint: "s1:pg18:x",
} as const;
const archives = {
  target: "shop",
  dropped: [{ migration: "20260101000000_x", namespaces: ["selecto_archive_20260101000000"], bytes: 8192, holds: [{ what: "public.users: email", rows: 2 }] }],
  dryRun: true,
};
const status = {
  target: "shop",
  diagnostics: [diagnostic],
  status: {
    ledger: true,
    applied: [
      {
        ordinal: 1,
        name: "a",
        checksum: "c",
        from: "f",
        to: "t",
        appliedAt: "2026-11-22T15:02:00.000Z",
        durationMs: 1.5,
        appliedBy: "app",
        toolVersion: "0.1.0",
      },
    ],
    pending: ["b"],
    missing: [],
    edited: [],
    unreachable: [],
    domains: [{ domain: "Order", version: null, hash: "h", migration: "a", since: "2026-11-22T15:02:00.000Z", until: null }],
    unfinished: [{ name: "b", direction: "up", finishedSteps: [1], startedStep: 2 }],
  },
} as const;
const run = {
  target: "shop",
  direction: "up",
  ran: [{ name: "a", durationMs: 12 }],
  scripts: [],
  waited: true,
  appliedCount: 1,
  pendingCount: 0,
  diagnostics: [],
} as const;
const tenantFailure = { code: "migration-failed", what: "w", why: "y", next: "n", exit: 1 } as const;
const fleetRun = {
  flags: "--targets fleet.txt",
  direction: "up",
  dryRun: false,
  canaries: 1,
  parallel: 4,
  tenants: [
    { tenant: "A_URL", target: "a", state: "done", canary: true, ran: [{ name: "a", durationMs: 3 }], left: [] },
    { tenant: "B_URL", target: "b", state: "failed", canary: false, ran: [], left: ["a"], failure: tenantFailure },
  ],
  scripts: [{ name: "a", sql: "s" }],
  scriptsOf: "A_URL",
  diagnostics: [diagnostic],
} as const;
const fleetStatus = {
  flags: "--targets fleet.txt",
  tenants: [{ tenant: "A_URL", target: "a", state: "behind", last: null, appliedCount: 0, pending: ["a"], unfinished: [], diagnostics: [diagnostic] }],
  diagnostics: [diagnostic],
} as const;
const verified = {
  packages: [{ name: "a", class: "lossless", status: "proved", problems: [], restamped: true, ordered: true }],
  diagnostics: [diagnostic],
} as const;
const PAIR_COUNTS = { exact: 0, "rows-lost": 1, "schema-differs": 0, "down-fails": 0, "no-down": 0, unread: 0, "up-fails": 0, skipped: 0 };
const pairs = {
  tool: "goose",
  folder: "m",
  pairs: [{ name: "1_a", outcome: "rows-lost", details: ["x"], ordered: true, rows: 6 }],
  diagnostics: [diagnostic],
} as const;
const contracts: ContractReport = {
  from: "a",
  to: "b",
  domains: [
    {
      name: "User",
      file: "u.yaml",
      before: "1.0.0",
      after: "1.0.0",
      presence: "both",
      changes: [{ verb: "remove", kind: "field", name: "email", bump: "major", deploy: "application first", why: "w" }],
      bump: "major",
      wanted: "2.0.0",
      problem: "p",
    },
  ],
  unchanged: 1,
  unread: ["x.yaml"],
};
const createdVersion: CreatedDomainVersion = {
  name: "User",
  file: "u.yaml",
  before: "1.0.0",
  given: "2.0.0",
  least: "major",
  changes: [],
  dryRun: false,
  written: true,
};
const book: DomainBook = {
  origin: "the working tree",
  domains: [],
  queries: [{ name: "q", position: { file: "q.sql", line: 1, column: 1 }, text: "select 1", results: [], domains: ["User"] }],
  unread: ["domains/x.yaml"],
  engine: "PostgreSQL 18.6 (embedded)",
};
const validated = {
  domains: [{ name: "User", version: "1.0.0", file: "domains/user.yaml", elements: 3, compiled: 2 }],
  diagnostics: [diagnostic],
  base: { origin: { kind: "git", text: "main", commit: "3fa2b1" }, lasting: [{ ...diagnostic, cause: "42P01 relation does not exist" }], gone: 2 },
  engine: "e",
} as const;
const taken = { result: { snapshot: stored, outcome: "added", objects: 3 }, counts: { objects: 9 }, diagnostics: [diagnostic] } as const;
const fsck = { findings: [diagnostic], examined: { object: 1 }, unreferenced: 0 };
const pruned = { removed: [stored], kept: 1, objects: 2, bytes: 300, cacheRows: 0, compacted: true, dryRun: false };
const details = { ...row, root: "r", parent: "p", engine: "e", databaseVersion: "15", kinds: { table: 9 }, diagnostics: [diagnostic] };
const failure = { code: "usage", what: "w", why: "y", next: "n", exit: 2 } as const;
const migration = packageOf(
  [stepOf(1, "alter table t drop column a;", { hazards: [{ code: "data-loss", subject: "t.a", text: "gone" }] })],
  [stepOf(1, "alter table t add column a text;")],
  { class: "lossy" },
);
const generated = {
  migration,
  packages: 2,
  changes: impact.changes,
  losses: [{ subject: "t.a", key: "column:public.t.a", text: "gone" }],
  guesses: [{ from: "column:public.t.a", to: "column:public.t.b", confidence: 0.97, reasons: ["r"] }],
  impact,
  reordered: ["table:public.t"],
  folder: "migrations/x",
};

const baseline = {
  target: "shop",
  compared: "a",
  entered: ["a"],
  dryRun: false,
  fits: "a",
  rowsNotSeen: ["a"],
  changes: impact.changes,
  reordered: ["table:public.t"],
  diagnostics: [diagnostic],
};

const repaired = {
  target: "shop",
  examined: 2,
  differences: [{ code: "migration-missing", name: "a", text: "gone", repairs: [{ id: "restore:a", text: "write it" }] }],
  repaired: ["forget:b"],
  diagnostics: [diagnostic],
};
const rebased = {
  moved: [{ name: "b", behind: "a" }],
  conflict: { first: ["a"], second: ["c"], reasons: ["r"], changes: impact.changes },
  reordered: ["table:public.t"],
  dryRun: false,
};
const generatedSays = {
  packages: 2,
  changes: impact.changes,
  losses: generated.losses,
  guesses: generated.guesses,
  reordered: generated.reordered,
  unplanned: [],
  unreadDomains: [],
  folder: "migrations/x",
  migration: {
    name: migration.manifest.name,
    class: "lossy",
    up: migration.up,
    down: migration.down,
    domains: [],
    proof: migration.manifest.proof,
    consents: ["lossy:t.a"],
  },
  impact: { counts: impact.counts, examined: impact.examined },
};

const queryRows = {
  query: "q",
  position: { file: "q.sql", line: 1, column: 1 },
  sql: "select $1::int",
  parameters: [{ number: 1, name: "n", given: true }],
  target: "db",
  columns: [{ name: "int4", type: "integer" }],
  rows: [["1"], [null]],
  more: true,
};
const { columns: _columns, rows: _rows, more: _more, ...queryFrame } = queryRows;
const queryPlan = { ...queryFrame, analyzed: false, lines: ["Result"], plan: [{ Plan: { "Node Type": "Result" } }] };
const relationship = {
  table: "table:public.a",
  columns: ["b_id"],
  target: "table:public.b",
  targetColumns: ["id"],
  declared: false,
  confidence: 0.9,
  reasons: ["its name says b"],
};
const keptVersion: KeptVersion = {
  name: "Order",
  file: "domains/order.yaml",
  version: "1.0.0",
  document: { name: "Order" },
  hash: "h",
  migration: "a",
  until: null,
  edits: null,
};
const versionList: VersionList = { versions: [keptVersion], unrecorded: [{ name: "User", version: null, file: "domains/user.yaml" }] };
const comparedVersions: VersionComparison = {
  report: { from: "a", to: "b", domains: [], unchanged: 1, unread: [] },
  before: keptVersion,
  after: { ...keptVersion, document: { name: "Order", label: "x" } },
  link: ["b"],
};
const trial: VersionTrial = { name: "Order", version: "1.0.0", migration: "a", state: "files", outcome: "fails", elements: 2, reasons: ["42703 gone"] };
const versionMatrix: VersionMatrix = { states: [{ text: "files", engine: "PostgreSQL 18" }], trials: [trial] };
const importedDomain: ImportedDomain = {
  name: "Order",
  from: "o.json",
  outcome: "updated",
  file: "o.yaml",
  files: [{ file: "o.yaml", before: "a\n", after: "b\n" }],
  findings: [],
  dryRun: true,
};
const addedToDomain: AddedToDomain = { name: "Order", file: "o.yaml", kind: "field", part: "note", before: "a\n", after: "b\n", dryRun: true };
const movedDomain: MovedDomain = {
  edit: { name: "Order", file: "domains/order.yaml", from: "2.0.0", to: "1.0.0", before: "i", after: "h", patch: [], unpatch: [] },
  migration: "c",
  folder: "migrations/c",
  file: "domains/order.yaml",
  trial,
  madeFor: { since: "a", until: "b" },
  dryRun: false,
};
const compatibility: CompatibilityReport = {
  domain: "Order",
  version: "1.0.0",
  namespace: "order_v1",
  since: null,
  migrations: ["b"],
  views: [
    {
      relation: "table:public.people",
      now: "table:public.persons",
      columns: [{ name: "name", type: "text", source: "renamed", from: "full_name" }],
      leftOut: ["fax"],
      writes: ["insert"],
      readOnly: ["age"],
      triggers: ["insert"],
      tried: [{ statement: "update of age", verdict: "refused", reason: "0A000 cannot update column" }],
    },
  ],
  readers: [{ label: "Order.name", kind: "element", verdict: "same-rows", rows: 6 }],
  rows: 6,
  emptyTables: [],
  engine: "PostgreSQL 18",
};
const domainList: DomainList = {
  origin: "files",
  domains: [{ name: "Order", version: "1.0.0", table: "orders", fields: 3, joins: 1, filters: 0, elements: 4, file: "domains/order.yaml" }],
  unread: ["domains/broken.yaml"],
};
const generatedDomains: GeneratedDomains = {
  dryRun: true,
  origin: "files",
  minConfidence: 0.8,
  tables: 2,
  domains: [
    {
      name: "A",
      table: "table:public.a",
      file: "domains/a.yaml",
      overlay: "domains/a.overlay.yaml",
      outcome: "merged",
      fields: 2,
      joins: 1,
      redacted: ["x"],
      conflicts: ["c"],
      handEdits: ["h"],
      text: "name: A\n",
    },
  ],
  relationships: [{ ...relationship, covers: [relationship], checked: { values: 5, missing: 0 } }],
  patterns: [
    {
      kind: "circular",
      table: "table:public.a",
      columns: { parent: "b_id" },
      others: ["table:public.b"],
      confidence: 1,
      reason: "round",
      suggestion: "leave it out",
    },
  ],
  indexes: [{ table: "table:public.a", columns: ["b_id"], sql: "CREATE INDEX ON a (b_id);", reason: "none" }],
  diagnostics: [],
};

type Name = keyof typeof publishedSchemas;
const answers: Record<Name, { readonly text: string; readonly says: object }> = {
  "output/impact": { text: renderImpact(impact, "json", plain), says: impact },
  "output/dependents": { text: renderDependents(dependents, "json", plain), says: dependents },
  "output/diff": { text: renderDiff(diff, "json", plain), says: diff },
  "output/check": { text: renderCheck(check, "json", plain), says: check },
  "output/verify": { text: renderVerified(verified, "json", plain), says: verified },
  "output/pairs": { text: renderPairs(pairs, "json", plain), says: { ...pairs, counts: PAIR_COUNTS } },
  "output/snapshot-list": { text: renderSnapshotList([row], "json", plain), says: { snapshots: [row] } },
  "output/snapshot": { text: renderSnapshot(details, "json", plain), says: details },
  "output/taken": { text: renderTaken(taken, "json", plain), says: taken },
  "output/fsck": { text: renderFsck(fsck, "json", plain), says: fsck },
  "output/rows": { text: renderRows(queryRows, "json", plain), says: queryRows },
  "output/plan": { text: renderPlan(queryPlan, "json", { ...plain, sql: false }), says: queryPlan },
  "output/pruned": { text: renderPruned(pruned, "json", plain), says: pruned },
  "output/archives": { text: renderPrunedArchives(archives, "json", plain), says: archives },
  "output/status": { text: renderStatus(status, "json", plain), says: status },
  "output/run": { text: renderRun(run, "json", plain), says: run },
  "output/fleet-run": { text: renderFleetRun(fleetRun, "json", plain), says: fleetRun },
  "output/fleet-status": { text: renderFleetStatus(fleetStatus, "json", plain), says: fleetStatus },
  "output/fleet-repaired": {
    text: renderFleetRepaired({ flags: "--targets f", tenants: [{ tenant: "A_URL", ...repaired }], diagnostics: [] }, "json", plain),
    says: { flags: "--targets f", tenants: [{ tenant: "A_URL", ...repaired }], diagnostics: [] },
  },
  "output/fleet-baseline": {
    text: renderFleetBaseline({ flags: "--targets f", dryRun: false, tenants: [{ tenant: "A_URL", baseline }] }, "json", plain),
    says: { flags: "--targets f", dryRun: false, tenants: [{ tenant: "A_URL", baseline }] },
  },
  "output/created": {
    text: renderCreated({ migration, folder: "migrations/x", unwritten: ["down"] }, "json", plain),
    says: { name: migration.manifest.name, folder: "migrations/x", class: "lossy", up: migration.up, down: migration.down, unwritten: ["down"] },
  },
  "output/redo": {
    text: renderRedo({ target: "shop", down: run, up: run }, "json", plain),
    says: { target: "shop", down: run, up: run },
  },
  "output/baseline": { text: renderBaseline(baseline, "json", plain), says: baseline },
  "output/adopted": {
    text: renderAdopted({ target: "shop", entered: true, generated }, "json", plain),
    says: { target: "shop", entered: true, generated: generatedSays },
  },
  "output/repaired": { text: renderRepaired(repaired, "json", plain), says: repaired },
  "output/rebased": { text: renderRebased(rebased, "json", plain), says: rebased },
  "output/generated": {
    text: renderGenerated(generated, "json", plain),
    says: generatedSays,
  },
  "output/domain-version": { text: renderCreatedVersion(createdVersion, "json", plain), says: createdVersion },
  "output/domain-versions": { text: renderVersionList(versionList, "json", plain), says: versionList },
  "output/domain-document": { text: renderVersion(keptVersion, "json"), says: { domain: keptVersion } },
  "output/compared-versions": {
    text: renderComparedVersions(comparedVersions, "json", plain),
    says: { ...comparedVersions, diff: ["+ label: x", "  name: Order"] },
  },
  "output/version-matrix": { text: renderMatrix(versionMatrix, "json", plain), says: versionMatrix },
  "output/added-to-domain": { text: renderAddedToDomain(addedToDomain, "json", plain), says: addedToDomain },
  "output/imported-domains": { text: renderImportedDomains([importedDomain], "json", plain), says: { domains: [importedDomain] } },
  "output/kept-version": {
    text: renderKept({ report: compatibility, generated, schemaFile: "schema.sql" }, "json", plain),
    says: { report: compatibility, generated: generatedSays, schemaFile: "schema.sql" },
  },
  "output/removed-version": {
    text: renderRemovedVersion({ namespace: "order_v1", generated }, "json", plain),
    says: { namespace: "order_v1", generated: generatedSays },
  },
  "output/moved-domain": { text: renderMovedDomain(movedDomain, "json", plain), says: movedDomain },
  "output/contracts": { text: renderContracts(contracts, "json", plain), says: contracts },
  "output/domain-book": { text: renderBook(book), says: book },
  "output/domain-list": { text: renderDomainList(domainList, "json", plain), says: domainList },
  "output/generated-domains": { text: renderGeneratedDomains(generatedDomains, "json", plain), says: generatedDomains },
  "output/validated": { text: renderValidated(validated, "json", plain), says: validated },
  "output/error": { text: renderErrorJson(failure), says: { error: failure } },
};
const names = Object.keys(publishedSchemas) as Name[];

describe.each(names)("%s", (name) => {
  const { text, says } = answers[name];
  const { format, version, ...members } = JSON.parse(text) as Record<string, unknown>;

  it("says everything, behind its name and version", () => {
    expect({ format, version }).toEqual({ format: `selecto.${name.slice("output/".length)}`, version: 1 });
    expect(members).toEqual(JSON.parse(JSON.stringify(says)));
    expect(text.startsWith(`{\n  "format": "selecto.`)).toBe(true);
    expect(text.endsWith("}\n")).toBe(true);
  });

  it("fits its schema, and an answer without one of its members does not", () => {
    const schema = publishedSchemas[name];
    expect(schema.safeParse(JSON.parse(text)).success).toBe(true);
    const [first] = Object.keys(members);
    const { [first ?? ""]: _gone, ...rest } = JSON.parse(text) as Record<string, unknown>;
    expect(schema.safeParse(rest).success).toBe(false);
  });

  it("is published as it is", () => {
    const file = join(import.meta.dirname, `../../schemas/${name}.schema.json`);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(z.toJSONSchema(publishedSchemas[name], { io: "input", unrepresentable: "any" }));
  });
});

it("publishes nothing else", () => {
  expect(readdirSync(join(import.meta.dirname, "../../schemas/output")).toSorted()).toEqual(
    names.map((name) => `${name.slice("output/".length)}.schema.json`).toSorted(),
  );
});

/** The same value as a cache gives it back: with the members of every object in another order. */
function reversed<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_key, member: unknown) =>
    member !== null && typeof member === "object" && !Array.isArray(member) ? Object.fromEntries(Object.entries(member).toReversed()) : member,
  ) as T;
}

describe("equal reports are equal bytes", () => {
  it.each([
    ["impact", () => renderImpact(reversed(impact), "json", plain), answers["output/impact"].text],
    ["dependents", () => renderDependents(reversed(dependents), "json", plain), answers["output/dependents"].text],
    ["diff", () => renderDiff(reversed(diff), "json", plain), answers["output/diff"].text],
    ["check", () => renderCheck(reversed(check), "json", plain), answers["output/check"].text],
    ["impact as text", () => renderImpact(reversed(impact), "text", plain), renderImpact(impact, "text", plain)],
  ])("%s", (_name, render, text) => {
    expect(render()).toBe(text);
  });

  it("keeps members that a newer report may have", () => {
    expect(JSON.parse(renderImpact(Object.assign({ later: { x: 1 } }, impact), "json", plain))).toMatchObject({ later: { x: 1 } });
  });
});
