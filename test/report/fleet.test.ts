/** The screens of a fleet: who stands how, what failed told once, what to type next. */
import { describe, expect, it } from "@jest/globals";
import type { FleetRun, FleetStatus, TenantRun, TenantStatus } from "../../src/model/fleet.ts";
import { renderFleetRun, renderFleetStatus } from "../../src/report/index.ts";
import { plain } from "./made-up.ts";

const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `T${at + 1}`);
const ran = (tenant: string, rest: Partial<TenantRun> = {}): TenantRun => ({
  tenant,
  target: "db",
  state: "done",
  canary: false,
  ran: [{ name: "0002_b", durationMs: 5 }],
  left: [],
  ...rest,
});
const failure = {
  code: "migration-failed",
  what: "0002_b (up): step 1 failed: 23505 unique violation",
  why: "nothing was kept",
  next: "mend the rows",
  exit: 1,
} as const;
const run = (tenants: readonly TenantRun[], rest: Partial<FleetRun> = {}): FleetRun => ({
  flags: "--targets fleet.txt",
  direction: "up",
  dryRun: false,
  canaries: 1,
  parallel: 4,
  tenants,
  scripts: [],
  diagnostics: [],
  ...rest,
});

describe("a run", () => {
  it("tells equal failures once, and what was not reached", () => {
    const tenants = [
      ran("A", { canary: true }),
      ran("B", { state: "failed", ran: [], left: ["0002_b"], failure }),
      ran("C", { state: "failed", ran: [], left: ["0002_b"], failure }),
      ran("D", { state: "not-started", ran: [], left: ["0002_b"] }),
      ran("E", { state: "current", ran: [] }),
    ];
    expect(renderFleetRun(run(tenants), "text", plain)).toBe(`\
5 tenants (--targets fleet.txt): 1 canary first, then 4 at a time
  2 failed
    B, C
      0002_b (up): step 1 failed: 23505 unique violation
      why: nothing was kept
  1 applied (1 migration each)
    A (canary)
  1 not started (1 migration each)
    D
  1 had nothing to apply
    E
Next: mend the rows; the same command goes on with what is left
`);
  });

  it("shows the SQL of a dry run for one of them, and counts many names", () => {
    const tenants = names(30).map((name) => ran(name, { state: "planned", ran: [], left: ["0002_b"] }));
    const text = renderFleetRun(run(tenants, { dryRun: true, scripts: [{ name: "0002_b", sql: "begin;\ncommit;\n" }], scriptsOf: "T1" }), "text", plain);
    expect(text).toContain("30 tenants (--targets fleet.txt): dry run, nothing was changed\n-- 0002_b up on T1\nbegin;\ncommit;\n  30 would be applied");
    expect(text).toContain("... 10 more (all of them: --json)");
    expect(text).toMatch(/Next: the same command without --dry-run\n$/);
  });

  it.each([
    ["all done", [ran("A")], {}, "selecto migrate status --targets fleet.txt"],
    ["taken back", [ran("A")], { direction: "down" }, "selecto migrate up --targets fleet.txt"],
    ["interrupted", [ran("A", { state: "stopped", ran: [] })], {}, "the same command goes on with what is left"],
  ] as [string, TenantRun[], Partial<FleetRun>, string][])("the next step: %s", (_case, tenants, rest, next) => {
    expect(renderFleetRun(run(tenants, rest), "text", plain)).toContain(`Next: ${next}\n`);
  });
});

const at = (tenant: string, rest: Partial<TenantStatus> = {}): TenantStatus => ({
  tenant,
  target: "db",
  state: "current",
  last: "0002_b",
  appliedCount: 2,
  pending: [],
  unfinished: [],
  diagnostics: [],
  ...rest,
});
const status = (tenants: readonly TenantStatus[]): FleetStatus => ({ flags: "--namespaces 'tenant_*'", tenants, diagnostics: [] });

describe("the status", () => {
  it("groups by state and by what is applied last, the furthest behind first", () => {
    const tenants = [
      at("A"),
      at("B", { state: "behind", last: "0001_a", pending: ["0002_b"] }),
      at("C", { state: "behind", last: null, pending: ["0001_a", "0002_b"] }),
      at("D", { state: "half-done", unfinished: [{ name: "0002_b", direction: "up", finishedSteps: [1] }] }),
      at("E", { state: "unreachable", failure: { ...failure, what: "cannot reach the database", why: "E says so", next: "start it" } }),
    ];
    expect(renderFleetStatus(status(tenants), "text", plain)).toBe(`\
5 tenants (--namespaces 'tenant_*'): 1 of 5 up to date
  1 not reached
    E
      cannot reach the database
      why: E says so
  1 stopped halfway: 0002_b up
    D
  1 behind by 2 migrations: nothing applied yet
    C
  1 behind by 1 migration: last 0001_a
    B
  1 up to date: last 0002_b
    A
Next: start it
`);
  });

  it("says what to type when some are behind, and when none is", () => {
    expect(renderFleetStatus(status([at("A", { state: "behind", pending: ["x"] })]), "text", plain)).toContain(
      "Next: selecto migrate up --namespaces 'tenant_*'\n",
    );
    expect(renderFleetStatus(status([at("A")]), "text", plain)).toContain("Next: nothing to do\n");
  });
});
