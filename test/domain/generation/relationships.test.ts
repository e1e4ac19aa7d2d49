/** Guessed relationships on made-up schemas: each test is a convention of its own. */
import { describe, expect, it } from "@jest/globals";
import { readCatalog } from "../../../src/domain/generation/facts/catalog.ts";
import { findRelationships } from "../../../src/domain/generation/relationships/find-relationships.ts";
import { inclusionQuestion, withRows } from "../../../src/domain/generation/relationships/live-rows.ts";
import { found, guesses } from "./guessed.ts";
import { sketch } from "./schema.ts";

const users = { columns: ["id uuid default gen_random_uuid()", "name text"] };

describe("names", () => {
  it("follows the name of a table, in a role, or its end", () => {
    expect(
      found({
        users,
        provisioner_jobs: { columns: ["id uuid"] },
        orders: { columns: ["id uuid", "user_id uuid", "shipping_user_id uuid?", "job_id uuid", "quantity integer"] },
      }),
    ).toEqual(["orders.job_id > provisioner_jobs.id", "orders.shipping_user_id > users.id", "orders.user_id > users.id"]);
  });

  it("follows prefixed columns and names without separators", () => {
    expect(
      found({
        customer: { columns: ["c_custkey integer", "c_name text", "c_phone text"], key: ["c_custkey"] },
        orders: { columns: ["o_orderkey integer", "o_custkey integer", "o_total numeric"], key: ["o_orderkey"] },
        salesterritory: { columns: ["territoryid integer", "title text", "area text"], key: ["territoryid"] },
        store: { columns: ["storeid integer", "territoryid integer", "billtocustomerid integer"], key: ["storeid"] },
      }),
    ).toEqual(["orders.o_custkey > customer.c_custkey", "store.billtocustomerid > customer.c_custkey", "store.territoryid > salesterritory.territoryid"]);
  });

  it("knows people by what they did, and rows above by their words", () => {
    expect(found({ users, posts: { columns: ["id uuid", "created_by uuid", "reviewer_id uuid?", "parent_id uuid?"] } })).toEqual([
      "posts.created_by > users.id",
      "posts.parent_id > posts.id",
      "posts.reviewer_id > users.id",
    ]);
  });

  it("takes the name of the own table into account", () => {
    expect(
      found({ files: { columns: ["id uuid"] }, chat_files: { columns: ["id uuid"] }, chat_file_links: { columns: ["id uuid", "file_id uuid"] } }),
    ).toContain("chat_file_links.file_id > chat_files.id");
  });
});

describe("what is no reference", () => {
  it("leaves numbers, own values, other types and foreign ids alone", () => {
    const tables = {
      orders: { columns: ["id bigint"] },
      products: { columns: ["id bigint", "units_on_order bigint", "orders bigint", "order_id text", "external_order_id bigint"] },
      users: { columns: ["id uuid", "rowguid uuid default gen_random_uuid()"] },
      documents: { columns: ["id uuid", "rowguid uuid default gen_random_uuid()"], unique: [["rowguid"]] },
    };
    expect(found(tables)).toEqual([]);
  });

  it("does not take a polymorphic id for a reference", () => {
    expect(found({ users, comments: { columns: ["id uuid", "subject_type text", "subject_id uuid", "user_type text", "user_id uuid"] } })).not.toContain(
      "comments.subject_id > users.id",
    );
  });

  it("does not lead to a key that was borrowed from a third table", () => {
    expect(
      found({
        chats: { columns: ["id uuid"] },
        chat_settings: { columns: ["chat_id uuid", "theme text"], key: ["chat_id"] },
        messages: { columns: ["id uuid", "chat_id uuid"] },
      }),
    ).toEqual(["chat_settings.chat_id > chats.id", "messages.chat_id > chats.id"]);
  });
});

describe("together", () => {
  it("lets a declared foreign key speak for columns of the same name", () => {
    const tables = (declared: boolean) => ({
      places: { columns: ["id bigint"] },
      a: { columns: ["id bigint", "home_ref bigint"], ...(declared && { references: ["home_ref > places(id)"] }) },
      b: { columns: ["id bigint", "home_ref bigint"] },
    });
    expect(guesses(tables(false)).some(({ table }) => table === "table:public.b")).toBe(false);
    expect(guesses(tables(true)).map(({ declared }) => declared)).toContain(true);
  });

  it("claims the columns of a widened key together, with the single claim of the id beneath", () => {
    const all = guesses({
      runs: { columns: ["id uuid", "chat_id uuid"], unique: [["id", "chat_id"]] },
      chats: { columns: ["id uuid"] },
      steps: { columns: ["id uuid", "run_id uuid", "chat_id uuid"] },
    });
    const [both] = all.filter(({ table, columns }) => table === "table:public.steps" && columns.length === 2);
    expect(both).toMatchObject({ columns: ["run_id", "chat_id"], target: "table:public.runs", targetColumns: ["id", "chat_id"] });
    expect(both?.covers?.map(({ target }) => target)).toEqual(["table:public.runs"]);
    expect(all.filter(({ table, columns }) => table === "table:public.steps" && columns.length === 1).map(({ target }) => target)).toEqual([
      "table:public.chats",
    ]);
  });

  it("does not depend on the order of the facts", () => {
    const { facts } = sketch({
      users,
      posts: { columns: ["id uuid", "created_by uuid", "user_id uuid"] },
      comments: { columns: ["id uuid", "user_id uuid", "post_id uuid"] },
    });
    expect(findRelationships(readCatalog({ facts: facts.toReversed() }))).toEqual(findRelationships(readCatalog({ facts })));
  });
});

describe("live rows", () => {
  const [guess] = guesses({ users, orders: { columns: ["id uuid", "user_id uuid"] } });
  if (guess === undefined) throw new Error("no guess");

  it("asks for two numbers, with names quoted", () => {
    expect(inclusionQuestion({ ...guess, columns: ['we"ird'] })).toContain('b."id" = a."we""ird"');
  });

  it("believes rows more than names, but not a few", () => {
    expect(withRows(guess, { values: 400, missing: 0 }).confidence).toBeGreaterThan(guess.confidence);
    expect(withRows(guess, { values: 400, missing: 399 }).confidence).toBeLessThan(0.1);
    expect(withRows(guess, { values: 3, missing: 3 }).confidence).toBe(guess.confidence);
  });
});
