/** Definitions as PostgreSQL prints them, read. */
import { describe, expect, it } from "@jest/globals";
import { readCatalog } from "../../../src/domain/generation/facts/catalog.ts";
import { checkedValues, readForeignKey, readIndex, readKeyColumns } from "../../../src/domain/generation/facts/definitions.ts";
import { columnPrefix, keyName, wordsOf } from "../../../src/domain/generation/facts/words.ts";
import { enumType, sketch } from "./schema.ts";

describe("definitions", () => {
  it("reads keys and foreign keys, quoted names too", () => {
    expect(readKeyColumns('UNIQUE NULLS NOT DISTINCT (a, "B, c")')).toEqual(["a", "B, c"]);
    expect(readForeignKey('FOREIGN KEY (a, "B") REFERENCES app."T"(x, y) ON DELETE CASCADE')).toEqual({
      columns: ["a", "B"],
      table: ["app", "T"],
      targetColumns: ["x", "y"],
    });
    expect(readForeignKey("CHECK (a > 0)")).toBeUndefined();
  });

  it("takes only plain columns of an index, and says what kind it is", () => {
    expect(readIndex("CREATE UNIQUE INDEX i ON public.t USING btree (a, b DESC)")).toEqual({ columns: ["a", "b"], unique: true, partial: false, whole: true });
    expect(readIndex("CREATE UNIQUE INDEX i ON public.t USING btree (a, lower(b))")).toMatchObject({ columns: ["a"], whole: false });
    expect(readIndex("CREATE UNIQUE INDEX i ON public.t USING btree (a) WHERE (b IS NULL)")).toMatchObject({ columns: ["a"], partial: true });
    expect(readIndex("CREATE INDEX i ON public.t USING gin (a gin_trgm_ops)")).toMatchObject({ columns: ["a"], unique: false });
  });

  it("reads what a check allows, and nothing out of a check that says something else", () => {
    expect(checkedValues("CHECK ((status = ANY (ARRAY['it''s'::text, 'b'::text])))")).toEqual([["status", ["it's", "b"]]]);
    expect(checkedValues("CHECK (((status)::text = ANY ((ARRAY['a'::character varying])::text[])))")).toEqual([["status", ["a"]]]);
    expect(checkedValues("CHECK ((status <> ALL (ARRAY['a'::text])))")).toEqual([]);
    expect(checkedValues("CHECK (((a = ANY (ARRAY['a'::text])) OR (b > 1)))")).toEqual([]);
    expect(checkedValues("CHECK ((lower(status) = ANY (ARRAY['a'::text])))")).toEqual([]);
  });
});

describe("catalog", () => {
  it("makes one table of partitions, with the foreign keys that only they have", () => {
    const { facts } = sketch({
      users: { columns: ["id bigint"] },
      logs: { columns: ["id bigint", "user_id bigint"] },
      logs_1: { columns: ["id bigint", "user_id bigint"], references: ["user_id > users(id)"] },
    });
    const { tables } = readCatalog({
      facts: facts.map((fact) => (fact.key === "table:public.logs_1" ? { ...fact, payload: { parentTable: { schema: "public", name: "logs" } } } : fact)),
    });
    expect(tables.map(({ name, foreignKeys }) => [name, foreignKeys.length])).toEqual([
      ["logs", 1],
      ["users", 0],
    ]);
  });

  it("resolves domain types and labels of enums", () => {
    const { facts } = sketch({ t: { columns: ["id bigint", "mood public.mood", "mail public.mail"] } }, [
      enumType("mood", ["good", "bad"]),
      { key: "domain:public.mail", payload: { baseType: "character varying(80)" } },
    ]);
    const [table] = readCatalog({ facts }).tables;
    expect(table?.columns[1]?.values).toEqual({ source: "enum", list: ["good", "bad"] });
    expect(table?.columns[2]).toMatchObject({ type: "character varying(80)", baseType: "character varying" });
  });
});

describe("words", () => {
  it("comes apart at underscores, capitals and glued keys", () => {
    expect(wordsOf("createdByUserID")).toEqual(["created", "by", "user", "id"]);
    expect(keyName(["productid"])).toEqual({ stem: ["product"], suffix: "id", sure: true });
    expect(keyName(["id", "customer"])).toMatchObject({ stem: ["customer"] });
    expect(keyName(["title"])).toEqual({ stem: ["title"], sure: false });
  });

  it("sees a prefix that most columns have", () => {
    expect(
      columnPrefix([
        ["l", "orderkey"],
        ["l", "partkey"],
        ["l", "tax"],
      ]),
    ).toEqual(["l"]);
    expect(columnPrefix([["id"], ["name"], ["user", "id"]])).toEqual([]);
  });
});
