/** Folders of answers: replaced whole, and nobody else's files touched. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { writeFolder } from "../../src/operations/write-files.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "selecto-write-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("removes what an earlier run wrote and this one does not, and nothing else", async () => {
  await writeFolder(folder, [
    { path: "a.html", text: "a" },
    { path: "b.html", text: "b" },
  ]);
  writeFileSync(join(folder, "mine.txt"), "mine");
  await writeFolder(folder, [{ path: "a.html", text: "new" }]);
  expect(readdirSync(folder).toSorted()).toEqual(["a.html", "mine.txt", "selecto-files.json"]);
  expect(readFileSync(join(folder, "a.html"), "utf8")).toBe("new");
});

it("refuses a folder of somebody else, and a list that leads out of the folder", async () => {
  writeFileSync(join(folder, "mine.txt"), "mine");
  await expect(writeFolder(folder, [{ path: "a.html", text: "a" }])).rejects.toMatchObject({ code: "folder-not-ours" });
  expect(existsSync(join(folder, "a.html"))).toBe(false);
  writeFileSync(join(folder, "selecto-files.json"), JSON.stringify({ files: ["../outside.txt"] }));
  await expect(writeFolder(folder, [])).rejects.toMatchObject({ code: "folder-not-ours", why: expect.stringContaining("cannot be read") });
});
