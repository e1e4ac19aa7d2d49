import { beforeAll, describe, expect, it } from "@jest/globals";
import { mentionedNames } from "../../src/sql/mentioned-names.ts";
import { loadParser } from "../../src/sql/parser.ts";

beforeAll(loadParser);

describe("mentionedNames", () => {
  it("reads the expressions of plpgsql, dynamic SQL too, and no messages", () => {
    const names = mentionedNames(`do $$
      declare n users.email%type; c audit.entries;
      begin
        execute 'drop table ' || quote_ident('Orders') || ' where "Odd".order = ''x''';
        -- comment_name
        raise notice 'message_word';
        update "Stock" set qty = qty - 1;
      end $$`);
    expect(names).toEqual(expect.arrayContaining(["users", "email", "orders", "odd", "order", "stock", "qty", "quote_ident"]));
    expect(names).not.toContain("comment_name");
    for (const keyword of ["select", "where", "then"]) expect(names).not.toContain(keyword);
  });

  it("leaves out messages and plpgsql's own variables where plpgsql can be parsed", () => {
    const names = mentionedNames(
      "create function touch() returns trigger language plpgsql as $$ begin raise notice 'message_word'; new.updated_at := now(); perform nextval('user_seq'); return new; end $$",
    );
    expect(names).toEqual(expect.arrayContaining(["touch", "updated_at", "now", "user_seq"]));
    for (const absent of ["message_word", "tg_name", "name", "oid"]) expect(names).not.toContain(absent);
  });

  it("reads every word of another language, strings in strings included", () => {
    const names = mentionedNames(
      "create function f(a app.kind) returns setof v language sql as 'select \"Id\", E''é'' from t where x = ''in_text'' -- in_comment'",
    );
    expect(names).toEqual(expect.arrayContaining(["app", "kind", "v", "id", "t", "x", "in_text"]));
    expect(names).not.toContain("in_comment");
  });

  it("reads a bare body", () => {
    expect(mentionedNames("begin return (select max(total) from orders); end")).toEqual(expect.arrayContaining(["total", "orders"]));
  });

  it("a reserved word is a name after a dot or in quotes only", () => {
    expect(mentionedNames("select order by")).toEqual(["by"]);
    expect(mentionedNames('t.order, "user"')).toEqual(["order", "t", "user"]);
  });
});
