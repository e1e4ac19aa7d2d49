/** The architecture's rules, held against the sources; and against made-up sources that break each of them. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { globSync } from "tinyglobby";
import { checkArchitecture, importsOf, type SourceFile } from "./support/architecture.ts";

const src = resolve(import.meta.dirname, "../src");

describe("src", () => {
  const files: SourceFile[] = globSync("**/*.{ts,js,mts,mjs,cts,cjs}", { cwd: src, ignore: ["**/*.d.ts"] }).map((path) => ({
    path,
    text: readFileSync(join(src, path), "utf8"),
  }));

  it("is read", () => {
    expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(["model/identity.ts", "commands/base-command.ts", "database/redact.ts"]));
  });

  it("keeps every rule", () => {
    expect(checkArchitecture(files)).toEqual([]);
  });
});

describe("the checker finds", () => {
  const check = (path: string, body: string): string[] => checkArchitecture([{ path, text: `/** Made up. */\n${body}\n` }]);

  it.each<[string, string, string]>([
    ["model/a.ts", 'import { b } from "../sql/b.ts";', "model must not import sql/b.ts"],
    ["model/a.ts", 'import type { B } from "../sql/b.ts";', "model must not import sql/b.ts"],
    ["model/a.ts", 'import { z } from "zod";', "model must not import the package zod"],
    ["sql/a.ts", 'export { b } from "../schema/b.ts";', "sql must not import schema/b.ts"],
    ["sql/a.ts", 'export * from "../database/b.ts";', "sql must not import database/b.ts"],
    ["schema/a.ts", 'const b = await import("../database/b.ts");', "schema must not import database/b.ts"],
    ["domain/notations/a.ts", 'import "../../query/b.ts";', "domain must not import query/b.ts"],
    ["oracle/a.ts", 'type B = import("../database/b.ts").B;', "oracle must not import database/b.ts"],
    ["database/a.js", 'const b = require("../schema/b.ts");', "database must not import schema/b.ts"],
    ["impact/a.ts", 'import { b } from "../workspace/b.ts";', "impact must not import workspace/b.ts"],
    ["migration/a.ts", 'import { b } from "../impact/b.ts";', "migration must not import impact/b.ts"],
    ["workspace/a.ts", 'import { b } from "../domain/b.ts";', "workspace must not import domain/b.ts"],
    ["report/a.ts", 'import { b } from "../impact/b.ts";', "report must not import impact/b.ts"],
    ["operations/a.ts", 'import { b } from "../report/b.ts";', "operations must not import report/b.ts"],
    ["commands/a.ts", 'import { b } from "../schema/b.ts";', "commands must not import schema/b.ts"],
    ["commands/a.ts", 'import { b } from "../database/server.ts";', "commands must not import database/server.ts"],
    ["operations/a.ts", 'import { b } from "../../build/b.mjs";', "imports ../../build/b.mjs, which is outside src"],
    ["oracle/a.ts", 'import { plan } from "@supabase/pg-delta";', "only schema may import @supabase/pg-delta"],
    ["operations/a.ts", 'import { plan } from "@supabase/pg-delta/deep";', "only schema may import @supabase/pg-delta"],
    ["query/a.ts", 'import { parse } from "libpg-query";', "only sql may import libpg-query"],
    ["oracle/a.ts", 'import { hstore } from "@electric-sql/pglite/contrib/hstore";', "only database may import @electric-sql/pglite"],
    ["migration/a.ts", 'import Sqlite from "better-sqlite3";', "only history, database may import better-sqlite3"],
    ["operations/a.ts", 'import { Umzug } from "umzug";', "only migration, history may import umzug"],
    ["migration/a.ts", 'import { Pool } from "pg";', "only database, schema may import pg"],
    ["operations/a.ts", 'import { Command } from "@oclif/core";', "only commands may import @oclif/core"],
    ["operations/a.ts", 'console.log("x");', "uses console"],
    ["operations/a.ts", "const log = console;", "uses console"],
    ["history/a.ts", 'globalThis.console.log("x");', "uses globalThis"],
    ["history/a.ts", "process.exit(1);", "uses process.exit"],
    ["history/a.ts", "const url = process.env.DATABASE_URL;", "uses process.env"],
    ["history/a.ts", 'const url = process["env"];', "uses process other than by a named member"],
    ["history/a.ts", "const { env } = process;", "uses process other than by a named member"],
    ["history/a.ts", 'import { env } from "node:process";', "imports node:process"],
    ["workspace/git/a.ts", "process.stdout.write(`x`);", "uses process.stdout"],
    ["sql/string-utils.ts", "", '"string-utils" says nothing about what is inside'],
    ["sql/helpers/a.ts", "", '"helpers" says nothing about what is inside'],
    ["history/connection-manager.ts", "", '"connection-manager" says nothing about what is inside'],
    ["sql/camelCase.ts", "", '"camelCase" is not kebab-case'],
    ["attic/a.ts", "", "unknown room attic"],
    ["index.ts", "", "unknown room index.ts"],
  ])("%s with %s", (path, body, problem) => {
    expect(check(path, body)).toEqual([`${path}: ${problem}`]);
  });

  it("a file without a first comment", () => {
    expect(checkArchitecture([{ path: "sql/a.ts", text: "export const a = 1;\n/** late */\n" }])).toEqual([
      "sql/a.ts: does not start with a comment that says what it knows",
    ]);
  });

  it("files that grew too long, one by one and on the whole", () => {
    const long = (lines: number): string => `/** Long. */\n${"export {};\n".repeat(lines - 1)}`;
    expect(checkArchitecture([{ path: "sql/a.ts", text: long(301) }, ...["b", "c"].map((name) => ({ path: `sql/${name}.ts`, text: long(9) }))])).toEqual([
      "sql/a.ts: has 301 lines, the limit is 300",
    ]);
    expect(checkArchitecture(["a", "b", "c"].map((name) => ({ path: `sql/${name}.ts`, text: long(100) })))).toEqual([
      "the median file has 100 lines, the limit is below 100",
    ]);
    expect(checkArchitecture([{ path: "sql/a.ts", text: long(99) }])).toEqual([]);
  });
});

describe("the checker allows", () => {
  it.each<[string, string]>([
    ["model/a.ts", 'import { createHash } from "node:crypto"; import { b } from "./b.ts";'],
    ["oracle/a.ts", 'import { load } from "../schema/load.ts"; import { z } from "zod";'],
    ["impact/rules/a.ts", 'import { b } from "../../history/b.ts";'],
    ["operations/a.ts", 'import { b } from "../workspace/b.ts"; import { c } from "../migration/c.ts";'],
    ["commands/a.ts", 'import { b } from "../operations/b.ts"; import { redact } from "../database/redact.ts"; console.log(process.env.X);'],
    ["workspace/config/a.ts", "const url = process.env.DATABASE_URL;"],
    [
      "history/a.ts",
      "const names = [process.pid, process.platform]; const a = { console: 1, process: 2 }; export { names, a }; export const b = a.process + a.console;",
    ],
    ["history/a.ts", "// process.exit() and console are only words here\nexport const text = 'import x from \"../schema/x.ts\"';"],
  ])("%s with %s", (path, body) => {
    expect(checkArchitecture([{ path, text: `/** Made up. */\n${body}\n` }])).toEqual([]);
  });
});

describe("importsOf", () => {
  it("sees every form of import and nothing in comments or strings", () => {
    const text = `
      import a from "a"; import type { b } from "b"; import "c"; export * from "d"; export { e } from "e";
      const f = await import("f"); type G = import("g").G; const h = require("h"); import i = require("i");
      // import "no"
      const text = 'import "no"'; const j = import.meta.url;`;
    expect(importsOf(text).toSorted()).toEqual(["a", "b", "c", "d", "e", "f", "g", "h", "i"]);
  });
});
