/** One small schema per pattern. */
import { expect, it } from "@jest/globals";
import { readCatalog } from "../../../src/domain/generation/facts/catalog.ts";
import { findPatterns } from "../../../src/domain/generation/patterns/find-patterns.ts";
import { findRelationships } from "../../../src/domain/generation/relationships/find-relationships.ts";
import type { Pattern } from "../../../src/model/generation.ts";
import type { Fact } from "../../../src/model/schema-state.ts";
import { enumType, sketch, type TableSketch } from "./schema.ts";

function patterns(tables: Readonly<Record<string, TableSketch>>, more: readonly Fact[] = []): readonly Pattern[] {
  const catalog = readCatalog(sketch(tables, more));
  return findPatterns(catalog, findRelationships(catalog));
}

/** `kind table column column` of those at least as likely as not. */
function said(tables: Readonly<Record<string, TableSketch>>, more: readonly Fact[] = []): string[] {
  return patterns(tables, more)
    .filter(({ confidence }) => confidence >= 0.5)
    .map(({ kind, table, columns }) => [kind, table.slice(13), ...Object.values(columns)].join(" "));
}

const thing = { columns: ["id bigint", "name text"] };

it("trees: by parent, path, numbers and all pairs", () => {
  expect(
    said({
      categories: { columns: ["id bigint", "name text", "parent_id bigint?"] },
      pages: { columns: ["id bigint", "title text", "tree_path text"] },
      menus: { columns: ["id bigint", "title text", "lft integer", "rgt integer"] },
      category_paths: {
        columns: ["ancestor_id bigint", "descendant_id bigint", "depth integer"],
        key: ["ancestor_id", "descendant_id"],
        references: ["ancestor_id > categories(id)", "descendant_id > categories(id)"],
      },
    }),
  ).toEqual([
    "adjacency-list categories parent_id id",
    "closure-table category_paths ancestor_id descendant_id depth",
    "nested-set menus lft rgt",
    "materialized-path pages tree_path",
  ]);
});

it("bridges and tagging, but no thing that refers to two others", () => {
  expect(
    said({
      posts: thing,
      tags: thing,
      post_tags: { columns: ["post_id bigint", "tag_id bigint", "position integer"], key: ["post_id", "tag_id"] },
      stores: thing,
      inventory: { columns: ["id bigint", "post_id bigint", "store_id bigint"] },
      rentals: { columns: ["id bigint", "inventory_id bigint", "due date"] },
    }),
  ).toEqual(["bridge post_tags post_id tag_id position", "tagging post_tags post_id tag_id position tag_id post_id"]);
});

const STAR = {
  dim_date: { columns: ["date_key integer", "year integer", "month integer", "day integer"], key: ["date_key"] },
  dim_product: { columns: ["product_key integer", "product_name text", "brand_key integer"], key: ["product_key"] },
  dim_brand: { columns: ["brand_key integer", "brand_name text"], key: ["brand_key"] },
  dim_store: { columns: ["store_key integer", "store_name text"], key: ["store_key"] },
  sales: {
    columns: ["order_date_key integer", "ship_date_key integer", "product_key integer", "store_key integer", "quantity integer", "amount numeric(12,2)"],
    key: [],
  },
};

it("facts, dimensions in several roles, and what a dimension is spread over", () => {
  const found = patterns(STAR);
  const of = (kind: string): string[] => found.filter((one) => one.kind === kind).map(({ table }) => table.slice(13));
  expect(of("fact")).toEqual(["sales"]);
  expect(of("dimension")).toEqual(["dim_date", "dim_product", "dim_store"]);
  expect(of("snowflake")).toEqual(["dim_product"]);
  expect(found.find(({ kind, table }) => kind === "dimension" && table.endsWith("dim_date"))?.reason).toContain("order_date_key, ship_date_key");
});

it("measures in names without separators", () => {
  const tables = {
    calendarday: { columns: ["calendardayid integer", "calmonth integer", "calyear integer", "calweek integer"], key: ["calendardayid"] },
    dock: { columns: ["dockid integer", "dockname text"], key: ["dockid"] },
    dockevents: { columns: ["calendardayid integer", "dockid integer", "waitminutes integer", "handledpieces integer"], key: [] },
  };
  expect(patterns(tables).find(({ kind }) => kind === "fact")).toMatchObject({
    table: "table:public.dockevents",
    columns: { "measure 1": "waitminutes", "measure 2": "handledpieces" },
  });
});

it("no star where rows are things that are looked after", () => {
  const tables = {
    users: { columns: ["id bigint", "email text", "created_at timestamp with time zone"] },
    projects: { columns: ["id bigint", "name text", "owner_id bigint", "deleted_at timestamp with time zone?"] },
    tasks: { columns: ["id bigint", "project_id bigint", "assignee_id bigint?", "title text", "description text", "priority integer"] },
    comments: { columns: ["id bigint", "task_id bigint", "user_id bigint", "body text", "created_at timestamp with time zone"] },
  };
  expect(said(tables).filter((text) => /^(?:fact|dimension|snowflake)/.test(text))).toEqual([]);
});

it("rows in time: versions, and rows that are only marked as gone", () => {
  expect(
    said({
      dim_customer: {
        columns: ["customer_key bigint", "customer_id bigint", "name text", "valid_from date", "valid_to date?", "is_current boolean"],
        key: ["customer_key"],
      },
      accounts: { columns: ["id bigint", "name text", "deleted_at timestamp with time zone?"] },
      meetings: { columns: ["id bigint", "start_time timestamp without time zone", "end_time timestamp without time zone"] },
    }),
  ).toEqual(["soft-delete accounts deleted_at", "slowly-changing dim_customer valid_from valid_to is_current"]);
});

it("pairs, tenants, fixed values and documents", () => {
  const tenant = { columns: ["id bigint", "tenant_id bigint", "name text"] };
  expect(
    said(
      {
        a: tenant,
        b: tenant,
        c: {
          columns: ["id bigint", "tenant_id bigint", "owner_type text", "owner_id bigint", "state public.state", "level text", "extra jsonb"],
          checks: ["(level = ANY (ARRAY['low'::text, 'high'::text]))"],
        },
      },
      [enumType("state", ["on", "off"])],
    ),
  ).toEqual([
    "tenant a tenant_id",
    "tenant b tenant_id",
    "enum c level",
    "enum c state",
    "json c extra",
    "polymorphic c owner_type owner_id",
    "tenant c tenant_id",
  ]);
});

it("sensitive columns by name, and not what only speaks about them", () => {
  expect(
    said({
      accounts: {
        columns: [
          "id bigint",
          "password_hash text",
          "api_key text",
          "ssn text",
          "birth_date date",
          "passwordsalt text",
          "token_count integer",
          "has_password boolean",
          "token_expires_at timestamp without time zone",
          "key text",
          "input_tokens bigint",
        ],
      },
    }),
  ).toEqual(["api_key", "birth_date", "password_hash", "passwordsalt", "ssn"].map((name) => `sensitive accounts ${name}`));
});

it("circles, with the reference to leave out", () => {
  const [circle] = patterns({
    stores: { columns: ["id bigint", "manager_staff_id bigint?"], references: ["manager_staff_id > staff(id)"] },
    staff: { columns: ["id bigint", "store_id bigint"], references: ["store_id > stores(id)"] },
  }).filter(({ kind }) => kind === "circular");
  expect(circle).toMatchObject({
    reason: "joins lead round: staff > stores > staff",
    suggestion: "leave stores.manager_staff_id out of joins that start elsewhere; it may be empty",
  });
});
