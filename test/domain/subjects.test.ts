/** Elements as subjects, and declared types against PostgreSQL's. */
import { describe, expect, it } from "@jest/globals";
import type { JsonObject, JsonValue } from "../../src/model/json.ts";
import { declaredType, elementToSubject } from "../../src/domain/element-subject.ts";
import { insertedColumns } from "../../src/domain/insert-of.ts";
import { typeAgrees } from "../../src/domain/type-agreement.ts";
import { BOOK, domainOf, elementAt } from "./examples.ts";

describe("elementToSubject", () => {
  const domain = domainOf({ ...BOOK, default_selected: ["nope"] });

  it("asks the statement as it is", () => {
    const element = elementAt(domain, "source.fields.title");
    const sql = 'SELECT "books"."title" FROM "books"';
    expect(elementToSubject(element)).toEqual({
      key: "element:Book.source.fields.title",
      kind: "element",
      label: "Book.title",
      position: element.position,
      sql,
      text: sql,
      edits: [],
      statement: { kind: "ask", sql, offset: 0 },
      parameters: [],
      uses: ["element:Book.source"],
    });
  });

  it("never asks what has no statement", () => {
    expect(elementToSubject(elementAt(domain, "default_selected.nope")).statement).toEqual({ kind: "unknown", reason: "nope is no field of Book" });
  });

  it.each([
    ["source.fields.meta", "jsonb"],
    ["schemas.authors.fields.born", "date"],
    ["source", undefined],
    ["joins.author", undefined],
    ["source.primary_key", undefined],
  ])("%s is declared as %s", (path, type) => {
    expect(declaredType(domain, elementAt(domain, path))).toBe(type);
  });
});

describe("typeAgrees", () => {
  it.each<[JsonValue, string, string | undefined, boolean]>([
    ["integer", "integer", "N", true],
    ["integer", "int8", "N", true],
    ["id", "smallint", "N", true],
    ["integer", "year", "N", true],
    ["integer", "text", "S", false],
    ["integer", "numeric(10,2)", "N", false],
    ["bigint", "integer", "N", false],
    ["decimal", "numeric(10,2)", "N", true],
    ["decimal", "double precision", "N", false],
    ["string", "character varying(50)", "S", true],
    ["string", "public.order_status", "E", true],
    ["string", "public.order_status", undefined, true],
    ["string", "jsonb", "U", true],
    ["string", "inet", "I", true],
    ["string", "integer", "N", false],
    ["string", "uuid", "U", false],
    ["string", "text[]", "A", false],
    ["boolean", "bool", "B", true],
    ["boolean", "text", "S", false],
    ["utc_datetime", "timestamp(0) without time zone", "D", true],
    ["utc_datetime", "timestamp with time zone", "D", true],
    ["utc_datetime", "date", "D", false],
    ["naive_datetime", "timestamp with time zone", "D", false],
    ["time", "time(0) without time zone", "D", true],
    ["map", "json", "U", true],
    ["binary_id", "uuid", "U", true],
    [["array", "string"], "text[]", "A", true],
    [["array", "string"], "_varchar", "A", true],
    [["array", "integer"], "text[]", "A", false],
    [["array", "string"], "text", "S", false],
    [["parameterized", "Ecto.Enum"], "text", "S", true],
    ["geometry", "public.geometry", "U", true],
    ["select_options", "integer", "N", true],
    ["constructor", "integer", "N", true],
  ])("%j and %s (%s): %s", (declared, pg, category, expected) => {
    expect(typeAgrees(declared, pg, category)).toBe(expected);
  });
});

describe("insertedColumns", () => {
  const enabled = { operations: { insert: { enabled: true } } };
  it.each<[string, JsonObject, string[]]>([
    ["nothing to write", {}, []],
    ["an insert that sets nothing said", { writes: enabled }, []],
    ["fields that are insertable", { writes: { ...enabled, fields: { a: { insertable: true }, b: { updatable: true } } } }, ["a"]],
    ["an operation with a list of its own", { writes: { operations: { insert: { fields: ["a", "c"] } } } }, ["a", "c"]],
    ["inserts that are off", { writes: { operations: { insert: { enabled: false, fields: ["a"] } } } }, []],
    ["only updates", { writes: { operations: { update: { enabled: true } }, fields: { a: { insertable: true } } } }, []],
    [
      "a tenant and a lock",
      {
        writes: {
          ...enabled,
          fields: { a: { insertable: true } },
          scope: { tenant: { field: "tenant_id" } },
          constraints: { optimistic_lock: { field: "version" } },
        },
      },
      ["a", "tenant_id", "version"],
    ],
    ["metadata beside the column", { source: { columns: { a: { write: { insertable: true } } } }, writes: enabled }, ["a"]],
  ])("%s", (_, document, expected) => {
    expect(insertedColumns(document)).toEqual(expected);
  });
});
