/** Parts of a proposal in a document that people wrote. */
import { describe, expect, it } from "@jest/globals";
import { addPart } from "../../../src/domain/generation/add-part.ts";

const document = {
  name: "Order",
  source: { source_table: "orders", fields: ["id"], columns: { id: { type: "integer" } } },
  schemas: { people: { source_table: "users", fields: ["id"] } },
};
const proposal = {
  source: {
    source_table: "orders",
    fields: ["id", "note", "secret"],
    redact_fields: ["secret"],
    columns: { id: { type: "integer" }, note: { type: "string", label: "Note" }, secret: { type: "string" } },
    associations: {
      user: { queryable: "users", field: "user", owner_key: "user_id", related_key: "id" },
      people: { queryable: "people", field: "people", owner_key: "people_id", related_key: "id" },
    },
  },
  schemas: { users: { source_table: "users", fields: ["id", "email"], associations: { team: {} } }, people: { source_table: "people", fields: ["id"] } },
  joins: { user: { name: "User", type: "left", joins: { team: {} } }, people: { name: "People", type: "left" } },
};

describe("addPart", () => {
  it("adds a field with its type, and redacts what is sensitive", () => {
    expect(addPart(document, proposal, { kind: "field", name: "note", label: "Remark" })).toEqual({
      document: {
        ...document,
        source: { ...document.source, fields: ["id", "note"], columns: { id: { type: "integer" }, note: { type: "string", label: "Remark" } } },
      },
    });
    expect(addPart(document, proposal, { kind: "field", name: "secret" })).toMatchObject({ document: { source: { redact_fields: ["secret"] } } });
  });

  it("adds a join with its keys, over the description of the table that is there, without what hangs on it", () => {
    expect(addPart(document, proposal, { kind: "join", name: "user", as: "buyer" })).toEqual({
      document: {
        ...document,
        source: { ...document.source, associations: { buyer: { queryable: "people", field: "buyer", owner_key: "user_id", related_key: "id" } } },
        joins: { buyer: { name: "User", type: "left" } },
      },
    });
    // the name of the description is another table's
    expect(addPart(document, proposal, { kind: "join", name: "people" })).toMatchObject({
      document: { schemas: { people: { source_table: "users" }, people_table: { source_table: "people" } } },
    });
    const added = addPart(document, proposal, { kind: "join", name: "people", as: "humans" });
    expect(added).toMatchObject({ document: { schemas: { people: { source_table: "users" }, humans: { source_table: "people" } } } });
    expect(added).toMatchObject({ document: { source: { associations: { humans: { queryable: "humans" } } } } });
  });

  it("says what is there already, and what could be added", () => {
    expect(addPart(document, proposal, { kind: "field", name: "id" })).toEqual({ problem: "there already", known: ["note", "secret"] });
    expect(addPart(document, proposal, { kind: "field", name: "nte" })).toEqual({ problem: "unknown", known: ["note", "secret"] });
    expect(addPart(document, proposal, { kind: "join", name: "team" })).toEqual({ problem: "unknown", known: ["user", "people"] });
  });
});
