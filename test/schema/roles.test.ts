/** Roles are the cluster's: what a schema grants to them is planned and proved all the same. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openEmbedded } from "../../src/database/embedded/open.ts";
import type { Database } from "../../src/model/database.ts";
import { planWay } from "../../src/operations/plan-migration.ts";
import { extractSchema } from "../../src/schema/extract.ts";
import { loadFiles } from "../../src/schema/load.ts";
import { rolesNamed } from "../../src/schema/roles.ts";
import { loadParser } from "../../src/sql/index.ts";

let goal: Database;
let shadow: Database;
beforeAll(async () => {
  [goal, shadow] = await Promise.all([openEmbedded(), openEmbedded()]);
  await loadParser();
});
afterAll(() => Promise.all([goal.close(), shadow.close()]));

it("a way to grants, policies and default privileges of roles that the shadow lacks, and back", async () => {
  const text = `create table t (id int primary key); grant select on t to reader, "odd ""role"; create policy p on t to writer using (true);
    alter default privileges for role owner grant select on tables to reader;`;
  expect((await loadFiles(goal, [{ file: "schema.sql", text }])).failures).toEqual([]);
  const [from, to] = [await extractSchema(shadow), await extractSchema(goal)];
  expect(rolesNamed(to.facts)).toEqual(['odd "role', "owner", "reader", "writer"]);
  const up = await planWay(shadow, from, to);
  expect(up).toMatchObject({ left: [], refused: [], reached: { fingerprint: to.fingerprint } });
  expect(await planWay(shadow, up.reached, from)).toMatchObject({ left: [], refused: [] });
});
