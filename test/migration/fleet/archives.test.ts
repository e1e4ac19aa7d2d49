/** What is kept for one tenant is nobody else's: neither the database's own archive nor that of a tenant with a longer name. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openEmbedded } from "../../../src/database/embedded/open.ts";
import { readHeldArchives } from "../../../src/migration/archive/held.ts";
import { openArchive, register } from "../../../src/migration/archive/place.ts";
import type { Database } from "../../../src/model/database.ts";
import { loadParser, moveNamespace } from "../../../src/sql/index.ts";

let database: Database;
beforeAll(async () => {
  [database] = await Promise.all([openEmbedded(), loadParser()]);
});
afterAll(() => database.close());

const NAME = "20260101000000_drop_logs";
const HOME = "selecto_archive_20260101000000";

it("archives of the database and of its tenants are told apart", async () => {
  const moved = `${HOME}_1`;
  const keep = [
    ...openArchive(NAME),
    `create schema ${moved}`,
    `create table ${moved}.logs (id int)`,
    register(NAME, "a1", `${moved}.logs`, "public.logs"),
  ].join(";\n");
  await database.exec(keep);
  for (const tenant of ["acme", "acme_1"]) await database.exec(moveNamespace(keep, { from: "public", to: tenant, keep: new Set() }).sql);
  expect((await readHeldArchives(database)).map(({ namespaces, holds }) => [holds[0]?.what, namespaces])).toEqual([
    ["public.logs", [HOME, moved]],
    ["acme.logs", [`${HOME}@acme`, `${moved}@acme`]],
    ["acme_1.logs", [`${HOME}@acme_1`, `${moved}@acme_1`]],
  ]);
});
