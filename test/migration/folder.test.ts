/** The folder of packages on disk. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readPackageFolder, restampOnDisk, writePackage } from "../../src/migration/package/folder.ts";
import { parsePackage, stampPackage } from "../../src/migration/package/package.ts";
import { chain, tableDraft } from "./packages.ts";

const packages = chain(tableDraft(1), tableDraft(2));
let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "selecto-migrations-")), "migrations");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

describe("readPackageFolder", () => {
  it("reads back what was written", () => {
    for (const one of packages) writePackage(folder, one);
    expect(readPackageFolder(folder)).toEqual({ packages, diagnostics: [] });
  });

  it("a folder that is not there holds none", () => expect(readPackageFolder(folder)).toEqual({ packages: [], diagnostics: [] }));

  it("names everything that is no package, and reads the others", () => {
    const [first, second] = packages.map((one) => writePackage(folder, one));
    rmSync(join(second ?? "", "down.sql"));
    mkdirSync(join(folder, "empty"));
    mkdirSync(join(folder, ".20260101000009_x.partial-1"));
    writeFileSync(join(folder, "001_init.up.sql"), "select 1");
    writeFileSync(join(folder, "README.md"), "about");
    writeFileSync(join(folder, ".gitkeep"), "");
    const read = readPackageFolder(folder);
    expect(read.packages).toEqual([packages[0]]);
    expect(read.diagnostics.map(({ severity, message, position }) => `${severity} ${position?.file}: ${message}`)).toEqual([
      "warning migrations/.20260101000009_x.partial-1: a package that was never finished",
      "error migrations/001_init.up.sql: a script that is no package of selecto",
      "error migrations/20260101000002_t2/down.sql: down.sql is missing",
      "error migrations/empty/migration.json: migration.json is missing",
      "error migrations/empty/up.sql: up.sql is missing",
      "error migrations/empty/down.sql: down.sql is missing",
    ]);
    expect(first).toBe(join(folder, "20260101000001_t1"));
  });

  it("a file in its place is a finding, not an empty folder", () => {
    writeFileSync(folder, "");
    expect(readPackageFolder(folder).diagnostics).toMatchObject([{ severity: "error", message: expect.stringContaining("ENOTDIR") }]);
  });
});

describe("writePackage", () => {
  it("never writes over a package and leaves nothing behind", () => {
    const [one] = packages;
    if (one === undefined) throw new Error("no package");
    const target = writePackage(folder, one);
    writeFileSync(join(target, "up.sql"), "-- mine");
    expect(() => writePackage(folder, one)).toThrow("exists already");
    expect(readFileSync(join(target, "up.sql"), "utf8")).toBe("-- mine");
    expect(readdirSync(folder)).toEqual(["20260101000001_t1"]);
  });

  it("leaves nothing behind when the disk refuses", () => {
    mkdirSync(folder);
    const [one] = packages;
    if (one === undefined) throw new Error("no package");
    symlinkSync("/nowhere/at/all", join(folder, one.manifest.name));
    expect(() => writePackage(folder, one)).toThrow();
    expect(readdirSync(folder)).toEqual([one.manifest.name]);
  });
});

it("an edited package is stamped anew without touching its scripts", () => {
  const [one] = packages;
  if (one === undefined) throw new Error("no package");
  const target = writePackage(folder, one);
  const text = `${one.upSql}\n-- step 2\nselect 2;   \n`;
  writeFileSync(join(target, "up.sql"), text);
  const edited = readPackageFolder(folder).packages[0];
  expect(edited?.edited).toBe(true);
  if (edited === undefined) return;
  restampOnDisk(folder, stampPackage(edited.manifest, edited.up, edited.down, edited.upSql, edited.downSql));
  const again = readPackageFolder(folder).packages[0];
  expect(again).toMatchObject({ edited: false, upSql: text });
  expect(again?.manifest.steps.up).toHaveLength(2);
  expect(readFileSync(join(target, "up.sql"), "utf8")).toBe(text);
  expect(
    parsePackage({ name: one.manifest.name, manifest: readFileSync(join(target, "migration.json"), "utf8"), up: text, down: one.downSql }, "m").diagnostics,
  ).toEqual([]);
});
