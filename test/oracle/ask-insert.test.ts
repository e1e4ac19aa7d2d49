/** Which columns an insert leaves out, and what identifies a row: asked of tables that are as real ones are. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Database } from "../../src/model/database.ts";
import { missingInInsert } from "../../src/oracle/ask-insert.ts";
import { keyBeside } from "../../src/oracle/ask-key.ts";
import { openShadowPool } from "./shadow-pool.ts";

const SCHEMA = `
create domain email as text not null;
create table users (
  id bigint generated always as identity primary key, tenant_id int not null, name text not null, nick text,
  mail text not null, mail_lower text not null generated always as (lower(mail)) stored, created_at timestamptz not null default now());
create table codes (code text primary key, label text not null, check (label <> ''));
create table items (order_id int not null, line int not null, primary key (order_id, line));
create table filled (id int primary key, slug text not null, label text not null);
create function fill() returns trigger language plpgsql as $$ begin new.slug := 'x'; new.id := 1; return new; end $$;
create trigger fill before insert on filled for each row execute function fill();
create table strict (id int primary key, name text not null);
create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
create trigger refuse before insert on strict for each row execute function refuse();
create table mails (address email, note text not null);
create table parts (id int not null, kind text not null) partition by list (kind);
create table parts_default partition of parts default;
create table coded (id int, code text not null, unique (id), primary key (id, code));
create view seen as select id, name from users;
`;

const pool = openShadowPool();
let database: Database;
beforeAll(async () => {
  database = await pool.open();
  await database.exec(SCHEMA);
});
afterAll(() => pool.close());

describe("missingInInsert", () => {
  it.each<[string, string[], string[] | undefined]>([
    ["users", ["name", "mail", "tenant_id"], []],
    ["users", ["nick"], ["tenant_id", "name", "mail"]],
    // What PostgreSQL makes by itself is never missing, and what nobody may set is no value.
    ["users", ["id", "mail_lower", "name", "mail"], ["tenant_id"]],
    ["codes", ["code", "label"], []],
    ["codes", ["label"], ["code"]],
    ["items", ["line"], ["order_id"]],
    ["filled", ["label"], []],
    ["filled", [], ["label"]],
    ["strict", ["id"], undefined],
    ["mails", ["note"], undefined],
    ["parts", ["id"], ["kind"]],
    ["seen", ["name"], undefined],
    ["nowhere", ["name"], undefined],
  ])("%s with %j", async (table, given, expected) => {
    expect(await missingInInsert(database, `"${table}"`, given)).toEqual(expected);
  });

  it("takes everything back", async () => {
    await missingInInsert(database, '"codes"', []);
    expect(await database.query("select count(*)::int as rows from codes")).toEqual([{ rows: 0 }]);
    await expect(database.exec("insert into codes (label) values ('x')")).rejects.toThrow("null value");
  });
});

describe("keyBeside", () => {
  it.each<[string, string, string[] | undefined]>([
    ["users", "id", undefined],
    ["users", "name", ["id"]],
    ["items", "line", ["order_id", "line"]],
    ["coded", "id", undefined],
    ["coded", "code", ["id", "code"]],
    ["seen", "id", undefined],
    ["nowhere", "id", undefined],
  ])("of %s, where the domain says %s", async (table, column, expected) => {
    expect(await keyBeside(database, `"${table}"`, column)).toEqual(expected);
  });
});
