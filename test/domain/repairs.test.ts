/** Repairs of a document: one way is taken, several are named, and what PostgreSQL must say afterwards is not guessed here. */
import { describe, expect, it } from "@jest/globals";
import { findRepairs, overlayRepairs, type RepairFacts } from "../../src/domain/repair/find-repairs.ts";
import type { Table } from "../../src/domain/generation/facts/catalog.ts";
import type { JsonObject } from "../../src/model/json.ts";

const table = (
  name: string,
  columns: Readonly<Record<string, string>>,
  primaryKey: readonly string[],
  uniques: readonly (readonly string[])[] = [primaryKey],
): Table => ({
  key: `table:public.${name}`,
  namespace: "public",
  name,
  columns: Object.entries(columns).map(([column, type]) => ({
    name: column,
    type,
    baseType: type,
    notNull: primaryKey.includes(column),
    hasDefault: false,
    ownValues: false,
    generated: false,
  })),
  primaryKey,
  uniques,
  indexes: [],
  foreignKeys: [],
});

const TABLES = [
  table("orders", { id: "bigint", user_id: "bigint", total: "numeric", state: "text", stats: "text" }, ["id"]),
  table("users", { id: "bigint", email: "text", full_name: "text" }, ["id"]),
  table("pairs", { a: "integer", b: "integer" }, ["a", "b"]),
];
const FACTS: RepairFacts = {
  table: (name) => TABLES.find((one) => one.name === name),
  isThere: (name) => name === "a_view" || TABLES.some((one) => one.name === name),
  tableNames: TABLES.map(({ name }) => name),
  movedTable: (name) => (name === "people" ? "users" : undefined),
  movedColumn: (name, column) => (name === "users" && column === "name" ? "full_name" : undefined),
};
const source = (members: JsonObject): JsonObject => ({
  source: { source_table: "orders", primary_key: "id", fields: ["id"], columns: { id: { type: "integer" } }, ...members },
});

/** What is said, and the document with all certain repairs. */
function repaired(document: JsonObject): { readonly said: string[]; readonly document: JsonObject } {
  const repairs = findRepairs(document, FACTS);
  return {
    said: repairs.map(
      ({ place, ways, because, apply }) =>
        `${apply === undefined ? "open" : "certain"} ${place}: ${ways.join(" | ")}${because === undefined ? "" : ` (${because})`}`,
    ),
    document: repairs.reduce((now, { apply }) => apply?.(now) ?? now, document),
  };
}

describe("a repair", () => {
  it("takes a type from the column, and leaves one that agrees", () => {
    const { said, document } = repaired(source({ fields: ["id", "total"], columns: { id: { type: "id" }, total: { type: "integer", label: "Sum" } } }));
    expect(said).toEqual(["certain source.columns.total.type: integer: write decimal (the column is numeric)"]);
    expect(document).toMatchObject({ source: { columns: { id: { type: "id" }, total: { type: "decimal", label: "Sum" } } } });
  });

  it("follows a rename of a migration through every place that names the field", () => {
    const { document } = repaired({
      ...source({
        fields: ["id", "user_id"],
        columns: { id: { type: "integer" }, user_id: { type: "integer" } },
        associations: { customer: { queryable: "users", owner_key: "user_id", related_key: "id" } },
      }),
      schemas: {
        users: {
          source_table: "users",
          primary_key: "id",
          fields: ["id", "name"],
          columns: { id: { type: "integer" }, name: { type: "string", label: "name" } },
        },
      },
      joins: { customer: { name: "name", type: "left" } },
      filters: { who: { name: "customer.name", field: "customer.name" } },
      default_selected: ["id", "customer.name"],
    });
    expect(document).toMatchObject({
      schemas: { users: { fields: ["id", "full_name"], columns: { full_name: { type: "string", label: "name" } } } },
      joins: { customer: { name: "name" } },
      filters: { who: { name: "customer.name", field: "customer.full_name" } },
      default_selected: ["id", "customer.full_name"],
    });
  });

  it("names the ways where there are several, and does nothing", () => {
    const before = source({ fields: ["id", "statt"], columns: { id: { type: "integer" }, statt: { type: "string" } } });
    const { said, document } = repaired(before);
    expect(said).toEqual(["open source.fields: statt: write state | write stats | leave it out, and with it what names it | add the column to orders"]);
    expect(document).toEqual(before);
  });

  it("finds a table that was renamed, or the only near one with every field", () => {
    expect(repaired({ source: { source_table: "people", primary_key: "id", fields: ["id"] } }).document).toMatchObject({ source: { source_table: "users" } });
    expect(repaired({ source: { source_table: "order", primary_key: "id", fields: ["id", "total"] } }).document).toMatchObject({
      source: { source_table: "orders" },
    });
    expect(repaired({ source: { source_table: "order", primary_key: "id", fields: ["id", "fax"] } }).said).toEqual([
      "open source.source_table: order: write orders",
    ]);
    expect(repaired({ source: { source_table: "a_view", primary_key: "id", fields: ["anything"] } }).said).toEqual([]);
  });

  it("takes the primary key of the table, and of several columns none", () => {
    expect(repaired(source({ primary_key: "user_id" })).document).toMatchObject({ source: { primary_key: "id" } });
    expect(repaired({ source: { source_table: "pairs", primary_key: "a", fields: ["a", "b"] } }).said).toEqual([
      "open source.primary_key: a: give pairs a key of one column: its key is (a, b)",
    ]);
  });

  it("describes what is not described, and names once what stands twice", () => {
    const { document } = repaired({ ...source({ fields: ["id", "state", "id"] }), default_selected: ["id", "id", "stat", "customer.x"] });
    expect(document).toMatchObject({ source: { fields: ["id", "state"], columns: { state: { type: "string" } } } });
    expect(document["default_selected"]).toEqual(["id", "state", "customer.x"]);
  });

  it("follows a rename of a migration in a default that nobody corrected", () => {
    const users = { source: { source_table: "users", primary_key: "id", fields: ["id", "full_name"] }, default_selected: ["id", "name"] };
    expect(repaired(users)).toEqual({
      said: ["certain default_selected: name: write full_name (a migration renamed the column)"],
      document: { ...users, default_selected: ["id", "full_name"] },
    });
  });

  it("corrects a key that is near one known key, where that is free", () => {
    expect(repaired(source({ columns: { id: { type: "integer", lable: "No." } } })).document).toMatchObject({
      source: { columns: { id: { type: "integer", label: "No." } } },
    });
    const taken = source({ columns: { id: { type: "integer", lable: "No.", label: "Number" } } });
    expect(repaired(taken).document).toEqual(taken);
  });

  it("takes out of an overlay what describes no column", () => {
    const found = overlayRepairs({ columns: { rental_rate: { label: "Rate" }, state: { label: "State" }, id: { label: "No." } } }, source({}), FACTS);
    expect(found.map(({ place, ways, apply }) => [place, ways, apply !== undefined])).toEqual([
      ["columns.rental_rate", ["leave the entry out"], true],
      ["columns.state", ["add state to the fields", "leave the entry out"], false],
    ]);
  });
});
