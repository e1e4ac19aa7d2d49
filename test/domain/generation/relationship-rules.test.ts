/** Rules of guessing that each needed a reason of its own: where they speak, and where they stay silent. */
import { describe, expect, it } from "@jest/globals";
import { found, guesses } from "./guessed.ts";

const users = { columns: ["id bigint default nextval('users_id_seq')", "name text"] };
const numbered = "id bigint default nextval('s')";

describe("words", () => {
  it("knows that programs end like people", () => {
    expect(found({ users, jobs: { columns: [numbered, "worker_id bigint", "purchaseorderid bigint", "redeemer_id bigint"] } })).toEqual([
      "jobs.redeemer_id > users.id",
    ]);
  });

  it("takes a text that is a secret for nothing else, and a number of that name for a reference", () => {
    const tokens = { columns: ["token text", "user_id bigint"], key: ["token"] };
    const emails = { columns: [numbered, "text text"] };
    expect(found({ login_tokens: tokens, invites: { columns: [numbered, "token text"] } })).toEqual([]);
    expect(found({ emails, messages: { columns: [numbered, "email bigint"] } })).toEqual(["messages.email > emails.id"]);
  });

  it("leads copy_of to its own table, and followers_of nowhere", () => {
    expect(found({ activities: { columns: [numbered, "copy_of bigint", "followers_of bigint"] } })).toEqual(["activities.copy_of > activities.id"]);
  });

  it("leads previous_version_id in page_versions to itself, though other tables hold versions too", () => {
    const versions = { columns: [numbered, "number integer"] };
    expect(found({ note_versions: versions, post_versions: versions, page_versions: { columns: [numbered, "previous_version_id bigint"] } })).toEqual([
      "page_versions.previous_version_id > page_versions.id",
    ]);
  });

  it("does not take a word for foreign that a table is called by", () => {
    expect(found({ external_services: { columns: [numbered] }, logs: { columns: [numbered, "external_service_id bigint", "external_id bigint"] } })).toEqual([
      "logs.external_service_id > external_services.id",
    ]);
  });

  it("finds the table whose name is the short form, but not the start of two words", () => {
    expect(found({ repo: { columns: [numbered] }, builds: { columns: [numbered, "repository_id bigint"] } })).toEqual(["builds.repository_id > repo.id"]);
    expect(found({ customers: { columns: [numbered] }, demos: { columns: [numbered, "customer_type_id bigint"] } })).toEqual([]);
  });

  it("counts things by numbers, not by uuids", () => {
    const files = (type: string) => ({ files: { columns: [`id ${type}`] }, bundles: { columns: [`id ${type}`, `cached_files ${type}`] } });
    expect(found(files("uuid"))).toEqual(["bundles.cached_files > files.id"]);
    expect(found(files("bigint"))).toEqual([]);
  });
});

describe("tables beside each other", () => {
  it("leads to the sibling that the name means", () => {
    const tables = {
      consent_rules: { columns: [numbered, "text text"] },
      consent_sessions: { columns: [numbered, "rule_id bigint"] },
      old_site_rules: { columns: [numbered] },
    };
    expect(found(tables)).toEqual(["consent_sessions.rule_id > consent_rules.id"]);
  });

  it("knows a table of types from a table of versions", () => {
    expect(
      found({
        pages: { columns: [numbered, "type bigint", "version bigint"] },
        page_types: { columns: [numbered, "label text"] },
        page_versions: { columns: [numbered, "page_id bigint"] },
      }),
    ).toEqual(["page_versions.page_id > pages.id", "pages.type > page_types.id"]);
  });

  it("leaves a table to the column that has its whole name", () => {
    expect(
      found({
        groups: { columns: [numbered] },
        multi_groups: { columns: [numbered] },
        multi_group_entries: { columns: [numbered, "multi_group_id bigint", "group_id bigint"] },
      }),
    ).toEqual(["multi_group_entries.group_id > groups.id", "multi_group_entries.multi_group_id > multi_groups.id"]);
  });

  it("does not take an archive for a reference to what it was", () => {
    const sale = { columns: ["sale_no bigint", "amount numeric"], key: ["sale_no"] };
    expect(found({ sale, sale_archive: sale })).toEqual([]);
  });

  it("leads nobody to a row of settings", () => {
    const settings = { columns: ["key text", "value text"], key: ["key"] };
    expect(found({ telemetry_items: settings, usages: { columns: [numbered, "provider_item_id text"] } })).toEqual([]);
  });
});

describe("keys", () => {
  it("prefers the table that makes the key to one that has it from there", () => {
    const tables = {
      repos: { columns: [numbered] },
      dirty_repos: { columns: ["repo_id bigint"], key: ["repo_id"] },
      builds: { columns: [numbered, "repo_id bigint"] },
      users,
    };
    expect(found(tables)).toEqual(["builds.repo_id > repos.id", "dirty_repos.repo_id > repos.id"]);
  });

  it("is less sure of a key that is given, where tables number their rows", () => {
    const sure = (value: string): number | undefined =>
      guesses({
        users,
        notes: { columns: [numbered] },
        ledger_rows: { columns: [`path_id bigint${value}`], key: ["path_id"] },
        jobs: { columns: [numbered, "path_id bigint"] },
      }).find(({ table }) => table === "table:public.jobs")?.confidence;
    expect(sure("")).toBeLessThan(sure(" default nextval('p')") ?? 0);
  });

  it("does not believe an id beside its type, even where the name is that of people", () => {
    const owned = (...more: string[]) => ({ columns: [numbered, ...more, "owner_id bigint"] });
    expect(found({ users, keys: owned(), trials: owned("owner_type text") })).toEqual(["keys.owner_id > users.id"]);
  });
});

describe("keys of several columns", () => {
  const ends = { offers: { columns: [numbered] }, products: { columns: [numbered] } };
  const lines = { columns: [numbered, "offer_id bigint", "product_id bigint"] };

  it("are referred to where the pair holds something", () => {
    const pair = (...more: string[]) => ({ offer_products: { columns: ["offer_id bigint", "product_id bigint", ...more], key: ["offer_id", "product_id"] } });
    expect(found({ ...ends, ...pair("price numeric"), lines })).toContain("lines.offer_id+product_id > offer_products.offer_id+product_id");
    expect(found({ ...ends, ...pair(), lines })).not.toContain("lines.offer_id+product_id > offer_products.offer_id+product_id");
  });

  it("are not referred to by a table that pairs the same itself", () => {
    const pair = { columns: ["offer_id bigint", "product_id bigint", "rank integer"], key: ["offer_id", "product_id"] };
    expect(
      found({ ...ends, offer_products: pair, votes: { columns: [...pair.columns, "voter_id bigint"], key: ["offer_id", "product_id", "voter_id"] } }).filter(
        (one) => one.includes("+"),
      ),
    ).toEqual([]);
  });

  it("are taken in the role that the first column has, and the added column goes on leading where it leads", () => {
    const tables = {
      versions: { columns: [numbered] },
      presets: { columns: [numbered, "version_id bigint"], unique: [["id", "version_id"]] },
      plans: { columns: [numbered, "child_preset_id bigint", "child_version_id bigint"] },
    };
    expect(found(tables)).toEqual([
      "plans.child_preset_id+child_version_id > presets.id+version_id",
      "plans.child_version_id > versions.id",
      "presets.version_id > versions.id",
    ]);
  });

  it("are not meant by a name and a tenant", () => {
    const named = { columns: ["name text", "tenant_id bigint"], key: ["name", "tenant_id"] };
    expect(
      found({
        tenants: { columns: [numbered] },
        names: named,
        authors: { columns: [numbered, "name text", "tenant_id bigint", "mail text"], unique: [["name", "tenant_id", "mail"]] },
      }).filter((one) => one.includes("+")),
    ).toEqual([]);
  });
});
