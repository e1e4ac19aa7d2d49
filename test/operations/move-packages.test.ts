/** Packages that may not run in a tenant's namespace are refused by what the shadow showed, before anything runs. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { writePackage } from "../../src/migration/package/folder.ts";
import { readPackages } from "../../src/operations/migration-states.ts";
import { movePackages, type MovePackage } from "../../src/operations/move-packages.ts";
import { openSession } from "../../src/operations/session.ts";
import { chain, draft } from "../migration/packages.ts";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "selecto-move-")));
  writeFileSync(join(folder, "selecto.config.yaml"), "migrations: migrations\n");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NAME = "20260101000001_a";
async function move(up: readonly string[], down: readonly string[]): Promise<MovePackage> {
  for (const one of chain(draft(NAME, up, down, { searchPath: ["pg_catalog"] }))) writePackage(join(folder, "migrations"), one);
  const session = await openSession(folder);
  return (await movePackages(session, readPackages(session), "public", "down", new Set([NAME]))).move;
}

it("what the database has only once is refused with the package that makes it", async () => {
  await expect(move(["create table public.t (id int)", "create role selecto_app"], ["drop role selecto_app", "drop table public.t"])).rejects.toMatchObject({
    code: "packages-not-movable",
    exit: 2,
    message: expect.stringMatching(/^20260101000001_a fails .* 42710 role "selecto_app" already exists$/),
  });
});

it("a text that may name the namespace is refused with its line", async () => {
  const body = "create function public.f(t text) returns void language plpgsql as $$\nbegin\n  execute 'drop table public.' || t;\nend $$";
  await expect(move([body], ["drop function public.f(text)"])).rejects.toMatchObject({
    code: "packages-not-movable",
    message: expect.stringMatching(/^20260101000001_a\/up\.sql:7: a text mentions public/),
  });
});

it("a way back that reaches into another tenant is refused", async () => {
  const up = ["create table public.t (id int)", "create index i on public.t (id)"];
  const down = [
    "do $$ declare n text; begin for n in select relnamespace::regnamespace from pg_class where relname = 't' and relkind = 'r' loop execute format('drop table %I.t', n); end loop; end $$",
  ];
  await expect(move(up, down)).rejects.toMatchObject({
    code: "packages-not-movable",
    message: expect.stringContaining("taken back for one tenant they change another"),
  });
});
