/** umzug as the engine: what it does badly by itself (each shown here), and that none of it reaches a database of ours. */
import { inspect } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { Umzug } from "umzug";
import { runWithUmzug, type EngineMigration } from "../../src/migration/run/engine.ts";

/** umzug as its README shows it, on a storage of names. */
function bareUmzug(
  migrations: { name: string; up: () => Promise<void>; down?: () => Promise<void> }[],
  logged: string[],
  context: Record<string, unknown> = {},
): Umzug<Record<string, unknown>> {
  return new Umzug({
    migrations: () => migrations.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    context,
    logger: undefined,
    storage: {
      executed: () => Promise.resolve([...logged]),
      logMigration: ({ name }) => Promise.resolve(void logged.push(name)),
      unlogMigration: ({ name }) => Promise.resolve(void logged.splice(logged.indexOf(name), 1)),
    },
  });
}

function recording(names: readonly string[], told: string[], failAt?: string): EngineMigration[] {
  const way = (direction: string, name: string) => (): Promise<void> =>
    name === failAt ? Promise.reject(new Error("own words")) : Promise.resolve(void told.push(`${direction} ${name}`));
  return names.map((name) => ({ name, up: way("up", name), down: way("down", name) }));
}

describe("what bare umzug does", () => {
  it("calls a missing down done and forgets the migration", async () => {
    const logged = ["a"];
    await bareUmzug([{ name: "a", up: () => Promise.resolve() }], logged).down();
    expect(logged).toEqual([]);
  });

  it("reverts by file name, not by application", async () => {
    const told: string[] = [];
    const both = ["a", "b"].map((name) => ({ name, up: () => Promise.resolve(), down: () => Promise.resolve(void told.push(name)) }));
    await bareUmzug(both, ["b", "a"]).down();
    expect(told).toEqual(["b"]);
  });

  it("loses an executed migration whose file is gone", async () => {
    expect(await bareUmzug([{ name: "a", up: () => Promise.resolve() }], ["a", "b"]).executed()).toEqual([expect.objectContaining({ name: "a" })]);
  });

  it("runs again what ran before a crash could be logged", async () => {
    let ran = 0;
    const migrations = [{ name: "a", up: () => Promise.resolve(void ran++) }];
    const crashing = bareUmzug(migrations, []);
    crashing.options.storage = {
      executed: () => Promise.resolve([]),
      logMigration: () => Promise.reject(new Error("crash")),
      unlogMigration: () => Promise.resolve(),
    };
    await expect(new Umzug(crashing.options).up()).rejects.toThrow("crash");
    await bareUmzug(migrations, []).up();
    expect(ran).toBe(2);
  });

  it("puts its context into its errors", async () => {
    const failing = bareUmzug([{ name: "a", up: () => Promise.reject(new Error("x")) }], [], { url: "postgres://app:canary@host/db" });
    const error = await failing.up().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(JSON.stringify(error)).toContain("canary");
  });
});

describe("what ours does", () => {
  it("runs exactly the names it is given, in that order", async () => {
    const told: string[] = [];
    const applied = recording(["c", "a", "b"], told);
    await runWithUmzug("down", ["b", "a"], applied, []);
    await runWithUmzug("up", ["z", "d"], applied, recording(["z", "d", "e"], told));
    expect(told).toEqual(["down b", "down a", "up z", "up d"]);
  });

  it("keeps an applied migration whose folder is gone: it is in the ledger's list", async () => {
    const told: string[] = [];
    await runWithUmzug("down", ["gone"], recording(["gone"], told), []);
    expect(told).toEqual(["down gone"]);
  });

  it("a name that is not there is an error, not silence", async () => {
    await expect(runWithUmzug("down", ["x"], [], [])).rejects.toThrow("x");
  });

  it("stops at the first failure and throws what the migration threw, without anything of umzug's", async () => {
    const told: string[] = [];
    const error: unknown = await runWithUmzug("up", ["a", "b", "c"], [], recording(["a", "b", "c"], told, "b")).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toEqual(new Error("own words"));
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/context|umzug\.migration/);
    expect(told).toEqual(["up a"]);
  });
});
