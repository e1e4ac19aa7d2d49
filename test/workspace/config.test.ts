/** The configuration: every mistake has its place, no value is ever repeated, and nothing is executed. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { SelectoError } from "../../src/model/error.ts";
import { chooseDatabase, chooseShadow, type ConnectionChoice } from "../../src/workspace/config/database.ts";
import { loadConfig, parseConfig, requireVersion, type LoadedConfig } from "../../src/workspace/config/load.ts";
import { publishedSchemas } from "../../src/workspace/config/published-schemas.ts";
import { memoryTree } from "./temp-workspace.ts";

const FILE = "selecto.config.yaml";
const parse = (text: string): LoadedConfig => parseConfig(FILE, text);

function failureOf(action: () => unknown): SelectoError {
  try {
    action();
  } catch (error) {
    if (error instanceof SelectoError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

const allLines = (error: SelectoError): string => [error.message, error.why, error.next, error.stack, JSON.stringify(error)].join("\n");

describe("parseConfig", () => {
  it("reads every key", () => {
    const { config } = parse(`
$schema: ./schemas/config.schema.json
requires: ">=0.1"
database: {url: env:SHOP_URL, version: 15.10, searchPath: [app, public]}
shadow: {engine: server, major: 15, url: env:SHADOW_URL, timeout: 60, extensions: [citext]}
schema: [db/schema.sql, "db/views/*.sql"]
domains: domains
queries: {paths: [queries], ignore: queries/old, dialect: sqlc}
migrations: migrations
history: snapshots/history.db
check: {failOn: [changed], accept: [{id: q1, reason: known, until: 2026-12-31}]}
online: {bigTable: 64}
`);
    expect(Object.keys(config)).toEqual([
      "$schema",
      "requires",
      "database",
      "shadow",
      "schema",
      "domains",
      "queries",
      "migrations",
      "history",
      "check",
      "online",
    ]);
    expect(config.database?.version).toBe("15.10");
    expect(config.check?.accept).toEqual([{ id: "q1", reason: "known", until: "2026-12-31" }]);
  });

  it.each<[string, string, string, string, string]>([
    ["an unknown key", "schema: a.sql\nquerys: q\n", "config-unknown-key", `${FILE}:2:1`, "did you mean queries?"],
    ["an unknown key inside", "database:\n  ulr: embedded\n", "config-unknown-key", `${FILE}:2:3`, "did you mean url?"],
    ["an unknown key inside one of several forms", "queries:\n  dialekt: sqlc\n", "config-unknown-key", `${FILE}:2:3`, "did you mean dialect?"],
    ["an unknown key in a list", "check:\n  accept:\n    - id: a\n      reson: b\n", "config-unknown-key", `${FILE}:4:7`, "did you mean reason?"],
    ["a wrong type", "schema: a.sql\nshadow:\n  timeout: soon\n", "config-wrong-value", `${FILE}:3:12`, ""],
    ["a wrong type where several are right", "queries: 5\n", "config-wrong-value", `${FILE}:1:10`, ""],
    ["a wrong word", "queries: {dialect: oracle}\n", "config-wrong-value", `${FILE}:1:20`, ""],
    ["a missing value", "schema:\n", "config-wrong-value", `${FILE}:1:8`, ""],
    ["a wrong day", "check: {accept: [{id: a, reason: b, until: tomorrow}]}\n", "config-wrong-value", `${FILE}:1:44`, ""],
    ["a wrong range", "requires: new\n", "config-wrong-value", `${FILE}:1:11`, ""],
    ["a plain text as database", "database: {url: localhost}\n", "config-wrong-value", `${FILE}:1:17`, ""],
    ["a list", "- a\n", "config-not-a-mapping", FILE, ""],
    ["a text", "hello\n", "config-not-a-mapping", FILE, ""],
    ["nothing", "", "config-empty", FILE, ""],
    ["comments only", "# nothing\n", "config-empty", FILE, ""],
    ["a key twice", "schema: a\nschema: b\n", "config-not-yaml", `${FILE}:2:1`, ""],
    ["an open quote", 'schema: "a\n', "config-not-yaml", `${FILE}:`, ""],
    ["a tab as indentation", "database:\n\turl: embedded\n", "config-not-yaml", `${FILE}:2:1`, ""],
    ["code", "schema: !!js/function 'function () { throw 1 }'\n", "config-not-yaml", `${FILE}:1:9`, ""],
    [
      "a bomb of aliases",
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`,
      "config-not-yaml",
      FILE,
      "",
    ],
  ])("refuses %s", (_, text, code, place, next) => {
    const error = failureOf(() => parse(text));
    expect(error).toMatchObject({ code, exit: 2 });
    expect(error.message).toContain(place);
    expect(error.next).toContain(next);
    for (const line of [error.message, error.why, error.next]) expect(line).not.toMatch(/\n|undefined|\[object/);
  });

  it("lists the keys that are known where the unknown one stands", () => {
    expect(failureOf(() => parse("check: {acept: []}")).why).toBe(`check of ${FILE} knows failOn, accept`);
    expect(failureOf(() => parse("check: {accept: [{id: a, reason: b, unti: c}]}"))).toMatchObject({
      why: `check.accept.0 of ${FILE} knows id, reason, until`,
      next: "did you mean until?",
    });
  });

  it.each([
    "database: {url: 'postgres://app:hunter2canary@db/shop'}",
    "database: {url: 'postgres://db/shop?user=a&password=hunter2canary'}",
    "database: {url: 'host=db password=hunter2canary'}",
    "shadow: {url: 'postgresql://:hunter2canary@db/shop'}",
    "shadow: {url: hunter2canary}",
    "database: {url: [hunter2canary]}",
    "schema: {url: hunter2canary}",
    "requires: hunter2canary",
    "queries: {dialect: hunter2canary}",
    "'postgres://app:hunter2canary@db/shop': x",
    "database: {url: 'postgres://app:hunter2canary@db/shop}",
    "a: *hunter2canary",
    "a: !hunter2canary x",
    "a: [hunter2canary: {}}",
    'database: {url: "\\hunter2canary"}',
  ])("does not repeat a value: %s", (text) => {
    expect(allLines(failureOf(() => parse(text)))).not.toContain("hunter2canary");
  });

  it("names a password in a URL as such", () => {
    const error = failureOf(() => parse("database:\n  url: postgres://app:secret@db/shop\n"));
    expect(error.message).toBe(`${FILE}:2:8 database.url holds a password; keep it in an environment variable and write env:NAME`);
  });

  it("takes a URL without a password", () => {
    expect(parse("database: {url: 'postgres://app@db:5432/shop?sslmode=require'}").config.database?.url).toContain("app@db");
  });
});

describe("loadConfig", () => {
  it("is undefined without a file, takes .yml, and refuses two", async () => {
    expect(await loadConfig(memoryTree({ "a.sql": "" }))).toBeUndefined();
    expect((await loadConfig(memoryTree({ "selecto.config.yml": "schema: a.sql" })))?.file).toBe("selecto.config.yml");
    await expect(loadConfig(memoryTree({ "selecto.config.yml": "schema: a", [FILE]: "schema: b" }))).rejects.toMatchObject({ code: "config-twice" });
  });

  it("refuses bytes that are no text", async () => {
    await expect(loadConfig(memoryTree({ [FILE]: Uint8Array.of(0x61, 0xff) }))).rejects.toMatchObject({ code: "config-unreadable" });
  });
});

describe("requireVersion", () => {
  it.each([
    [">=0.1", "0.1.0", true],
    [">=0.1", "0.2.0-beta.1", true],
    ["^1", "0.9.0", false],
  ])("%s with %s: %s", (range, version, fits) => {
    const loaded = parse(`requires: "${range}"`);
    if (fits) requireVersion(loaded, version);
    else expect(failureOf(() => requireVersion(loaded, version))).toMatchObject({ code: "config-requires", why: `${FILE}:1:11 says so` });
  });
});

describe("chooseDatabase", () => {
  const URL = "postgres://app:hunter2canary@db/shop";
  const config = parse("schema: a.sql\ndatabase:\n  url: env:SHOP_URL\n");

  it.each<[string, Parameters<typeof chooseDatabase>[0], ConnectionChoice | undefined]>([
    [
      "a flag before everything",
      { flag: "env:A", config, environment: { A: URL, SHOP_URL: "postgres://b", DATABASE_URL: "postgres://c" } },
      { kind: "url", url: URL, source: "--database comes from the environment variable A" },
    ],
    [
      "the configuration before the environment",
      { config, environment: { SHOP_URL: URL, DATABASE_URL: "postgres://c" } },
      { kind: "url", url: URL, source: "database.url comes from the environment variable SHOP_URL" },
    ],
    [
      "DATABASE_URL before PG*",
      { environment: { DATABASE_URL: URL, PGHOST: "h" } },
      { kind: "url", url: URL, source: "database.url comes from the environment variable DATABASE_URL" },
    ],
    [
      "PG*",
      { environment: { PGHOST: "h", PGUSER: "u", PGPASSWORD: "hunter2canary", PGPORT: "" } },
      {
        kind: "parameters",
        parameters: { host: "h", user: "u", password: "hunter2canary" },
        source: "the database comes from the environment variables PGHOST, PGUSER, PGPASSWORD",
      },
    ],
    ["a lone PGUSER is no database", { environment: { PGUSER: "u" } }, undefined],
    [
      "embedded",
      { config: parse("database: {url: embedded}"), environment: { DATABASE_URL: URL } },
      { kind: "embedded", source: `database.url comes from ${FILE}:1:17` },
    ],
    ["nobody", { config: parse("schema: a"), environment: {} }, undefined],
  ])("%s", (_, request, expected) => {
    expect(chooseDatabase(request)).toEqual(expected);
    expect(expected?.source ?? "").not.toContain("hunter2canary");
  });

  it.each<[string, Parameters<typeof chooseDatabase>[0], string, string]>([
    ["a variable that is not set", { config, environment: {} }, "variable-not-set", "database.url says env:SHOP_URL"],
    ["an empty variable", { config, environment: { SHOP_URL: " " } }, "variable-not-set", "database.url says env:SHOP_URL"],
    ["a variable that holds something else", { config, environment: { SHOP_URL: "hunter2canary" } }, "variable-no-url", "does not start with postgres://"],
    [
      "a DATABASE_URL of another database",
      { environment: { DATABASE_URL: "mysql://hunter2canary" } },
      "variable-no-url",
      "neither a flag nor a configuration names a database",
    ],
    ["a URL in a flag", { flag: URL, environment: {} }, "flag-secret", "kept by shells"],
  ])("refuses %s", (_, request, code, why) => {
    const error = failureOf(() => chooseDatabase(request));
    expect(error).toMatchObject({ code, exit: 2, why: expect.stringContaining(why) });
    expect(allLines(error)).not.toContain("hunter2canary");
  });

  it("takes the shadow from the configuration only", () => {
    expect(chooseShadow({ config: parse("shadow: {url: env:S}"), environment: { S: "postgres://s", DATABASE_URL: URL } })).toMatchObject({
      url: "postgres://s",
      source: "shadow.url comes from the environment variable S",
    });
    expect(chooseShadow({ config: undefined, environment: { DATABASE_URL: URL } })).toBeUndefined();
  });
});

describe("schemas/config.schema.json", () => {
  const schema: unknown = JSON.parse(readFileSync(new URL("../../schemas/config.schema.json", import.meta.url), "utf8"));

  it("has the keys of the configuration, each with words for an editor", () => {
    expect(schema).toHaveProperty("additionalProperties", false);
    for (const key of Object.keys(publishedSchemas.config.shape))
      expect(schema).toHaveProperty(["properties", key, "description"], expect.stringMatching(/\w+.*\.$/));
  });
});
