import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync, mkdtempSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import Sqlite from "better-sqlite3";
import { openHistory } from "../../src/history/open.ts";
import { inFolder, minute, variant, withHistory } from "./support.ts";

const { resolve } = createRequire(import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "selecto-history-test-"));
const program = join(folder, "writer.mjs");

beforeAll(() => {
  // esbuild runs as a process too: inside the test environment it does not trust its own TextEncoder.
  const entry = join(import.meta.dirname, "writer-process.ts");
  const options = { entryPoints: [entry], outfile: program, bundle: true, platform: "node", format: "esm", packages: "external", logLevel: "warning" };
  execFileSync(process.execPath, ["-e", "require(process.argv[1]).buildSync(JSON.parse(process.argv[2]))", resolve("esbuild"), JSON.stringify(options)]);
  const bundled = readFileSync(program, "utf8").replaceAll(
    /(from |import\()"(better-sqlite3|umzug|zod|fast-check)"/g,
    (_all, how: string, name: string) => `${how}"${pathToFileURL(resolve(name)).href}"`,
  );
  writeFileSync(program, bundled);
});

afterAll(() => rmSync(folder, { recursive: true }));

function start(path: string, name: string, count: number): ChildProcess {
  return spawn(process.execPath, [program, path, name, String(count)], { stdio: ["ignore", "pipe", "inherit"] });
}

describe("several processes", () => {
  it("make and fill one history at once and lose nothing", async () => {
    await inFolder(async (place) => {
      const path = join(place, "snapshots", "history.db");
      const names = ["a", "b", "c", "d"];
      const ends = await Promise.all(names.map((name) => once(start(path, name, 30), "exit")));
      expect(ends).toEqual(names.map(() => [0, null]));
      const history = await openHistory(path);
      const all = history.list();
      for (const name of names)
        expect(all.filter(({ origin }) => origin.text === name).map(({ createdAt }) => createdAt)).toEqual(
          Array.from({ length: 30 }, (_, index) => minute(30 - index)),
        );
      // Each found the newest one of all: the chain has no fork.
      expect(all.slice(0, -1).map(({ parent }) => parent)).toEqual(all.slice(1).map(({ id }) => id));
      for (const name of names) expect(history.cachedRoot(`${name} 30`)).toBe(all.find(({ createdAt }) => createdAt === minute(30))?.root);
      expect(history.fsck()).toMatchObject({ findings: [], unreferenced: 0, examined: { snapshot: 120, verdict: 64 } });
      history.close();
    });
  });

  it("leave a sound history when one is killed while writing", async () => {
    await inFolder(async (place) => {
      const path = join(place, "history.db");
      const writer = start(path, "killed", 1_000_000);
      const { stdout } = writer;
      if (stdout === null) throw new Error("no output");
      await once(stdout, "data");
      const history = await openHistory(path);
      history.put(variant(1), { createdAt: minute(1), label: "meanwhile" });
      writer.kill("SIGKILL");
      await once(writer, "exit");
      expect(history.put(variant(2), { createdAt: minute(2), again: true }).outcome).toBe("added");
      expect(history.fsck()).toMatchObject({ findings: [], unreferenced: 0 });
      history.close();
      const after = await openHistory(path);
      expect(after.resolve("latest").createdAt).toBe(minute(2));
      expect(after.resolve("meanwhile").createdAt).toBe(minute(1));
      after.close();
    });
  });
});

it("the migration engine is loaded for a history that needs it only", async () => {
  await inFolder(async (place) => {
    const run = (): string => execFileSync(process.execPath, [program, join(place, "history.db"), "a", "1"], { encoding: "utf8" });
    expect([run(), run()]).toEqual(["writing\nwith migrations\n", "writing\nwithout migrations\n"]);
  });
});

describe("while another process writes", () => {
  it("a writer gives up after its patience, with exit code 4, and a reader reads on", async () => {
    await withHistory(async (first, path) => {
      first.put(variant(1), { createdAt: minute(1) });
      const other = new Sqlite(path);
      other.exec("begin immediate");
      const second = await openHistory(path, { patienceMs: 30 });
      expect(second.list()).toHaveLength(1);
      expect(() => second.put(variant(2), { createdAt: minute(2) })).toThrow(expect.objectContaining({ name: "SelectoError", code: "history-busy", exit: 4 }));
      other.exec("rollback");
      expect(second.put(variant(2), { createdAt: minute(2) }).outcome).toBe("added");
      second.close();
      other.close();
    });
  });

  it("an open that must make the tables gives up too", async () => {
    await inFolder(async (place) => {
      const path = join(place, "history.db");
      const other = new Sqlite(path);
      other.pragma("journal_mode = WAL");
      other.exec("begin immediate");
      await expect(openHistory(path, { patienceMs: 30 })).rejects.toMatchObject({ code: "history-busy", exit: 4 });
      other.exec("rollback");
      other.close();
      (await openHistory(path)).close();
    });
  });

  it("several opens in one process do not wait for each other", async () => {
    await inFolder(async (place) => {
      const path = join(place, "history.db");
      const histories = await Promise.all(Array.from({ length: 5 }, () => openHistory(path)));
      for (const [index, history] of histories.entries()) history.put(variant(index), { createdAt: minute(index) });
      expect(histories[0]?.list()).toHaveLength(5);
      for (const history of histories) history.close();
    });
  });
});
