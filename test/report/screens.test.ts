import { describe, expect, it } from "@jest/globals";
import {
  renderCheck,
  renderDependents,
  renderDiagnostics,
  renderDiff,
  renderFsck,
  renderGenerated,
  renderPruned,
  renderRun,
  renderSnapshot,
  renderSnapshotList,
  renderStatus,
  renderTaken,
  renderValidated,
  renderVerified,
} from "../../src/report/index.ts";
import { brokenQuery, checkOf, dependentOf, dependentsOf, diffOf, dropEmail, everything, impactOf, packageOf, plain, reportOf, stepOf } from "./made-up.ts";

describe("what hangs on a table", () => {
  const element = (label: string, line: number) =>
    dependentOf(label, { key: `element:${label}`, kind: "element", label, position: { file: "domains/order.yaml", line, column: 7 } });
  const report = dependentsOf({
    also: ["table:auth.users"],
    domains: [{ name: "Order", elements: [element("Order.customer.full_name", 32), element("Order.schemas.users", 20), element("Order.customer.email", 31)] }],
    queries: [
      dependentOf("top_customers", { columns: ["id", "email"] }),
      dependentOf("list_users", { columns: ["id", "email", "locale"] }),
      dependentOf("churn_report", { how: "through", columns: ["id"], path: ["table:public.users", "view:public.active_users", "query:churn_report"] }),
      dependentOf("update_last_seen", {
        how: "reads and writes",
        columns: ["id", "locale"],
        access: { operations: ["update"], reads: ["id"], writes: ["locale"] },
      }),
    ],
    objects: ["view:public.active_users", "constraint:public.orders.orders_user_id_fkey", "constraint:public.reviews.reviews_user_id_fkey"].map((key) =>
      dependentOf(key, { key, kind: "object", evidence: "catalog" }),
    ),
  });

  it("is told layer by layer", () => {
    expect(renderDependents(report, "text", plain)).toBe(`\
users · table public.users · 3 columns · domain User
also auth.users: selecto analyze impact auth.users

Domains 1
  Order  3 elements  customer.email, customer.full_name, schemas.users  domains/order.yaml:20:7
Queries 4
  top_customers     reads id email                queries/top_customers.sql:3:1
  list_users        reads all 3 columns           queries/list_users.sql:3:1
  churn_report      through view active_users id  queries/churn_report.sql:3:1
  update_last_seen  updates locale · reads id     queries/update_last_seen.sql:3:1
Database 3
  view active_users · constraints orders.orders_user_id_fkey, reviews.reviews_user_id_fkey

Columns read     id 11 · email 6 · locale 0 (no known query reads it)
Columns written  email 2

7 subjects depend on users. 41 of 41 examined, by PostgreSQL 18.6 (embedded). Nothing unknown.
Next: selecto analyze impact --drop users.locale
`);
  });

  it("tells of a query what it takes, gives, reads, writes and calls, and where", () => {
    const at = (column: number) => ({ file: "queries/app.sql", line: 7, column });
    const detail = {
      key: "query:change_plan",
      label: "query change_plan",
      position: at(1),
      parameters: [
        { number: 1, name: "id", type: "bigint" },
        { number: 2, type: "text" },
      ],
      results: [{ name: "plan", type: "text" }],
      relations: [
        { key: "table:public.users", operations: ["update"], reads: [{ name: "id", position: at(30) }], writes: [{ name: "plan" }], position: at(8) },
      ],
      routines: [{ key: "function:public.f(text)", position: at(40) }],
    } as const;
    const about = dependentsOf({ keys: [detail.key], columnUse: [], statements: [detail] });
    expect(renderDependents(about, "text", plain)).toContain(`
Takes  $1 id bigint, $2 text
Gives  plan text
Touches 1
  users  updates plan · reads id  queries/app.sql:7:8
Calls 1
  f(text)  queries/app.sql:7:40
`);
    expect(renderDependents(about, "text", everything)).toMatch(/\n {4}plan {2}written\n {4}id {4}read +queries\/app\.sql:7:30\n/);
    expect(renderDependents(about, "markdown", plain)).toContain("| `table users` | `updates plan` | `id` | `queries/app.sql:7:8` |");
  });

  it("says so when nothing is known to hang on it, and what could not be asked", () => {
    const text = renderDependents(
      dependentsOf({
        keys: ["table:public.orphans"],
        columnUse: [],
        answered: 40,
        defects: [{ subject: "query:x", label: "query x", position: { file: "x.sql", line: 1, column: 1 }, verdict: "unknown", reason: "dynamic SQL" }],
      }),
      "text",
      plain,
    );
    expect(text).toContain("1 baseline defect: they could not be asked, so they may hang on it as well\nunknown  query x  x.sql:1:1\n         dynamic SQL\n");
    expect(text).toContain("No known subject depends on orphans. 40 of 41 examined, by PostgreSQL 18.6 (embedded). 1 could not be answered\n  for.");
    expect(text).toContain("Next: selecto analyze impact --drop orphans\n");
  });

  it("names each element when all is wanted", () => {
    expect(renderDependents(report, "text", everything)).toContain("  Order.customer.email      reads id  domains/order.yaml:31:7\n");
  });

  it("quotes a name for the shell", () => {
    expect(renderDependents(dependentsOf({ keys: ["table:public.it's"], columnUse: [] }), "text", plain)).toContain("--drop 'it'\\''s'");
  });
});

describe("a difference", () => {
  const def = (extra: string) => ` SELECT id,\n    email,\n${extra}    plan\n   FROM users;`;

  it("tells the essence first, then each object", () => {
    const diff = diffOf({
      schema: [
        dropEmail,
        { verb: "add", key: "column:public.users.mail", after: { type: "text", notNull: false } },
        { verb: "alter", key: "column:public.users.age", attribute: "type", before: "integer", after: "bigint" },
        { verb: "alter", key: "column:public.users.age", attribute: "notNull", before: true, after: false },
        { verb: "alter", key: "view:public.active", attribute: "def", before: def(""), after: def("    name,\n") },
        { verb: "alter", key: "type:public.mood", attribute: "values", before: ["ok"], after: ["ok", "sad"] },
        { verb: "add", key: "function:public.f(integer)", after: { def: "CREATE FUNCTION f\n AS $$\n$$" } },
        { verb: "add", key: "index:public.i", after: { def: "CREATE INDEX i ON t USING btree (a)" } },
        { verb: "rename", key: "table:public.a", to: "table:public.b" },
        { verb: "add", key: "comment:(table:public.users)", after: { text: "x" } },
        { verb: "add", key: "acl:(table:public.users).app", after: { privileges: "r" } },
      ],
      reordered: ["table:public.orders"],
      queries: [{ verb: "alter", name: "top", position: { file: "q.sql", line: 3, column: 1 }, before: "SELECT a\nFROM t", after: "SELECT b\nFROM t" }],
      domains: [{ verb: "add", name: "User", position: { file: "domains/user.yaml", line: 1, column: 1 }, after: "name: User" }],
    });
    expect(renderDiff(diff, "text", plain)).toBe(`\
from  main 3fa2b1         to  the working tree

             added  dropped  changed  renamed
  tables                                    1
  views                            1
  columns        1        1        1
  types                            1
  indexes        1
  functions      1
  domains        1
  queries                          1
  1 comment
  1 grant
  1 relation with columns in another order

> table a -> b
~ view active
    definition
       SELECT id,
          email,
    +     name,
          plan
         FROM users;
~ column users.age
    type integer -> bigint
    not null -> nullable
- column users.email  text, not null
+ column users.mail  text
~ type mood  adds 'sad'
+ index i  CREATE INDEX i ON t USING btree (a)
+ function f(integer)  3 lines
~ columns in another order (SELECT * and INSERT without column names depend on it): table orders
+ domain User  domains/user.yaml:1:1
~ query top  q.sql:3:1
    - SELECT a
    + SELECT b
      FROM t
grants, comments and labels one by one: --all

Next: selecto analyze impact  (what these changes do to queries and domains)
`);
    expect(renderDiff(diff, "text", everything)).toContain("+ comment on table users\n");
  });

  it("says so when there is none", () => {
    expect(renderDiff(diffOf(), "text", plain)).toBe("from  main 3fa2b1         to  the working tree\n\nNo differences in schema, domains and queries.\n");
  });

  it("cuts a long definition, and not when all is wanted", () => {
    const long = (word: string): string => Array.from({ length: 80 }, (_, at) => `${word} ${at}`).join("\n");
    const diff = diffOf({ schema: [{ verb: "alter", key: "view:public.v", attribute: "def", before: long("a"), after: long("b") }] });
    expect(renderDiff(diff, "text", plain)).toContain("... 120 more lines (--all)");
    expect(renderDiff(diff, "text", everything)).toContain("+ b 79");
  });
});

describe("check", () => {
  const failing = checkOf({
    impact: reportOf(
      [
        brokenQuery(),
        brokenQuery("accepted_one"),
        impactOf("unknown", "lost", { reasons: [{ code: "not-asked", text: "dynamic SQL", path: [] }] }),
        impactOf("safe", "fine"),
      ],
      { to: { kind: "files", text: "the working tree" } },
    ),
    packages: [
      { name: "0001_a", status: "unchanged", problems: [] },
      { name: "0002_b", status: "unproved", problems: ["after down: column users.email is missing"], reversibility: "lossless" },
    ],
    inStep: "no",
    missingInPackages: ["column users.mail is missing in the packages"],
    integrity: [
      {
        code: "migration-rewritten",
        severity: "error",
        message: "the package 0001_a has another content here",
        position: { file: "migrations/0001_a", line: 1, column: 1 },
        next: "restore it from git",
      },
    ],
    accepted: [
      { id: "query:accepted_one", reason: "goes away next week", expired: false },
      { id: "query:top_customers", reason: "old", until: "2026-01-01", expired: true },
    ],
    failOn: ["broken"],
    outcome: "fail",
    exit: 1,
  });

  it("says what failed and the next step for each", () => {
    expect(renderCheck(failing, "text", { ...plain, width: 140 }).split("\n\n")[0]).toBe(`\
base  main 3fa2b1 (merge base)         head  the working tree
check FAILED (exit 1)
  - 1 query broken
    next: mend the queries and domains, or the change; a rename is judged by selecto analyze impact --rename old:new
  - 1 query unknown
    next: give the shadow what it lacks, or accept each by id (query:lost) and reason under check.accept in selecto.config.yaml
  - migration 0002_b is unproved: after down: column users.email is missing
    next: mend its SQL, then selecto migrate verify 0002_b
  - the migrations do not lead to the schema files: column users.mail is missing in the packages
    next: selecto migrate generate
  - 1 integrity error: the package 0001_a has another content here
    next: restore it from git
  - the acceptance of query:top_customers has expired (2026-01-01)
    next: mend it now, or set another date under check.accept in selecto.config.yaml`);
  });

  it("shows the findings, the migrations and what was accepted", () => {
    const text = renderCheck(failing, "text", plain);
    expect(text).toContain("  2 broken   0 changed   0 at risk   1 unknown   1 safe      4 examined\n");
    expect(text).toContain("             |        ^ 42703 column u.email does not exist\n");
    expect(text).toContain("\nMigrations\n  0002_b  UNPROVED   lossless\n      after down: column users.email is missing\n  0001_a  unchanged\n");
    expect(text).toContain("\nAccepted\n  query:accepted_one: goes away next week\n  query:top_customers: old (until 2026-01-01, expired)\n");
  });

  it("starts nothing when nothing relevant changed", () => {
    expect(renderCheck(checkOf({ changedFiles: [] }), "text", plain)).toBe(`\
base  main 3fa2b1 (merge base)         head  the working tree
check passed (exit 0)

No file that matters to selecto has changed; nothing was started.
`);
  });

  it("notes what looks like a rename", () => {
    const likelyRenames = [{ from: dropEmail.key, to: "column:public.users.mail", confidence: 0.97, reasons: ["same place"] }];
    const check = checkOf({ impact: reportOf([impactOf("safe", "a")], { likelyRenames }) });
    expect(renderCheck(check, "text", plain)).toContain("  looks like a rename: users.email is users.mail now (97 %: same place)\n");
    expect(renderCheck(check, "markdown", plain)).toContain("Looks like a rename: `users.email is users.mail now (97 %: same place)`.");
  });

  it("lists no failures for a check that passes with unknowns allowed", () => {
    const text = renderCheck(checkOf({ impact: reportOf([impactOf("unknown", "lost")]) }), "text", plain);
    expect(text).toContain("check passed (exit 0)\n\n1 file changed");
  });
});

describe("the pull request comment", () => {
  const openLines = (markdown: string): string[] => markdown.replaceAll(/<details>[^]*?<\/details>/g, "<details/>").split("\n");

  it("has its mark, the counts and the worst first", () => {
    const text = renderCheck(
      checkOf({
        impact: reportOf([impactOf("at-risk", "r", { reasons: [{ code: "x", text: "sums may grow", path: [] }] }), brokenQuery(), impactOf("safe", "s")]),
        outcome: "fail",
        exit: 1,
      }),
      "markdown",
      plain,
    );
    expect(text.split("\n").slice(0, 12)).toEqual([
      "<!-- selecto check -->",
      "### selecto check FAILED (exit 1): 1 broken, 1 at risk · 3 examined · 0 unknown",
      "",
      "- `1 query broken`; next: `mend the queries and domains, or the change; a rename is judged by selecto analyze impact --rename old:new`",
      "",
      "From `main 3fa2b1 (merge base)` to `the same with drop column users.email`: `drops column users.email (text, not null)`.",
      "",
      "|  | what | where | why |",
      "| --- | --- | --- | --- |",
      "| broken | `query top_customers` | `queries/top_customers.sql:5:8` | `42703 column u.email does not exist`<br>`users.email > query top_customers` |",
      "| at risk | `query r` | `queries/r.sql:1:1` | `sums may grow` |",
      "",
    ]);
  });

  it("keeps at most 60 lines open and stays below what GitHub takes, however much there is to say", () => {
    const many = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));
    const report = checkOf({
      impact: reportOf(
        many(900, (at) =>
          brokenQuery(`a_rather_long_name_of_a_query_${at}`, { rewrite: { before: "a\n".repeat(60), after: "b\n".repeat(60), proved: true, printed: "" } }),
        ),
        {
          baseline: many(90, (at) => ({
            subject: `query:b${at}`,
            label: `query b${at}`,
            position: { file: "b.sql", line: at, column: 1 },
            verdict: "broken",
            reason: "r",
          })),
          fallen: many(90, (at) => ({ key: `view:public.v${at}`, reason: "r" })),
        },
      ),
      packages: many(200, (at) => ({ name: `package_${at}`, status: "unproved", problems: many(20, () => "x differs") })),
      missingInPackages: many(500, (at) => `table t${at}`),
      inStep: "no",
      integrity: many(200, (at) => ({ code: "x", severity: "error", message: `m${at}` })),
      accepted: many(200, (at) => ({ id: `query:${at}`, reason: "r", until: "2026-01-01", expired: true })),
      outcome: "fail",
      exit: 1,
    });
    const text = renderCheck(report, "markdown", plain);
    expect(openLines(text).length).toBeLessThanOrEqual(60);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain("900 broken");
  });
});

describe("migrations", () => {
  const drop = stepOf(1, "-- step 1\nALTER TABLE users DROP COLUMN address;", {
    hazards: [{ code: "data-loss", subject: "users.address", text: "the values of users.address are gone for good" }],
  });
  const index = stepOf(2, "CREATE INDEX CONCURRENTLY i\n  ON orders (status);", { mode: "no-tx", lock: "share update exclusive" });
  const migration = packageOf([drop, index], [stepOf(1, "ALTER TABLE users ADD COLUMN address text;")], {
    class: "lossy",
    proof: { server: "18.6", ordered: false, rows: 0, emptyTables: ["table:public.users", "table:public.orders"] },
  });
  const generated = {
    migration,
    packages: 12,
    changes: [dropEmail],
    losses: [],
    reordered: [],
    impact: reportOf([impactOf("safe", "a")], { to: { kind: "files", text: "the working tree (schema)" } }),
    folder: "migrations/20261122150200_drop_address",
  };

  it("generated: what it does, what it costs, whether it is proved, what to type", () => {
    expect(renderGenerated(generated, "text", plain)).toBe(`\
from  migrations (12 packages)         to  the working tree (schema)
      drops column users.email (text, not null)

  up    1  ALTER TABLE users DROP COLUMN address;
           access exclusive lock
           data-loss users.address: the values of users.address are gone for good
        2  CREATE INDEX CONCURRENTLY i ON orders (status);
           share update exclusive lock, outside the transaction
  down  1 step (--all)

  impact  0 broken   0 changed   0 at risk   0 unknown   1 safe   1 examined
  proof   up = TO, down = FROM, up again = TO (PostgreSQL 18.6); nothing was shown about the rows of users,
          orders; down cannot restore the order of columns
  class   lossy: up asks for consent by name (lossy:users.address)

wrote migrations/20261122150200_drop_address/
Next: selecto migrate up --allow lossy:users.address
`);
  });

  it("generated: what breaks is to be mended first", () => {
    const impact = reportOf([brokenQuery("a"), brokenQuery("b")], { to: generated.impact.to });
    expect(renderGenerated({ ...generated, impact }, "text", plain).replaceAll(/\s+/g, " ")).toContain(
      "Next: mend the 2 subjects that it breaks (selecto analyze impact --from migrations shows each); then selecto migrate up ",
    );
  });

  it("generated: a statement stays on its lines where white space means something", () => {
    const sql = "CREATE FUNCTION f() RETURNS text\nLANGUAGE sql AS $$\n  select 'a  b'\n$$;";
    const text = renderGenerated({ ...generated, migration: packageOf([stepOf(1, sql)], []) }, "text", plain);
    expect(text).toContain("  up    1  CREATE FUNCTION f() RETURNS text ...\n");
    expect(renderGenerated({ ...generated, migration: packageOf([stepOf(1, sql)], []) }, "text", everything)).toContain(
      "             select 'a  b'\n           $$;\n",
    );
  });

  it("generated: nothing to do, and a dry run", () => {
    expect(renderGenerated({ packages: 1, changes: [], losses: [], reordered: [] }, "text", plain)).toBe(
      "Nothing to generate: the migrations (1 package) lead to the declared schema already.\nNext: selecto migrate status\n",
    );
    const nothing = { packages: 1, changes: [], losses: [], reordered: [] };
    expect(renderGenerated({ ...nothing, unobserved: "no pg_dump for PostgreSQL 15 was found on this machine" }, "text", plain)).toContain(
      "already.\n  not compared by pg_dump: no pg_dump for PostgreSQL 15 was found on this machine\nNext: selecto migrate status\n",
    );
    expect(renderGenerated({ ...nothing, observer: "pg_dump 18.3", unplanned: ["TRANSFORM FOR integer differs"] }, "text", plain)).toMatch(
      /^Nothing that selecto can plan: but pg_dump 18.3 tells [^]*apart.\n {2}TRANSFORM FOR integer differs\nNext: write it by hand/,
    );
    const { folder: _folder, ...dry } = generated;
    expect(renderGenerated(dry, "text", plain)).toContain(
      "nothing was written (20261122150200_drop_address)\nNext: the same command without --dry-run writes it\n",
    );
  });

  const applied = (name: string, ordinal: number) => ({
    ordinal,
    name,
    checksum: "c",
    from: "f",
    to: "t",
    appliedAt: "2026-11-22T15:02:00.000Z",
    durationMs: 12,
    appliedBy: "deploy",
    toolVersion: "0.1.0",
  });
  const none = { ledger: true, applied: [], pending: [], missing: [], edited: [], unreachable: [], domains: [], unfinished: [] };

  it("status: applied, pending, and what does not fit", () => {
    const status = { ...none, applied: [applied("0001_a", 1), applied("0002_b", 2)], edited: ["0002_b"], pending: ["0003_c"] };
    expect(
      renderStatus(
        {
          target: "database shop",
          status,
          diagnostics: [
            { code: "migration-altered", severity: "error", message: "0002_b: its files have changed since it was applied", next: "restore them from git" },
          ],
        },
        "text",
        plain,
      ),
    ).toBe(`\
database shop: 2 of 3 applied
  applied  0001_a  2026-11-22T15:02:00.000Z  12 ms  deploy
  edited   0002_b  2026-11-22T15:02:00.000Z  12 ms  deploy
  pending  0003_c

error migration-altered 0002_b: its files have changed since it was applied
  next: restore them from git
Next: restore them from git
`);
  });

  it.each([
    [
      "a half-done one first",
      { ...none, pending: ["b"], unfinished: [{ name: "b", direction: "up" as const, finishedSteps: [1] }] },
      "Next: selecto migrate up  (finishes b)",
    ],
    ["pending ones", { ...none, pending: ["b"] }, "Next: selecto migrate up\n"],
    ["nothing at all", { ...none, ledger: false }, "Next: selecto migrate generate\n"],
    ["all done", { ...none, applied: [applied("a", 1)] }, "Next: nothing to do"],
  ])("status: the next step for %s", (_case, status, next) => {
    expect(renderStatus({ target: "db", status, diagnostics: [] }, "text", plain)).toContain(next);
  });

  const run = { target: "database shop", direction: "up" as const, ran: [], scripts: [], waited: false, appliedCount: 12, pendingCount: 1, diagnostics: [] };

  it.each([
    [
      "up",
      { ...run, ran: [{ name: "0012_x", durationMs: 1_234 }], pendingCount: 0 },
      "  applied  0012_x  1.2 s\ndatabase shop: 12 of 12 applied\nNext: selecto migrate down takes the last one back\n",
    ],
    [
      "down",
      { ...run, direction: "down" as const, ran: [{ name: "0012_x", durationMs: 9 }], waited: true },
      "waited for another runner to finish\n  taken back  0012_x  9 ms\ndatabase shop: 12 of 13 applied\nNext: selecto migrate up applies it again\n",
    ],
    ["nothing to apply", { ...run, pendingCount: 0 }, "nothing to apply\ndatabase shop: 12 of 12 applied\nNext: selecto migrate generate\n"],
    [
      "a dry run",
      { ...run, scripts: [{ name: "0013_y", sql: "begin;\ncommit;\n" }] },
      "dry run: 1 migration would be applied; nothing was changed\n-- 0013_y up\nbegin;\ncommit;\ndatabase shop: 12 of 13 applied\nNext: selecto migrate up\n",
    ],
  ])("run: %s", (_case, screen, text) => {
    expect(renderRun(screen, "text", plain)).toBe(text);
  });

  it("verified: the unproved first, with why", () => {
    const one = { class: "lossless", problems: [], restamped: false, ordered: true };
    expect(
      renderVerified(
        {
          packages: [
            { ...one, name: "0001_a", status: "proved", ordered: false },
            { ...one, name: "0002_b", status: "unproved", problems: ["after down: table t is left over"] },
            { ...one, name: "0003_c", status: "proved", restamped: true },
          ],
          diagnostics: [],
        },
        "text",
        plain,
      ),
    ).toBe(`\
2 of 3 migrations proved: up, down and up again were run and compared
  0002_b  UNPROVED  lossless
      after down: table t is left over
  0001_a  proved    lossless  down cannot restore the order of columns
  0003_c  proved    lossless  stamped anew
Next: mend the SQL of 0002_b, then verify again
`);
  });
});

describe("snapshots", () => {
  const row = {
    id: "abcdef0123456789",
    createdAt: "2026-11-22T15:02:30.000Z",
    origin: "the working tree",
    fingerprint: "s1:pg18:ff",
    counts: { tables: 9, domains: 1, queries: 43 },
  };

  it("list", () => {
    expect(renderSnapshotList([{ ...row, label: "日本", commit: "3fa2b1c9d8" }, row], "text", plain)).toBe(`\
state   id          taken             label  commit   from              holds
latest  abcdef0123  2026-11-22 15:02  日本   3fa2b1c  the working tree  9 tables, 1 domain, 43 queries
@{1}    abcdef0123  2026-11-22 15:02                  the working tree  9 tables, 1 domain, 43 queries
2 snapshots. Next: selecto diff @{1} latest
`);
    expect(renderSnapshotList([], "text", plain)).toBe("The history holds no snapshots.\nNext: selecto snapshot create\n");
  });

  it("show", () => {
    expect(renderSnapshot({ ...row, root: "00", diagnostics: [], engine: "PostgreSQL 18.6", kinds: { table: 9, policy: 1, comment: 2 } }, "text", plain))
      .toBe(`\
snapshot     abcdef0123456789
taken        2026-11-22T15:02:30.000Z
from         the working tree
fingerprint  s1:pg18:ff
engine       PostgreSQL 18.6
holds        9 tables, 1 domain, 43 queries
schema       2 comments, 1 policy, 9 tables
Next: selecto diff abcdef0123 files
`);
  });

  const snapshot = { id: row.id, createdAt: row.createdAt, origin: { kind: "files", text: "the working tree" }, fingerprint: "f" } as const;

  it.each([
    ["added", "kept snapshot abcdef0123\nfrom  the working tree\nholds  9 tables\nNext: selecto diff latest files, after the next edit\n"],
    ["unchanged", "nothing changed since snapshot abcdef0123; no new one was made (--again makes one)\n"],
    ["not-stored", "not kept: the history can only be read here\n"],
  ] as const)("create: %s", (outcome, text) => {
    expect(renderTaken({ result: { snapshot, outcome, objects: 1 }, counts: { tables: 9 }, diagnostics: [] }, "text", plain).startsWith(text)).toBe(true);
  });

  it("fsck and prune", () => {
    expect(renderFsck({ findings: [], examined: { object: 1_200, snapshot: 3 }, unreferenced: 1 }, "text", plain)).toBe(
      "the history is sound\nexamined 1,203 rows: object 1,200, snapshot 3\n1 part without use; selecto snapshot prune frees the space\nNext: selecto snapshot list\n",
    );
    expect(
      renderFsck(
        { findings: [{ code: "history-row", severity: "error", message: "row 1 does not fit" }], examined: { object: 1 }, unreferenced: 0 },
        "text",
        plain,
      ),
    ).toContain("the history is damaged: 1 finding\n  error history-row row 1 does not fit\n");
    const pruned = { removed: [snapshot], kept: 2, objects: 40, bytes: 38_800, cacheRows: 0, compacted: false, dryRun: true };
    const list = "  abcdef0123  2026-11-22T15:02:30.000Z    the working tree\n";
    expect(renderPruned(pruned, "text", plain)).toBe(
      `would forget 1 snapshot and 40 parts that nothing else needs (38.8 KB); 2 snapshots would stay\n${list}Next: the same command without --dry-run\n`,
    );
    expect(renderPruned({ ...pruned, dryRun: false }, "text", plain)).toBe(
      `forgot 1 snapshot and 40 parts that nothing else needs (38.8 KB); 2 snapshots stay\n${list}the file keeps its size, because it is in use or the disk is full; the space is used again\nNext: selecto snapshot list\n`,
    );
    expect(renderPruned({ ...pruned, removed: [], objects: 0, kept: 1 }, "text", plain)).toBe(
      "nothing to forget; 1 snapshot would stay\nNext: selecto snapshot list\n",
    );
  });
});

it("validated domains", () => {
  expect(
    renderValidated(
      {
        domains: [{ name: "User", version: "1.0.0", file: "domains/user.yaml", elements: 3, compiled: 2 }],
        diagnostics: [
          {
            code: "domain-element-broken",
            severity: "error",
            message: "User.mail: 42703 column mail does not exist",
            position: { file: "domains/user.yaml", line: 8, column: 5 },
          },
        ],
        engine: "PostgreSQL 18.6 (embedded)",
      },
      "text",
      plain,
    ),
  ).toBe(`\
1 domain: 1 error, asked PostgreSQL 18.6 (embedded)
  User  1.0.0  2 of 3 elements compiled  domains/user.yaml

domains/user.yaml:8:5 error domain-element-broken User.mail: 42703 column mail does not exist
Next: mend what is named above
`);
});

it("diagnostics: errors first, place, severity, code, SQLSTATE once, message, next", () => {
  const at = (line: number) => ({ file: "q.sql", line, column: 2 });
  expect(
    renderDiagnostics(
      [
        { code: "b", severity: "info", message: "by the way" },
        { code: "w", severity: "warning", message: "42601 said already", position: at(3), sqlstate: "42601" },
        { code: "e", severity: "error", message: "no such column", position: at(12), sqlstate: "42703", next: "mend it" },
      ],
      plain,
    ),
  ).toBe("q.sql:12:2 error e 42703 no such column\n  next: mend it\nq.sql:3:2 warning w 42601 said already\ninfo b by the way\n");
  expect(renderDiagnostics([], plain)).toBe("");
});
