/** Query, domain and schema files that cannot be read as they are: each is named and counted, nothing passes over it. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { z } from "zod";
import { readAnswer } from "./answers.ts";
import { failureLines } from "./failure-lines.ts";
import { expectGolden } from "./goldens.ts";
import { openStage, removeStages, type Stage } from "./stage.ts";

afterAll(removeStages);

const SCHEMA = "create table plain (id int primary key, n text);\n";
const domain = (name: string, table: string): string =>
  `name: ${name}\nsource:\n  source_table: ${table}\n  primary_key: id\n  fields: [id]\n  columns:\n    id: {type: integer}\n`;

/** Everything that can be wrong with files, in one workspace. */
function openMess(): Stage {
  const stage = openStage({
    "schema.sql": SCHEMA,
    "queries/bad.sql": "-- name: bad\nselec 1;\n-- name: twice\nselect 2;\n-- name: two\nselect 1; select 2;\n",
    "queries/crlf.sql": "-- name: crlf\r\nselect id,\r\n  nick\r\nfrom plain;\r\n",
    "queries/empty.sql": "",
    "queries/good.sql": "-- name: good\nselect n from plain;\n",
    "queries/nul.sql": "-- name: nul\nselect \0 n from plain;\n",
    "queries/twice.sql": "-- name: twice\nselect id from plain;\n",
    "domains/broken.yaml": "name: Broken\nsource: [\n",
    "domains/again.yaml": domain("Plain", "plain"),
    "domains/list.yaml": "- a\n- b\n",
    "domains/missing.yaml": domain("Missing", "nowhere"),
    "domains/plain.yaml": domain("Plain", "plain"),
    "domains/tab.yaml": "name: Tab\nsource:\n\tsource_table: plain\n",
  });
  const at = (path: string): string => join(stage.folder, path);
  writeFileSync(at("queries/latin.sql"), Buffer.from([0x73, 0x65, 0x6c, 0x0a, 0xe9, 0x0a]));
  writeFileSync(at("queries/utf16.sql"), Buffer.from("\ufeffselect 1;", "utf16le"));
  writeFileSync(at("queries/mark.sql"), "\ufeff-- name: mark\nselect id from plain;\n");
  mkdirSync(at("queries/folder.sql"));
  symlinkSync("loop.sql", at("queries/loop.sql"));
  symlinkSync("loops", at("queries/loops"));
  symlinkSync("..", at("queries/up"));
  symlinkSync("/etc/passwd", at("queries/outside.sql"));
  symlinkSync("nowhere.sql", at("queries/dangling.sql"));
  return stage;
}

describe("files that cannot be read", () => {
  it("are named, and the others are examined", async () => {
    const stage = openMess();
    await stage.run("analyze impact --drop plain.n --all");
    await stage.run("domain validate");
    expectGolden("bad-files", stage);
    const report = z
      .object({ diagnostics: z.array(z.object({ code: z.string(), position: z.object({ file: z.string() }).optional() })) })
      .parse(readAnswer(await stage.ask("analyze impact --drop plain.n --json")));
    const named = new Set(report.diagnostics.map((one) => one.position?.file));
    for (const file of [
      "queries/bad.sql",
      "queries/latin.sql",
      "queries/utf16.sql",
      "queries/loop.sql",
      "queries/outside.sql",
      "queries/dangling.sql",
      "queries/twice.sql",
      "domains/broken.yaml",
      "domains/list.yaml",
      "domains/plain.yaml",
      "domains/tab.yaml",
    ])
      expect([...named]).toContain(file);
  });

  it("never make a check pass", async () => {
    const stage = openMess();
    stage.commit();
    stage.write({ "queries/good.sql": "-- name: good\nselect n, id from plain;\n" });
    const { stdout, exit } = await stage.ask("check");
    expect(exit).toBe(5);
    expect(stdout).toContain("check INCOMPLETE (exit 5)");
  });
});

describe("a schema that cannot be read", () => {
  it.each<[string, (file: string) => void, string]>([
    ["is a folder", (file) => mkdirSync(file), "there is no schema to read"],
    ["is a link to itself", (file) => symlinkSync("schema.sql", file), "schema.sql"],
    ["is no text", (file) => writeFileSync(file, Buffer.from([0xff, 0xfe, 0x00])), "schema.sql"],
    ["leads out of the workspace", (file) => symlinkSync("/etc/passwd", file), "schema.sql"],
  ])("%s", async (_what, make, said) => {
    const stage = openStage({ "selecto.config.yaml": "schema: schema.sql\nqueries: queries\n", "queries/q.sql": "select 1;\n" });
    make(join(stage.folder, "schema.sql"));
    const result = await stage.ask("snapshot create");
    // Nothing of it was read: a snapshot of an empty schema may not look like an answer.
    expect(result.exit === 2 ? failureLines(result).error : `${result.exit} ${result.stdout}`).toMatch(new RegExp(result.exit === 2 ? "^" : `^5 [^]*${said}`));
  });

  it("with NUL characters and Windows line ends says where", async () => {
    const stage = openStage({
      "schema.sql": "create table a (\r\n  id int\r\n);\r\ncreate table b (\r\n  id innt\r\n);\r\n\0\r\ncreate table c (id int);\r\n",
    });
    await stage.run("snapshot create");
    expectGolden("bad-schema-bytes", stage);
  });

  it("of a hundred thousand lines is read", async () => {
    const stage = openStage({ "schema.sql": `create table a (id int);\n${"-- a comment that goes on and on\n".repeat(100_000)}create table b (id int);\n` });
    const { stdout, exit } = await stage.ask("analyze impact b");
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^b · table public\.b · 1 column\n/);
  });
});
