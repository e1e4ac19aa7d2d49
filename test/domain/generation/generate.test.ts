/** Whole documents from made-up schemas: read back as domains, they have no fault. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { generate, readRelationships, type GenerationWishes } from "../../../src/domain/generation/generate.ts";
import { readDomain } from "../../../src/domain/read-domain.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { Fact } from "../../../src/model/schema-state.ts";
import { loadParser } from "../../../src/sql/index.ts";
import { enumType, grant, sketch } from "./schema.ts";

beforeAll(() => loadParser());

const SHOP = sketch(
  {
    users: { columns: ["id bigint", "full_name text", "email text", "password text", "manager_id bigint?"], references: ["manager_id > users(id)"] },
    orders: {
      columns: [
        "id bigint",
        "user_id bigint",
        "billing_address_id bigint?",
        "status public.status",
        "total numeric(12,2)",
        "placed_at timestamp with time zone",
        "deleted_at timestamp with time zone?",
      ],
      references: ["user_id > users(id)"],
    },
    order_items: {
      columns: ["order_id bigint", "line integer", "product_id bigint", "amount integer"],
      key: ["order_id", "line"],
      references: ["order_id > orders(id)"],
      index: [["product_id"]],
    },
    products: { columns: ["id bigint", "name text"] },
    addresses: { columns: ["id bigint", "street text"] },
    tags: { columns: ["id bigint", "name text"] },
    order_tags: { columns: ["order_id bigint", "tag_id bigint"], key: ["order_id", "tag_id"] },
    "hidden.secrets": { columns: ["id bigint", "value text"] },
  },
  [enumType("status", ["open", "paid"]), grant("orders", "clerk"), grant("users", "clerk", "id"), grant("users", "clerk", "full_name")],
);

const wishes: GenerationWishes = { names: [], all: true, searchPath: ["public"], minConfidence: 0.8, redact: [], show: [] };
const make = (more: Partial<GenerationWishes> = {}) => generate(SHOP, readRelationships(SHOP), { ...wishes, ...more });
const documentOf = (name: string, more: Partial<GenerationWishes> = {}): JsonObject => make(more).proposed.find((one) => one.name === name)?.document ?? {};

describe("documents", () => {
  it("are domains without a finding", () => {
    for (const { base, document } of make().proposed) expect(readDomain({ path: `${base}.json`, text: JSON.stringify(document) }).diagnostics).toEqual([]);
  });

  it("have references, parts, bridges, filters and defaults", () => {
    const order = documentOf("Order");
    expect(Object.keys(order["joins"] as JsonObject)).toEqual(["user", "billing_address", "tags", "order_items"]);
    expect(order["joins"]).toMatchObject({
      tags: { type: "tagging", tag_field: "name", join_table: "order_tags", main_foreign_key: "order_id", tag_foreign_key: "tag_id" },
    });
    expect(order).toMatchObject({
      filters: { status: { field: "status", options: ["open", "paid"] } },
      required_filters: [["deleted_at", null]],
      default_selected: ["id", "status", "total", "placed_at", "user.full_name", "billing_address.street"],
      default_aggregate: [["total", { format: "sum" }]],
      default_order_by: [["placed_at", "desc"]],
    });
    expect(documentOf("User")).toMatchObject({
      source: { redact_fields: ["password"] },
      joins: { manager: { type: "hierarchical", parent_field: "manager_id", name_field: "full_name" } },
    });
  });

  it("say of each guess that it is one", () => {
    const { associations } = documentOf("Order")["source"] as { associations: JsonObject };
    expect(associations["user"]).not.toHaveProperty("description");
    expect((associations["billing_address"] as JsonObject)["description"]).toMatch(/^guessed \(0\.\d\d\): its name says addresses/);
    const sure = documentOf("Order", { minConfidence: 1 })["source"] as { associations: JsonObject };
    expect(Object.keys(sure.associations)).not.toContain("billing_address");
  });
});

describe("wishes", () => {
  it("redact, show and tenant reach the document", () => {
    expect(documentOf("User", { redact: ["users.email"], show: ["password"] })["source"]).toMatchObject({ redact_fields: ["email"] });
    expect(documentOf("OrderItem", { tenant: "order_id" })["source"]).toMatchObject({ tenant_field: "order_id" });
    expect(make({ redact: ["nowhere"] }).unknown.columns).toEqual(["nowhere"]);
  });

  it("a role sees what is granted to it", () => {
    const { proposed, findings } = make({ role: "clerk" });
    expect(proposed.map(({ name }) => name)).toEqual(["ClerkOrder", "ClerkUser"]);
    expect(proposed[1]?.document).toMatchObject({ source: { fields: ["id", "full_name"] }, joins: {} });
    expect(findings.filter(({ code }) => code === "generate-not-granted").length).toBeGreaterThan(0);
    expect(make({ role: "nobody" }).unknown.role).toBe("nobody");
  });

  it("a role sees the rows that its policies let through, or none", () => {
    const policy = (name: string, payload: JsonObject): Fact => ({ key: `policy:public.orders.${name}`, parent: "table:public.orders", payload });
    const secured = (policies: readonly Fact[]) => ({
      facts: [
        ...SHOP.facts.map((fact) => (fact.key === "table:public.orders" ? { ...fact, payload: { ...fact.payload, rowSecurity: true } } : fact)),
        ...policies,
      ],
    });
    const told = (policies: readonly Fact[]): string[] =>
      generate(secured(policies), readRelationships(SHOP), { ...wishes, role: "clerk" }).findings.flatMap(({ code, message }) =>
        code === "generate-row-policy" ? [message] : [],
      );
    const own = policy("own", { cmd: "r", permissive: true, roles: ["clerk"], usingExpr: "(user_id = 1)" });
    expect(told([policy("paid", { cmd: "*", permissive: false, roles: ["PUBLIC"], usingExpr: "(total > 0)" }), own])).toEqual([
      "clerk sees only rows of orders that its policies let through: own: (user_id = 1); paid (restrictive): (total > 0)",
    ]);
    const nobody = ["clerk sees no row of orders: its row security is on, and no policy lets clerk read"];
    expect(told([])).toEqual(nobody);
    expect(told([policy("other", { cmd: "r", permissive: true, roles: ["boss"], usingExpr: "true" })])).toEqual(nobody);
    expect(told([policy("writing", { cmd: "w", permissive: true, roles: ["clerk"], usingExpr: "true" })])).toEqual(nobody);
  });

  it("leaves out what a domain cannot name", () => {
    expect(make().findings.map(({ code }) => code)).toEqual(["generate-in-between", "generate-not-on-search-path"]);
    expect(make({ namespace: "hidden", all: false, searchPath: ["hidden", "public"] }).proposed.map(({ name }) => name)).toEqual(["Secret"]);
  });

  it("suggests indexes for joins that have none", () => {
    expect(make().indexes.map(({ sql }) => sql)).toEqual([
      "CREATE INDEX ON order_tags (tag_id);",
      "CREATE INDEX ON orders (billing_address_id);",
      "CREATE INDEX ON orders (user_id);",
      "CREATE INDEX ON users (manager_id);",
    ]);
  });
});
