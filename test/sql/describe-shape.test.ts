import { beforeAll, describe, expect, it } from "@jest/globals";
import { describeShape } from "../../src/sql/describe-shape.ts";
import { loadParser } from "../../src/sql/parser.ts";

beforeAll(loadParser);

describe("describeShape", () => {
  it.each([
    ['insert into s.T (a, "B") values (1, 2)', [{ relation: ["s", "t"], columns: ["a", "B"] }]],
    ["insert into t values (1)", [{ relation: ["t"], columns: null }]],
    ["insert into t select 1", [{ relation: ["t"], columns: null }]],
    ["insert into t default values", [{ relation: ["t"], columns: [] }]],
    [
      "with x as (insert into a values (1) returning *) insert into b (c) select * from x",
      [
        { relation: ["b"], columns: ["c"] },
        { relation: ["a"], columns: null },
      ],
    ],
    ["merge into t using s on true when not matched then insert values (1)", [{ relation: ["t"], columns: null }]],
    ["merge into t using s on true when not matched then insert (a) values (1)", [{ relation: ["t"], columns: ["a"] }]],
    ["merge into t using s on true when not matched then insert default values", [{ relation: ["t"], columns: [] }]],
    ["explain insert into t values (1)", [{ relation: ["t"], columns: null }]],
    ["select 1", []],
  ])("inserts of %s", (sql, inserts) => {
    expect(describeShape(sql).inserts).toEqual(inserts);
  });

  it.each([
    ["update t set a = 1, (b, c) = (2, 3)", [{ relation: ["t"], columns: ["a", "b", "c"] }]],
    ["insert into t (a) values (1) on conflict (a) do update set b = 1", [{ relation: ["t"], columns: ["b"] }]],
    ["merge into t using s on true when matched then update set d = 1", [{ relation: ["t"], columns: ["d"] }]],
  ])("updates of %s", (sql, updates) => {
    expect(describeShape(sql).updates).toEqual(updates);
  });

  it("deletes and copies", () => {
    expect(describeShape("with d as (delete from a) truncate s.b").deletes).toEqual([]);
    expect(describeShape("truncate s.b, c").deletes).toEqual([["s", "b"], ["c"]]);
    expect(describeShape("delete from a").deletes).toEqual([["a"]]);
    expect(describeShape("copy t from stdin").copies).toEqual([{ relation: ["t"], columns: null }]);
    expect(describeShape("copy t (a) to stdout").copies).toEqual([{ relation: ["t"], columns: ["a"] }]);
    expect(describeShape("copy (select * from t) to stdout")).toMatchObject({ copies: [], hasStar: true });
  });

  it.each([
    ["select * from t", true],
    ["select t.* from t", true],
    ["select (t).* from t", true],
    ["table t", true],
    ["delete from t returning *", true],
    ["select a from (select * from t) q", true],
    ["select count(*), a * b from t", false],
    ["select '*' from t", false],
  ])("a star in %s: %s", (sql, hasStar) => {
    expect(describeShape(sql).hasStar).toBe(hasStar);
  });

  it.each([
    ["select u from users u", true],
    ["select row_to_json(users) from users", true],
    ["select row_to_json(q) from (select 1) q", true],
    ["select u.id from users u", false],
    ["select users from accounts", false],
  ])("a whole row in %s: %s", (sql, hasWholeRow) => {
    expect(describeShape(sql).hasWholeRow).toBe(hasWholeRow);
  });

  it("natural joins", () => {
    expect(describeShape("select 1 from a natural left join b").hasNaturalJoin).toBe(true);
    expect(describeShape("select 1 from a join b using (id)").hasNaturalJoin).toBe(false);
  });

  it("is empty for a text that does not parse", () => {
    expect(describeShape("insert into")).toMatchObject({ inserts: [], hasStar: false });
  });
});
