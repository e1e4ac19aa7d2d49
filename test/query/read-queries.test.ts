import { beforeAll, describe, expect, it } from "@jest/globals";
import { formatPosition } from "../../src/model/position.ts";
import { readQueries } from "../../src/query/index.ts";
import { loadParser } from "../../src/sql/index.ts";

beforeAll(loadParser);

function read(...files: readonly (readonly [path: string, text: string])[]): { queries: string[]; diagnostics: string[] } {
  const { queries, diagnostics } = readQueries(files.map(([path, text]) => ({ path, text })));
  return {
    queries: queries.map(
      (query) => `${query.name} @ ${formatPosition(query.position)}: ${query.text}${query.statement.kind === "ask" ? "" : ` [${query.statement.kind}]`}`,
    ),
    diagnostics: diagnostics.map(
      (found) => `${found.severity} ${found.code}${found.position === undefined ? "" : ` ${formatPosition(found.position)}`}: ${found.message}`,
    ),
  };
}

describe("readQueries", () => {
  it("names statements by their comments", () => {
    const text = "-- name: top\n-- why\nselect 1;\n\n/* name: second :many */ select 2;\n/*\n  @name Third\n*/\nselect 3;--name: Fourth :execrows\nselect 4";
    expect(read(["q/a.sql", text])).toEqual({
      queries: ["top @ q/a.sql:3:1: select 1", "second @ q/a.sql:5:26: select 2", "Third @ q/a.sql:9:1: select 3", "Fourth @ q/a.sql:10:1: select 4"],
      diagnostics: [],
    });
  });

  it("reads which versions of domains a statement is meant for, with the place of the comment", () => {
    const text =
      "-- name: a\n-- domain: Order@^1.2\n/* domain: User@>=1 <3 */\nselect 1;\n-- domain: Order\n-- to Order@1\nselect 2;\n-- name: c\nselect 3\n-- name: d\n-- domain: Order@1\nselect 4";
    expect(readQueries([{ path: "q.sql", text }]).queries.map(({ name, meantFor }) => [name, meantFor])).toEqual([
      [
        "a",
        [
          { domain: "Order", range: "^1.2", position: { file: "q.sql", line: 2, column: 1 } },
          { domain: "User", range: ">=1 <3", position: { file: "q.sql", line: 3, column: 1 } },
        ],
      ],
      ["q", undefined],
      ["c", undefined],
      ["d", [{ domain: "Order", range: "1", position: { file: "q.sql", line: 11, column: 1 } }]],
    ]);
  });

  it("names a lone statement after its file, and says what it calls several", () => {
    expect(read(["q/top.users.sql", "-- how many\nselect 1;"])).toEqual({ queries: ["top.users @ q/top.users.sql:2:1: select 1"], diagnostics: [] });
    expect(read(["q/a.sql", "select 1;\n-- name: b\nselect 2; select 3"])).toEqual({
      queries: ["a @ q/a.sql:1:1: select 1", "b @ q/a.sql:3:1: select 2", "a_2 @ q/a.sql:3:11: select 3"],
      diagnostics: ["info query-unnamed q/a.sql:1:1: 2 statements without a name are called a, a_2"],
    });
  });

  it("keeps a query whose name is taken", () => {
    expect(read(["a.sql", "-- name: x\nselect 1;\n-- name: x\nselect 2;"], ["b.sql", "-- name: x\nselect 3"])).toEqual({
      queries: ["x @ a.sql:2:1: select 1", "a.sql:x @ a.sql:4:1: select 2", "b.sql:x @ b.sql:2:1: select 3"],
      diagnostics: [
        "error query-duplicate-name a.sql:4:1: the name x is taken by a.sql:2:1; this query is called a.sql:x",
        "error query-duplicate-name b.sql:2:1: the name x is taken by a.sql:2:1; this query is called b.sql:x",
      ],
    });
    expect(read(["a.sql", "-- name: x\nselect 1;\n-- name: x\nselect 2;\n-- name: x\nselect 3"]).queries).toEqual([
      "x @ a.sql:2:1: select 1",
      "a.sql:x @ a.sql:4:1: select 2",
      "a.sql:x_2 @ a.sql:6:1: select 3",
    ]);
  });

  it("gives a name to the query that asks for it, not to the file before", () => {
    expect(read(["one/list.sql", "select 1"], ["two/list.sql", "select 2"], ["z.sql", "-- name: list\nselect 3"])).toEqual({
      queries: ["one/list.sql:list @ one/list.sql:1:1: select 1", "two/list.sql:list @ two/list.sql:1:1: select 2", "list @ z.sql:2:1: select 3"],
      diagnostics: [
        "warning query-duplicate-name one/list.sql:1:1: the name list is taken by z.sql:2:1; this query is called one/list.sql:list",
        "warning query-duplicate-name two/list.sql:1:1: the name list is taken by z.sql:2:1; this query is called two/list.sql:list",
      ],
    });
  });

  it("a statement that does not parse is an error at its place, counted, and hides no other", () => {
    expect(read(["a.sql", "-- name: a\nselect 1;\n-- name: b\nselect 'é😀', x\n  frm t t2;\n-- name: c\nselect 3"])).toEqual({
      queries: ["a @ a.sql:2:1: select 1", "b @ a.sql:4:1: select 'é😀', x\n  frm t t2 [unknown]", "c @ a.sql:7:1: select 3"],
      diagnostics: ['error query-unparsable a.sql:5:7: syntax error at or near "t"'],
    });
  });

  it("the error's place is right behind rewritten parameters", () => {
    expect(read(["a.sql", "-- name: a :one\nselect sqlc.arg(a_long_name), @b frm t t2"]).diagnostics).toEqual([
      'error query-unparsable a.sql:2:38: syntax error at or near "t"',
    ]);
  });

  it("splits at names where semicolons are missing", () => {
    expect(read(["a.sql", "-- name: a\nselect 1\n\n-- name: b\n-- params: $1 id uuid\nselect $1 -- in\n-- name: c\nselect"])).toEqual({
      queries: ["a @ a.sql:2:1: select 1", "b @ a.sql:6:1: select $1", "c @ a.sql:8:1: select"],
      diagnostics: [],
    });
    expect(read(["a.sql", "-- name: a\nselect 1,\n-- name: no name\n2"]).queries).toEqual(["a @ a.sql:2:1: select 1,\n-- name: no name\n2"]);
  });

  it("says which names no statement follows", () => {
    expect(read(["a.sql", "-- name: gone\n-- select 0;\n-- name: a\nselect 1;\n-- name: last\n"])).toEqual({
      queries: ["a @ a.sql:4:1: select 1"],
      diagnostics: [
        "warning query-name-unused a.sql:1:1: no statement follows the name gone",
        "warning query-name-unused a.sql:5:1: no statement follows the name last",
      ],
    });
  });

  it.each(["", "  \n", "-- nothing\n", ";"])("says that %j holds no statement", (text) => {
    expect(read(["a.sql", text])).toEqual({ queries: [], diagnostics: ["info query-file-empty a.sql:1:1: holds no statement"] });
  });

  it("reads files with a mark, CRLF, NUL and broken characters, and says so", () => {
    expect(read(["a.sql", "\ufeff-- name: a\r\nselect 1\r\n  as x;\r\n-- name: b\r\nselect\0'\ufffd\ufffd'"])).toEqual({
      queries: ["a @ a.sql:2:1: select 1\r\n  as x", "b @ a.sql:5:1: select '\ufffd\ufffd'"],
      diagnostics: [
        "info query-byte-order-mark a.sql:1:1: starts with a byte order mark; it is ignored",
        "warning query-nul-character a.sql:5:7: 1 NUL character",
        "warning query-invalid-utf8 a.sql:5:9: 2 replacement characters",
      ],
    });
  });

  it("leaves out what is psql's and says so", () => {
    expect(read(["a.sql", "\\timing on\n-- name: a\nselect 1 \\gx\n"])).toEqual({
      queries: ["a @ a.sql:3:1: select 1"],
      diagnostics: ["info query-psql-commands a.sql:1:1: psql's own commands or COPY data are left out"],
    });
  });

  it("never lets an unbound parameter reach PostgreSQL", () => {
    const { queries, diagnostics } = readQueries([{ path: "a.sql", text: "-- name: a\nselect *\nfrom t where id = @id" }]);
    expect(queries).toMatchObject([{ dialect: "postgresql", statement: { kind: "unknown", reason: "unbound parameter @id" } }]);
    expect(diagnostics).toMatchObject([{ code: "query-unbound-parameter", severity: "warning", position: { line: 3, column: 19 } }]);
  });

  it("a declared dialect wins over the evidence", () => {
    const text = "-- name: a :one\nselect @id from t";
    const statement = (dialect?: "postgresql" | "sqlc" | "pgtyped"): unknown =>
      readQueries([{ path: "a.sql", text, ...(dialect && { dialect }) }]).queries[0]?.statement;
    expect(statement()).toMatchObject({ kind: "ask", sql: "select $1 from t" });
    expect(statement("postgresql")).toMatchObject({ kind: "ask", sql: "select @id from t" });
    expect(statement("pgtyped")).toMatchObject({ kind: "unknown" });
  });

  it("reads pgtyped's expansions from the comment before the statement", () => {
    const [query] = readQueries([{ path: "a.sql", text: "/*\n @name Add\n @param rows -> ((id, total)...)\n*/\ninsert into t values :rows;" }]).queries;
    expect(query).toMatchObject({
      name: "Add",
      dialect: "pgtyped",
      sql: "insert into t values ($1, $2)",
      parameters: [
        { number: 1, name: "rows.id" },
        { number: 2, name: "rows.total" },
      ],
    });
  });

  it.each([
    [
      "-- params: $1 id uuid, $2 total numeric(10,2)",
      [
        { number: 1, name: "id", type: "uuid" },
        { number: 2, name: "total", type: "numeric(10,2)" },
      ],
    ],
    [
      "-- params: $1=id, $2=total",
      [
        { number: 1, name: "id" },
        { number: 2, name: "total" },
      ],
    ],
    [
      "-- params: $2 at timestamp with time zone[]\n-- params: $1 id uuid",
      [
        { number: 1, name: "id", type: "uuid" },
        { number: 2, name: "at", type: "timestamp with time zone[]" },
      ],
    ],
    ["-- params: $1=id, $7 gone int\r", [{ number: 1, name: "id" }, { number: 2 }]],
    ["-- nothing", [{ number: 1 }, { number: 2 }]],
  ])("%s", (comment, parameters) => {
    expect(readQueries([{ path: "a.sql", text: `${comment}\nselect $2, $1, $1` }]).queries[0]?.parameters).toEqual(parameters);
  });
});
