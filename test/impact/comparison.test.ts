/** Contracts and bindings of the same text on two states. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { compareBindings, replacedColumns } from "../../src/impact/binding.ts";
import { buildGraph } from "../../src/impact/graph.ts";
import { compareSignatures } from "../../src/impact/signature-change.ts";
import { shapeOf } from "../../src/impact/statement-shape.ts";
import type { Signature } from "../../src/model/answer.ts";
import type { Change } from "../../src/model/change.ts";
import { loadParser } from "../../src/sql/index.ts";
import { subjectsIn } from "../oracle/subjects.ts";

beforeAll(() => loadParser());

function signature(columns: string, params = ""): Signature {
  const split = (text: string): string[] => (text === "" ? [] : text.split(","));
  return { params: split(params), columns: split(columns).map((one) => ({ name: one.split(":")[0] ?? "", type: one.split(":")[1] ?? "text" })) };
}

describe("contracts", () => {
  it.each<[Signature, Signature, string[]]>([
    [signature("a,b"), signature("a,b"), []],
    [signature("a,b"), signature("a"), ["result-columns: loses a result column: b (text)"]],
    [signature("a"), signature("a,b:int,c"), ["result-columns: gains 2 result columns: b (int), c (text)"]],
    [signature("a,b"), signature("a,c"), ["result-columns: loses a result column: b (text); gains a result column: c (text)"]],
    [signature("a,b"), signature("b,a"), ["result-columns: result columns stand in another order: b, a"]],
    [signature("id,id"), signature("id"), ["result-columns: loses a result column: id (text)"]],
    [signature("id,note"), signature("id,note,id"), ["result-columns: gains a result column: id (text)"]],
    [signature("a,b:int"), signature("a,b:bigint"), ["result-columns: result column of another type: b is bigint now, was int"]],
    [signature("a", "int"), signature("a", "bigint"), ["parameters: parameters differ: $1 is bigint now, was int"]],
    [signature("a", "int"), signature("a"), ["parameters: parameters differ: $1 is gone (int)"]],
    [signature("a"), signature("a", "int"), ["parameters: parameters differ: $1 is new (int)"]],
    [
      signature("a", "int"),
      signature("a,b", "bigint"),
      ["result-columns: gains a result column: b (text)", "parameters: parameters differ: $1 is bigint now, was int"],
    ],
  ])("%j against %j", (before, after, found) => expect(compareSignatures(before, after).map((one) => `${one.code}: ${one.text}`)).toEqual(found));

  it("law: equal exactly when the same, and what is lost one way is gained the other", () => {
    const columns = fc.array(fc.record({ name: fc.constantFrom("a", "b", "c"), type: fc.constantFrom("int", "text") }), { maxLength: 4 });
    const any = fc.record({ params: fc.array(fc.constantFrom("int", "text"), { maxLength: 2 }), columns });
    fc.assert(
      fc.property(any, any, (before, after) => {
        const there = compareSignatures(before, after);
        const back = compareSignatures(after, before);
        expect(there.length === 0).toBe(JSON.stringify(before) === JSON.stringify(after));
        expect(back.map((one) => one.code)).toEqual(there.map((one) => one.code));
        expect(back.flatMap((one) => one.names).toSorted()).toEqual(there.flatMap((one) => one.names).toSorted());
      }),
      { numRuns: 500 },
    );
  });
});

const rename = (key: string, to: string): Change => ({ verb: "rename", key, to });

describe("what the same text reads", () => {
  const compare = (sql: string, from: string[], to: string[], changes: Change[] = []): string | undefined => {
    const [subject] = subjectsIn(sql);
    if (subject === undefined) throw new Error("no subject");
    return compareBindings(from, to, changes, shapeOf(subject))?.text;
  };
  const A = "column:public.t.a";
  const B = "column:public.u.b";

  it.each<[string, string, string[], string[], Change[], RegExp | undefined]>([
    ["the same", "select a from t", [A], [A], [], undefined],
    ["another column", "select a from t", [A], [B], [], /reads u\.b now, and t\.a no longer/],
    ["one less", "select a from t", [A, B], [A], [], /no longer reads u\.b/],
    ["one more, in a NATURAL JOIN", "select a from t natural join u", [A], [A, B], [], /reads u\.b as well now/],
    ["one more behind a star", "select count(*) from (select * from t) s", [A], [A, "column:public.t.c"], [], undefined],
    ["one less behind a star", "select count(*) from (select * from t) s", [A, "column:public.t.c"], [A], [], undefined],
    ["one less that a star does not hide", "select count(*) from (select * from t) s where c = 1", [A, "column:public.t.c"], [A], [], /no longer reads t\.c/],
    ["a star does not hide a NATURAL JOIN", "select count(*) from (select * from t natural join u) s", [A], [A, B], [], /as well/],
    ["the same under a new name", "select a from t", [A], ["column:public.t.z"], [rename(A, "column:public.t.z")], undefined],
    ["the same of a renamed table", "select a from t", [A], ["column:public.n.a"], [rename("table:public.t", "table:public.n")], undefined],
    [
      "another that took the name",
      "select a from t",
      [A],
      [A],
      [rename(A, "column:public.t.old"), rename("column:public.t.new", A)],
      /reads t\.a now, and t\.old no longer/,
    ],
    ["the table as a whole, then a column of it", "select count(*) from t", ["table:public.t"], [A], [], /as well/],
    ["types, which names do not bind", "select a from t", [A], [A, "type:public.mood"], [], undefined],
    [
      "another overload",
      "select f(1)",
      ["function:public.f(numeric)"],
      ["function:public.f(integer)"],
      [],
      /reads f\(integer\) now, and f\(numeric\) no longer/,
    ],
  ])("%s", (_name, sql, from, to, changes, text) => {
    const found = compare(sql, from, to, changes);
    if (text === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(text);
  });
});

describe("columns that only kept their name", () => {
  const graph = (columns: Record<string, number>, generatedExpr: string | null = null): ReturnType<typeof buildGraph> =>
    buildGraph({
      facts: Object.entries(columns).map(([name, position]) => ({ key: `column:public.t.${name}`, payload: { _position: position, generatedExpr } })),
      edges: [],
    });
  it("are told by their place in the table", () => {
    const reads = ["column:public.t.a", "column:public.t.b", "column:public.gone.x", "table:public.t"];
    expect(replacedColumns(reads, graph({ a: 1, b: 2 }), graph({ a: 3, b: 2 }), [])).toEqual(["column:public.t.a"]);
    expect(replacedColumns(reads, graph({ a: 1 }), graph({ a: 3 }), [rename("column:public.t.old", "column:public.t.a")])).toEqual([]);
    expect(replacedColumns(reads, graph({ a: 1 }), graph({ a: 3 }, "(b * 2)"), [])).toEqual([]);
  });
});

describe("what a text says about itself", () => {
  it.each<[string, { dependsOnOrder: boolean; takesWholeRows: boolean; hasStar: boolean }]>([
    ["select a from t", { dependsOnOrder: false, takesWholeRows: false, hasStar: false }],
    ["select * from t", { dependsOnOrder: true, takesWholeRows: false, hasStar: true }],
    ["select count(*) from t", { dependsOnOrder: false, takesWholeRows: false, hasStar: false }],
    ["select t from t", { dependsOnOrder: true, takesWholeRows: true, hasStar: false }],
    ["insert into t values (1)", { dependsOnOrder: true, takesWholeRows: false, hasStar: false }],
    ["insert into t (a) values (1)", { dependsOnOrder: false, takesWholeRows: false, hasStar: false }],
    ["copy t to stdout", { dependsOnOrder: true, takesWholeRows: true, hasStar: false }],
    ["copy t (a) to stdout", { dependsOnOrder: false, takesWholeRows: false, hasStar: false }],
    ["select * from t natural join u", { dependsOnOrder: true, takesWholeRows: false, hasStar: false }],
    ["set search_path = app", { dependsOnOrder: false, takesWholeRows: false, hasStar: false }],
  ])("%s", (sql, shape) => {
    const [subject] = subjectsIn(sql);
    if (subject === undefined) throw new Error("no subject");
    expect(shapeOf(subject)).toMatchObject(shape);
    expect(shapeOf(subject)).toBe(shapeOf(subject));
  });
});
