import { beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { applyEdits, originalOffset } from "../../src/model/position.ts";
import type { QueryDialect } from "../../src/model/subject.ts";
import { bindParameters } from "../../src/sql/dialects/bind-parameters.ts";
import { detectDialect } from "../../src/sql/dialects/detect-dialect.ts";
import { tokenize } from "../../src/sql/lexer.ts";
import { loadParser, parseSql } from "../../src/sql/parser.ts";

beforeAll(loadParser);

/** `1=id 2=name` */
function shown(text: string, dialect: QueryDialect, annotations: readonly string[] = []): [string, string] {
  const { sql, parameters, unbound } = bindParameters(text, dialect, annotations);
  expect(unbound).toBeUndefined();
  return [sql, parameters.map(({ number, name }) => (name === undefined ? `${number}` : `${number}=${name}`)).join(" ")];
}

describe("sqlc", () => {
  it.each([
    ["select @id, @name::text, @ID", "select $1, $2::text, $1", "1=id 2=name"],
    ["select sqlc.arg(a), sqlc.narg('b'), sqlc.arg('A'), SQLC . ARG /* c */ ( A )", "select $1, $2, $3, $1", "1=a 2=b 3=A"],
    ["where id in (sqlc.slice(ids)) or id = any(sqlc.slice('ids'))", "where id in ($1) or id = any($1)", "1=ids"],
    ["select sqlc.embed(users), sqlc.embed(\"Odd\"), sqlc.embed('pets'), sqlc.embed(app.users)", 'select users.*, "Odd".*, pets.*, app.users.*', ""],
    ["select @b, $1, $3, @c, sqlc.arg(b)", "select $2, $1, $3, $4, $2", "1 2=b 3 4=c"],
    ["where a=@a and b>=@b and c||@c", "where a=$1 and b>=$2 and c||$3", "1=a 2=b 3=c"],
    ["select '@a', \"@b\", $$@c$$ -- @d\n, @e /* sqlc.arg(f) */", "select '@a', \"@b\", $$@c$$ -- @d\n, $1 /* sqlc.arg(f) */", "1=e"],
    ["limit@n offset sqlc.arg(o)for update", "limit $1 offset $2 for update", "1=n 2=o"],
    ["where a @> @b and c <@ d and @ x and tags @@ q and j @? '$'", "where a @> $1 and c <@ d and @ x and tags @@ q and j @? '$'", "1=b"],
  ])("%s", (text, sql, parameters) => {
    expect(shown(text, "sqlc")).toEqual([sql, parameters]);
  });

  it.each([
    ["select sqlc.arg()", "sqlc.arg"],
    ["select sqlc.unheard(x)", "sqlc.unheard"],
    ["select sqlc.arg(sqlc.arg(a))", "sqlc.arg"],
    ["select @a, :b", ":b"],
  ])("%s leaves %s unbound", (text, unbound) => {
    expect(bindParameters(text, "sqlc").unbound).toEqual({ text: unbound, offset: text.indexOf(unbound) });
  });
});

describe("pgtyped", () => {
  const annotation = "/* @name X\n @param ids -> (...)\n @param rows -> ((a, b!)...) many (rows)\n @param one -> (a , c)\n*/";
  it.each([
    ["where id = :id! and n = :n::text or :id", "where id = $1 and n = $2::text or $1", "1=id 2=n"],
    ["where id in :ids and x != :x!", "where id in ($1) and x != $2", "1=ids 2=x"],
    ["values :rows", "values ($1, $2)", "1=rows.a 2=rows.b"],
    ["values :one, :rows", "values ($1, $2), ($3, $4)", "1=one.a 2=one.c 3=rows.a 4=rows.b"],
    [
      "select a[1:n], a[lo:hi], a[:i], array[:x, :y], f(a => :z, b := 1)",
      "select a[1:n], a[lo:hi], a[$1], array[$2, $3], f(a => $4, b := 1)",
      "1=i 2=x 3=y 4=z",
    ],
    ["where :id!=1 and ':no' = \":no\" -- :no", "where $1!=1 and ':no' = \":no\" -- :no", "1=id"],
    ["limit:n", "limit $1", "1=n"],
    ["select :userId, :userid", "select $1, $2", "1=userId 2=userid"],
  ])("%s", (text, sql, parameters) => {
    expect(shown(text, "pgtyped", [annotation])).toEqual([sql, parameters]);
  });
});

describe("unbound parameters", () => {
  it.each([
    ["select * from t where id = «@id»"],
    ["select * from t where id =«@id»"],
    ["select * from t where id = «:id» and :other"],
    ["select * from t where id = «?»"],
    ["select * from t where id=«?»"],
    ["select * from t where id = «?»1"],
    ["select «?» - 1"],
    ["insert into t values («?», ?)"],
    ["select * from t where a like «?» and b"],
    ["select * from t limit «?»"],
    ["select * from t where id = «${user.id}»"],
    ["select * from t where id = «$id»"],
    ["select * from t where id = «#{id}»"],
    ["select * from t where id=«#{id}»"],
    ["select * from t where id = «%(id)s»"],
    ["select * from t where id=«%(id)s»"],
    ["select * from t where id = «%s»"],
    ["select * from «{{ ref('t') }}»"],
    ["select * from t where id = «:'id'»"],
    ["select array[«:a»]"],
    ["select f(a[1:2], «:x»)"],
    ["select «sqlc.arg»(x)"],
    ["select 'é😀', «@é» from t"],
  ])("%s", (marked) => {
    const text = marked.replace(/[«»]/g, "");
    const unbound = /«(.*)»/.exec(marked)?.[1];
    expect(bindParameters(text, undefined).unbound).toEqual({ text: unbound, offset: marked.indexOf("«") });
  });

  it.each([
    "select a::int, b :: text, a[1:2], a[lo:hi], a[:hi], a[lo:], f(x := 1), f(x => 2), m[1:2][3:4] from t",
    "select j ? 'a', j ?| array['a'], j ?& array['a'], j @> '{}', j <@ k, j @@ '$.a', j @? '$.a', j->>'a', j#>>'{a}' from t",
    "select '@id', ':id', '?', '${x}', '{{x}}', \"@id\", $$ @id ? $$ -- @id :id ?\n /* {{x}} */ from t",
    "select @ -5, @ x, |/ 2, a % s, a %b, 5 % (2) from t",
    "select $1, $2::int",
    "select p ?- q, p ?# q, p ?|| q",
    "select x @-@ y, @@ z",
  ])("finds none in %s", (text) => {
    expect(parseSql(text).ok).toBe(true);
    expect(bindParameters(text, undefined).unbound).toBeUndefined();
  });

  it("a declared postgresql means what PostgreSQL reads", () => {
    expect(bindParameters("select @id from t", "postgresql")).toEqual({ sql: "select @id from t", edits: [], parameters: [] });
  });

  it("points into the text as written, behind rewritten parameters", () => {
    const text = "select @a_long_name, :b";
    expect(bindParameters(text, "sqlc").unbound).toEqual({ text: ":b", offset: text.indexOf(":b") });
  });
});

describe("laws of the rewrite", () => {
  const pieces: Readonly<Record<"sqlc" | "pgtyped", readonly string[]>> = {
    sqlc: ["@a", "@b", "sqlc.arg(a)", "sqlc.narg('c')", "sqlc.slice(d)", "sqlc.embed(t)", "$1", "$3", "x", "'@a'", "-- @a\n", ",", "=", "::int", "é😀", " "],
    pgtyped: [":a", ":b!", ":rows", ":ids", "$2", "x", "':a'", "/* :a */", ",", "=", "::int", "[1:n]", "é😀", " "],
  };
  const annotation = "/* @name Q @param rows -> ((a, b)...) @param ids -> (...) */";

  it.each(["sqlc", "pgtyped"] as const)("%s: edits give the SQL, lead back, and there is one number for each name", (dialect) => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces[dialect])), (parts) => {
        const text = parts.join("");
        const { sql, edits, parameters } = bindParameters(text, dialect, [annotation]);
        expect(applyEdits(text, edits)).toBe(sql);

        // Outside the replacements both texts have the same characters.
        let at = 0;
        let shift = 0;
        for (const edit of [...edits, { from: text.length, to: text.length, replacement: "" }]) {
          for (; at < edit.from; at++) expect([originalOffset(at + shift, edits), sql[at + shift]]).toEqual([at, text[at]]);
          for (let inside = 0; inside < edit.replacement.length; inside++) expect(originalOffset(edit.from + shift + inside, edits)).toBe(edit.from);
          shift += edit.replacement.length - (edit.to - edit.from);
          at = edit.to;
        }

        const names = parameters.flatMap(({ name }) => name ?? []);
        expect(new Set(names).size).toBe(names.length);
        const inText = tokenize(sql).flatMap(({ kind, from, to }) => (kind === "param" ? [Number(sql.slice(from + 1, to))] : []));
        expect(parameters.map(({ number }) => number)).toEqual([...new Set(inText)].toSorted((left, right) => left - right));
      }),
    );
  });
});

describe("detectDialect", () => {
  it.each([
    ["-- name: A :one\nselect @id", "sqlc"],
    ["-- name: A :many\nselect sqlc.embed(t)", "sqlc"],
    ["/* name: A :exec */ delete from t where id = @id", "sqlc"],
    ["select sqlc.narg(id)", "sqlc"],
    ["/* @name A */ select :id", "pgtyped"],
    ["/*\n  @name A\n  @param ids -> (...)\n*/\nselect :id", "pgtyped"],
    ["-- name: A :one\nselect $1", undefined],
    ["-- name: A\nselect @id", undefined],
    ["select :id", undefined],
    ["select '@name A', 'sqlc.arg(x)'", undefined],
  ])("%j is %s", (text, dialect) => {
    expect(detectDialect(text, tokenize(text))).toBe(dialect);
  });
});
