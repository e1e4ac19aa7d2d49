/** What a change of a domain asks of its version. */
import { describe, expect, it } from "@jest/globals";
import { readDomain } from "../../../src/domain/read-domain.ts";
import { judgeDifference, leastBump, nextVersion } from "../../../src/domain/versions/bump.ts";
import { contractOf } from "../../../src/domain/versions/contract.ts";
import { contractDifferences } from "../../../src/domain/versions/differences.ts";
import type { ContractChange, DomainContract } from "../../../src/model/domain-contract.ts";
import type { JsonObject } from "../../../src/model/json.ts";

const ORDER = {
  name: "Order",
  source: {
    source_table: "orders",
    primary_key: "id",
    fields: ["id", "status", "total", "placed"],
    columns: { id: { type: "integer" }, status: { type: "string" }, total: { type: "decimal" }, placed: { type: "date" } },
    associations: { customer: { queryable: "users", owner_key: "user_id", related_key: "id" } },
  },
  schemas: { users: { source_table: "users", primary_key: "id", fields: ["email"], columns: { email: { type: "string" } } } },
  joins: { customer: { type: "left" } },
  filters: { mail: { field: "customer.email", type: "string", comparators: ["=", "in"] } },
  query_library: { segments: { big: { filters: [["total", [">", 5]]], parameters: { least: { type: "integer" } } } }, views: { all: {} } },
  published_views: { report: { columns: { a: { type: "integer" } } } },
  required_filters: [["status", ["!=", "void"]]],
  default_selected: ["id"],
};

function contract(document: JsonObject): DomainContract {
  const { domain } = readDomain({ path: "order.json", text: JSON.stringify(document) });
  const read = domain === undefined ? undefined : contractOf(domain);
  if (read === undefined) throw new Error("not read");
  return read;
}

const changesOf = (document: JsonObject): ContractChange[] => contractDifferences(contract(ORDER), contract(document)).map(judgeDifference);
const source = (more: object): JsonObject => ({ ...ORDER, source: { ...ORDER.source, ...more } });
const column = (name: string, more: object): JsonObject =>
  source({ columns: { ...ORDER.source.columns, [name]: { ...((ORDER.source.columns as JsonObject)[name] as object), ...more } } });

describe("the least bump", () => {
  it.each<[string, JsonObject, string, string]>([
    ["a field goes", source({ fields: ["id", "total", "placed"] }), "major", "application first"],
    [
      "a field comes",
      source({ fields: [...ORDER.source.fields, "note"], columns: { ...ORDER.source.columns, note: { type: "string" } } }),
      "minor",
      "database first",
    ],
    ["a field may not be selected any more", source({ redact_fields: ["total"] }), "major", "application first"],
    ["another class of type", column("placed", { type: "utc_datetime" }), "major", "expand, then contract"],
    ["a wider type", column("id", { type: "bigint" }), "minor", "database first"],
    ["another name of the type", column("status", { type: "text" }), "patch", "any order"],
    ["an ability withdrawn", column("total", { sortable: false }), "major", "application first"],
    ["a label", column("total", { label: "Sum" }), "patch", "any order"],
    ["a join goes", { ...ORDER, joins: {} }, "major", "application first"],
    ["another kind of join", { ...ORDER, joins: { customer: { type: "star_dimension", display_field: "email" } } }, "major", "expand, then contract"],
    ["a comparator goes", { ...ORDER, filters: { mail: { ...ORDER.filters.mail, comparators: ["="] } } }, "major", "application first"],
    ["a comparator comes", { ...ORDER, filters: { mail: { ...ORDER.filters.mail, comparators: ["in", "=", "like"] } } }, "minor", "database first"],
    ["every query is limited", { ...ORDER, required_filters: [...ORDER.required_filters, ["total", [">", 0]]] }, "major", "application first"],
    ["no limit any more", { ...ORDER, required_filters: [] }, "minor", "any order"],
    ["a tenant", source({ tenant_field: "id" }), "major", "application first"],
    ["other defaults", { ...ORDER, default_selected: ["id", "total"] }, "patch", "any order"],
    ["a column of a published view goes", { ...ORDER, published_views: { report: { columns: {} } } }, "major", "application first"],
  ])("%s", (_what, document, bump, deploy) => {
    const changes = changesOf(document);
    expect([leastBump(changes), changes.find((change) => change.bump === bump)?.deploy]).toEqual([bump, deploy]);
  });

  it.each<[string, JsonObject, string]>([
    ["a parameter that must be given", { least: { type: "integer" }, most: { type: "integer", required: true } }, "major"],
    ["a parameter that may be given", { least: { type: "integer" }, most: { type: "integer" } }, "minor"],
    ["a parameter must be given now", { least: { type: "integer", required: true } }, "major"],
    ["a parameter goes", {}, "major"],
  ])("%s", (_what, parameters, bump) => {
    const segments = { big: { ...ORDER.query_library.segments.big, parameters } };
    expect(leastBump(changesOf({ ...ORDER, query_library: { ...ORDER.query_library, segments } }))).toBe(bump);
  });

  it("nothing for the same, in any order of its keys", () => {
    const turned = Object.fromEntries(Object.entries(ORDER).toReversed()) as JsonObject;
    expect(changesOf(turned)).toEqual([]);
    expect(leastBump([])).toBeUndefined();
  });

  it("never less than a part of the change asks for", () => {
    const parts = [source({ fields: ["id", "total", "placed"] }), column("total", { label: "Sum" }), column("id", { type: "bigint" })];
    const whole = {
      ...source({ fields: ["id", "total", "placed"], columns: { ...ORDER.source.columns, total: { type: "decimal", label: "Sum" }, id: { type: "bigint" } } }),
    };
    expect(parts.map((part) => leastBump(changesOf(part)))).toEqual(["major", "patch", "minor"]);
    expect(leastBump(changesOf(whole))).toBe("major");
  });
});

it.each([
  ["1.4.2", "major", "2.0.0"],
  ["1.4.2", "minor", "1.5.0"],
  ["1.4.2", "patch", "1.4.3"],
  ["0.4.2", "major", "0.5.0"],
  ["0.4.2", "minor", "0.4.3"],
] as const)("%s and a %s change: %s", (version, bump, next) => expect(nextVersion(version, bump)).toBe(next));
