import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { VERDICTS } from "../../src/model/impact.ts";
import { renderImpact } from "../../src/report/index.ts";
import { brokenQuery, dropEmail, everything, impactOf, plain, reportOf } from "./made-up.ts";

describe("impact of a dropped column", () => {
  const report = reportOf(
    [
      brokenQuery(),
      impactOf("broken", "import_users", {
        witness: { sqlstate: "42703", message: 'column "email" of relation "users" does not exist', stage: "describe" },
        reasons: [
          {
            code: "does-not-compile",
            text: '42703 column "email" of relation "users" does not exist',
            path: ["column:public.users.email", "query:import_users"],
          },
        ],
      }),
      impactOf("changed", "list_users", {
        live: true,
        reasons: [{ code: "result-columns", text: "loses a result column: email (text)", path: ["column:public.users.email", "query:list_users"] }],
      }),
      impactOf("at-risk", "revenue", {
        reasons: [
          {
            code: "key-lost",
            text: "(email) is unique no more: sums may grow",
            path: ["constraint:public.users.users_email_key", "table:public.users", "view:public.active_users", "query:revenue"],
          },
        ],
      }),
      impactOf("safe", "find_order"),
    ],
    {
      changes: [dropEmail, { verb: "drop", key: "view:public.active_users", before: {} }],
      fallen: [{ key: "view:public.active_users", reason: "cannot exist without column users.email" }],
      refusal: {
        sqlstate: "2BP01",
        message: "cannot drop column email of table users because other objects depend on it",
        detail: "view active_users depends on column email of table users",
      },
      baseline: [
        {
          subject: "query:old_report",
          label: "query old_report",
          position: { file: "queries/old.sql", line: 2, column: 1 },
          verdict: "broken",
          reason: '42P01 relation "gone" does not exist',
        },
      ],
      diagnostics: [
        {
          code: "query-unparsable",
          severity: "error",
          message: '42601 syntax error at or near "FORM"',
          position: { file: "queries/bad.sql", line: 12, column: 1 },
          next: "mend the query",
        },
      ],
    },
  );

  it("reads from the verdict to what to type next", () => {
    expect(renderImpact(report, "text", plain)).toBe(`\
from  main 3fa2b1 (merge base)         to  the same with drop column users.email

  2 broken   1 changed   1 at risk   0 unknown   1 safe   1 baseline defect      6 examined
  the change as written is refused by PostgreSQL: 2BP01 cannot drop column email of table users because other
    objects depend on it
    view active_users depends on column email of table users
  the verdicts assume that what depends on it goes too (CASCADE)
  1 database object goes with it: view active_users

broken   query top_customers        queries/top_customers.sql:5:8
           5 | SELECT u.email, sum(o.total) AS total
             |        ^ 42703 column u.email does not exist
         users.email > query top_customers
broken   query import_users         queries/import_users.sql:1:1
         42703 column "email" of relation "users" does not exist
         users.email > query import_users
changed  query list_users     live  queries/list_users.sql:1:1
         loses a result column: email (text)
         users.email > query list_users
at risk  query revenue              queries/revenue.sql:1:1
         (email) is unique no more: sums may grow
         constraint users.users_email_key > view active_users > query revenue
live: statements already prepared on open connections fail (0A000) until they reconnect

1 baseline defect: already wrong before the change, and not counted against it
broken   query old_report  queries/old.sql:2:1
         42P01 relation "gone" does not exist

Examined 6 queries and 0 domain elements with PostgreSQL 18.6 (embedded). Not all could be read: 1 error.
  queries/bad.sql:12:1 error query-unparsable 42601 syntax error at or near "FORM"
Next: selecto analyze impact --rename users.email:new_name if it only gets a new name; otherwise mend what is
      broken and ask again
`);
  });

  it("lists what is safe only when all is wanted", () => {
    expect(renderImpact(report, "text", plain)).not.toContain("find_order");
    expect(renderImpact(report, "text", everything)).toContain("safe     query find_order           queries/find_order.sql:1:1");
  });

  it("says what happened to the start of a path where several things changed", () => {
    const two = {
      ...report,
      changes: [dropEmail, { verb: "add", key: "column:public.users.mail", after: { type: "text" } } as const],
      likelyRenames: [{ from: dropEmail.key, to: "column:public.users.mail", confidence: 0.97, reasons: ["same place"] }],
      fallen: [],
    };
    const text = renderImpact(two, "text", plain);
    expect(text).toContain("users.email (dropped) > query top_customers");
    expect(text).toContain("drops column users.email (text, not null); adds column users.mail (text)");
    expect(text).toContain("      looks like a rename: users.email is users.mail now (97 %: same place)\n");
    expect(text).toContain("Next: selecto analyze impact --rename users.email:mail judges the rename;");
  });
});

describe("a rename", () => {
  const before = "SELECT u.email, sum(o.total) AS total\nFROM users u\nJOIN orders o ON o.user_id = u.id\nGROUP BY u.email";
  const after = "SELECT u.email_address AS email, sum(o.total) AS total\nFROM users u\nJOIN orders o ON o.user_id = u.id\nGROUP BY u.email_address";
  const renamed = {
    to: { kind: "script", text: "rename column users.email to email_address" } as const,
    changes: [{ verb: "rename", key: "column:public.users.email", to: "column:public.users.email_address" } as const],
  };

  it("shows the changed lines and whether the edit is proved", () => {
    const report = reportOf(
      [brokenQuery("top_customers", { rewrite: { before, after, proved: true, printed: "SELECT ..." } }), brokenQuery("other"), impactOf("safe", "find_order")],
      renamed,
    );
    expect(renderImpact(report, "text", plain)).toBe(`\
from  main 3fa2b1 (merge base)         to  the same with rename column users.email to email_address

  2 broken, 1 repairable   0 changed   0 at risk   0 unknown   1 safe      3 examined

broken   query top_customers  queries/top_customers.sql:5:8
         42703 column u.email does not exist
         users.email > query top_customers
         - SELECT u.email, sum(o.total) AS total
         + SELECT u.email_address AS email, sum(o.total) AS total
         - GROUP BY u.email
         + GROUP BY u.email_address
         proved: PostgreSQL prints the edited text and the renamed query alike
broken   query other          queries/other.sql:5:8
           5 | SELECT u.email, sum(o.total) AS total
             |        ^ 42703 column u.email does not exist
         users.email > query other

Examined 3 queries and 0 domain elements with PostgreSQL 18.6 (embedded). All that was found could be read.
Next: put the edits into the files together with the rename (--all lists every one), mend the other 1, then
      selecto check
`);
  });

  it.each([
    [
      "not proved",
      { proved: false, printed: "x" },
      "not proved: PostgreSQL prints the edited text and the renamed query differently; read it before you take it",
    ],
    [
      "PostgreSQL's own print",
      { proved: true, printed: after },
      "proved: this is the renamed query as PostgreSQL prints it; the layout of your text is not kept",
    ],
  ])("says when it is %s", (_case, rewrite, words) => {
    expect(renderImpact(reportOf([brokenQuery("a", { rewrite: { before, after, ...rewrite } })], renamed), "text", { ...plain, width: 200 })).toContain(words);
  });
});

it("says plainly that nothing changes, and how much was examined", () => {
  const report = reportOf([impactOf("safe", "a"), impactOf("safe", "b")], { changes: [], to: { kind: "files", text: "the working tree" } });
  expect(renderImpact(report, "text", plain)).toBe(`\
from  main 3fa2b1 (merge base)         to  the working tree
nothing changes in the schema

  0 broken   0 changed   0 at risk   0 unknown   2 safe      2 examined

Examined 2 queries and 0 domain elements with PostgreSQL 18.6 (embedded). All that was found could be read.
Next: try a change that nobody has made yet: --drop table.column, --rename table.column:new_name or --sql FILE
`);
});

it("groups what is unknown by its reason", () => {
  const lacking = (name: string, text: string) => impactOf("unknown", name, { reasons: [{ code: "not-asked", text, path: [`query:${name}`] }] });
  const report = reportOf([
    lacking("a", "code in a string is not read"),
    lacking("b", "extension postgis is not there"),
    lacking("c", "extension postgis is not there"),
  ]);
  expect(renderImpact(report, "text", plain)).toContain(`\
  0 broken   0 changed   0 at risk   3 unknown   0 safe      3 examined

unknown  2 subjects: extension postgis is not there
         query b  queries/b.sql:1:1
         query c  queries/c.sql:1:1
unknown  1 subject: code in a string is not read
         query a  queries/a.sql:1:1

`);
});

describe("sixty findings", () => {
  const report = reportOf(Array.from({ length: 60 }, (_, at) => brokenQuery(`query_${at}`)));

  it("are cut, their number is not", () => {
    const text = renderImpact(report, "text", plain);
    expect(text).toContain("  60 broken   0 changed");
    expect(text.match(/^broken {3}query/gm)).toHaveLength(10);
    expect(text).toContain("broken   ... 50 more (--all)\n");
  });

  it("are all there when all is wanted", () => {
    const text = renderImpact(report, "text", everything);
    expect(text.match(/^broken {3}query/gm)).toHaveLength(60);
    expect(text).not.toContain("--all)");
  });
});

describe("database objects that PostgreSQL refuses", () => {
  const report = reportOf([impactOf("safe", "a")], {
    fallen: [
      {
        key: "view:public.active_users",
        reason: "does not load: 42703 column email does not exist",
        witness: {
          sqlstate: "42703",
          message: "column email does not exist",
          stage: "load",
          position: { file: "schema/050_views.sql", line: 3, column: 8 },
          line: "SELECT email",
        },
      },
    ],
  });

  it("are findings before all others", () => {
    expect(renderImpact(report, "text", plain)).toContain(`
broken   view active_users  schema/050_views.sql:3:8
           3 | SELECT email
             |        ^ 42703 column email does not exist
`);
  });
});

describe("the caret", () => {
  const at = (line: string, column: number, width = 110): string[] => {
    const position = { file: "q.sql", line: 7, column };
    const text = renderImpact(reportOf([brokenQuery("q", { witness: { sqlstate: "42703", message: "no", stage: "describe", position, line } })]), "text", {
      ...plain,
      width,
    });
    return text.split("\n").filter((one) => one.includes(" | "));
  };

  it.each<[string, string, number, string]>([
    ["ASCII", "SELECT x", 8, "x"],
    ["tabs", "\tSELECT\tx", 9, "x"],
    ["wide characters", "SELECT '日本', x", 14, "x"],
    ["an astral character (two code units)", "SELECT '😀', x", 14, "x"],
    ["combining characters", "SELECT 'e\u0301', x", 14, "x"],
    ["escaped control characters", "SELECT '\u001b[31m', x", 17, "x"],
  ])("stands under its column after %s", (_case, line, column, found) => {
    const [source = "", caret = ""] = at(line, column);
    expect(line.slice(column - 1)).toBe(found);
    const before = source.slice(0, source.lastIndexOf(found));
    // Columns as a terminal counts them: two for each wide character here, none for the combining accent.
    const columns = [...before].reduce((sum, char) => sum + (/[日本😀]/u.test(char) ? 2 : char === "\u0301" ? 0 : 1), 0);
    expect(caret.indexOf("^")).toBe(columns);
  });

  it("is found in a line that is far too long, and nothing of PostgreSQL's words is lost", () => {
    const line = `SELECT ${"aaaa, ".repeat(100)}needle${", bbbb".repeat(100)}`;
    const [source = "", caret = ""] = at(line, line.indexOf("needle") + 1, 80);
    expect(source.length).toBeLessThanOrEqual(80);
    expect(source.slice(caret.indexOf("^"))).toMatch(/^needle/);
    expect(source).toContain("…");
  });

  it.each([
    [0, "             | ^"],
    [99, "             |         ^"],
  ])("stays at the line for an impossible column %d", (column, caret) => {
    expect(at("SELECT x", column)[1]).toBe(`${caret} 42703 no`);
  });
});

it("never cuts PostgreSQL's message or a name, however narrow the terminal", () => {
  const message = "operator does not exist: character varying = integer, which is a long story that goes on and on";
  const name = "a_query_with_quite_a_name_that_nobody_would_want_to_type_twice";
  const text = renderImpact(reportOf([brokenQuery(name, { witness: { sqlstate: "42883", message, stage: "plan" } })]), "text", { ...plain, width: 40 });
  expect(text.replaceAll(/\s+/g, " ")).toContain(`42883 ${message}`);
  expect(text).toContain(name);
});

it("counts that add up to what was examined, for any report", () => {
  const impacts = fc.array(fc.constantFrom(...VERDICTS), { maxLength: 30 }).map((verdicts) => verdicts.map((verdict, at) => impactOf(verdict, `q${at}`)));
  const defects = fc.nat(5).map((count) =>
    Array.from({ length: count }, (_, at) => ({
      subject: `query:b${at}`,
      label: `b${at}`,
      position: { file: "b.sql", line: at + 1, column: 1 },
      verdict: "unknown" as const,
      reason: "no",
    })),
  );
  fc.assert(
    fc.property(impacts, defects, (list, baseline) => {
      const line = renderImpact(reportOf(list, { baseline }), "text", plain)
        .split("\n")
        .find((one) => one.endsWith(" examined"));
      const numbers = [...(line ?? "").matchAll(/(\d+) (?:broken|changed|at risk|slower|unknown|fixed|safe|baseline defects?|examined)/g)].map((match) =>
        Number(match[1]),
      );
      const examined = numbers.pop();
      expect(numbers.reduce((sum, one) => sum + one, 0)).toBe(examined);
      expect(examined).toBe(list.length + baseline.length);
    }),
  );
});
