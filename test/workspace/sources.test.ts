/** The texts of a state and their hash: equal for equal input wherever it lies, different for any difference. */
import { describe, expect, it } from "@jest/globals";
import { loadConfig } from "../../src/workspace/config/load.ts";
import { detectWorkspace } from "../../src/workspace/detect-workspace.ts";
import { openDiskTree } from "../../src/workspace/disk-tree.ts";
import type { FileTree } from "../../src/workspace/file-tree.ts";
import { openGitTree } from "../../src/workspace/git-tree.ts";
import { readMigrations, readSources, type WorkspaceSources } from "../../src/workspace/sources.ts";
import { makeFolder, makeRepository, memoryTree, writeFiles, type Files } from "./temp-workspace.ts";

async function sourcesOf(tree: FileTree): Promise<WorkspaceSources> {
  return readSources(tree, await detectWorkspace(tree, await loadConfig(tree)));
}

const SHOP: Files = {
  "selecto.config.yaml": "schema: schema\nqueries: queries\n",
  "schema/b.sql": "create table b ();",
  "schema/a.sql": "create table a ();",
  "queries/x.sql": "select 1",
  "domains/a.yaml": "name: A",
};

describe("readSources", () => {
  it("gives plain values, by path", async () => {
    expect(await sourcesOf(memoryTree(SHOP))).toEqual({
      schema: {
        mode: "files",
        scripts: [
          { file: "schema/a.sql", text: "create table a ();", transactional: true },
          { file: "schema/b.sql", text: "create table b ();", transactional: true },
        ],
      },
      queries: [{ path: "queries/x.sql", text: "select 1" }],
      domains: [{ path: "domains/a.yaml", text: "name: A" }],
      ecto: [],
      domainQueries: [],
      savedViews: { texts: [], contexts: {} },
      diagnostics: [],
      sourceHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it("has one hash for the same files in memory, in a folder, a work tree and a commit", async () => {
    const repository = makeRepository(SHOP);
    const trees = [memoryTree(SHOP), await openDiskTree(makeFolder(SHOP)), await openDiskTree(repository), await openGitTree(repository, "HEAD")];
    const hashes = await Promise.all(trees.map(async (tree) => (await sourcesOf(tree)).sourceHash));
    expect(new Set(hashes).size).toBe(1);
    writeFiles(repository, { "schema/a.sql": "create table a (b int);" });
    expect((await sourcesOf(await openDiskTree(repository))).sourceHash).not.toBe(hashes[0]);
    expect((await sourcesOf(await openGitTree(repository, "HEAD"))).sourceHash).toBe(hashes[0]);
  });

  it("has another hash for every difference, and only for differences that matter", async () => {
    const variants: readonly Files[] = [
      SHOP,
      { ...SHOP, "schema/a.sql": "create table a (); " },
      { ...SHOP, "schema/c.sql": "" },
      { ...SHOP, "queries/x.sql": "select 2" },
      { ...SHOP, "queries/y.sql": "" },
      { ...SHOP, "domains/a.yaml": "name: B" },
      { ...SHOP, "queries/x.query.yaml": "domain: A" },
      { ...SHOP, "v.json": "[]", "selecto.config.yaml": "savedViews: {paths: v.json}" },
      { ...SHOP, "v.json": "[]", "selecto.config.yaml": "savedViews: {paths: v.json, contexts: {/a: A}}" },
      { ...SHOP, "domains/a.yaml": Uint8Array.of(0xff) },
      { ...SHOP, "selecto.config.yaml": "schema: schema\nqueries: {paths: queries, dialect: sqlc}\n" },
      { ...SHOP, "selecto.config.yaml": "schema: [schema/b.sql, schema/a.sql]\nqueries: queries\n" },
      { ...SHOP, "selecto.config.yaml": "schema: schema\nqueries: schema\n" },
    ];
    const hashes = await Promise.all(variants.map(async (files) => (await sourcesOf(memoryTree(files))).sourceHash));
    expect(new Set(hashes).size).toBe(variants.length);
    const same = await sourcesOf(memoryTree({ ...SHOP, "README.md": "x", "selecto.config.yaml": "queries: [./queries/]\nschema: ./schema\n" }));
    expect(same.sourceHash).toBe(hashes[0]);
  });

  it("does not take moved text for the same text", async () => {
    const hash = async (files: Files): Promise<string> => (await sourcesOf(memoryTree(files))).sourceHash;
    expect(await hash({ "schema/a.sql": "create table a ();create table b ();", "schema/b.sql": "create table c ();" })).not.toBe(
      await hash({ "schema/a.sql": "create table a ();", "schema/b.sql": "create table b ();create table c ();" }),
    );
  });

  it("hands out a history in its order, with the tool's name", async () => {
    const sources = await sourcesOf(memoryTree({ "m/10_b.up.sql": "b", "m/9_a.up.sql": "a", "m/9_a.down.sql": "d" }));
    expect(sources.schema).toEqual({
      mode: "history",
      tool: "golang-migrate",
      scripts: [
        { file: "m/9_a.up.sql", text: "a", name: "9_a", transactional: true },
        { file: "m/10_b.up.sql", text: "b", name: "10_b", transactional: true },
      ],
    });
  });

  it("joins several sources that sqlc names, each read in its own way, each file once", async () => {
    const sources = await sourcesOf(
      memoryTree({
        "sqlc.yaml": 'version: "2"\nsql: [{engine: postgresql, schema: [extra.sql, m, extra.sql], queries: q}]',
        "extra.sql": "create schema x;",
        "m/2_b.sql": "-- +goose Up\nup b;\n-- +goose Down\ndown b;",
        "m/1_a.sql": "-- +goose Up\nup a;",
        "q/a.sql": "-- name: A :one\nselect 1;",
      }),
    );
    expect(sources.schema.mode).toBe("history");
    expect(sources.schema.scripts.map((script) => script.text.trim())).toEqual(["create schema x;", "-- +goose Up\nup a;", "-- +goose Up\nup b;"]);
  });

  it("parts a file of sqlc that is schema and queries at once, lines kept", async () => {
    const sources = await sourcesOf(
      memoryTree({
        "sqlc.yaml": 'version: "2"\nsql: [{engine: postgresql, schema: [a.sql], queries: [a.sql]}]',
        "a.sql": "create table a ();\n\n-- name: All :many\nselect * from a where id = @id;\n",
      }),
    );
    expect(sources.schema.scripts[0]?.text).toBe("create table a ();\n\n\n\n");
    expect(sources.queries).toEqual([{ path: "a.sql", text: "\n\n-- name: All :many\nselect * from a where id = @id;\n", dialect: "sqlc" }]);
  });

  it("counts every file that could not be read, once, in the order of places", async () => {
    const sources = await sourcesOf(
      memoryTree({ ...SHOP, "schema/a.sql": Uint8Array.of(0xff), "queries/x.sql": Uint8Array.of(0x0a, 0xff), "domains/a.yaml": Uint8Array.of(0xff) }),
    );
    expect(sources.diagnostics.map((one) => [one.code, one.position?.file, one.position?.line])).toEqual([
      ["file-not-utf8", "domains/a.yaml", 1],
      ["file-not-utf8", "queries/x.sql", 2],
      ["file-not-utf8", "schema/a.sql", 1],
    ]);
    expect(sources.schema.scripts.map((script) => script.file)).toEqual(["schema/b.sql"]);
  });

  it("without a schema source says so as data", async () => {
    expect((await sourcesOf(memoryTree({ "queries/a.sql": "select 1" }))).schema).toEqual({ mode: "none", scripts: [] });
  });
});

describe("readMigrations", () => {
  it("gives up and down of a layout's history", async () => {
    const tree = memoryTree({ "m/1_a.up.sql": "u", "m/1_a.down.sql": "d" });
    const layout = await detectWorkspace(tree);
    const part = layout.schema?.parts[0];
    if (part?.kind !== "history") throw new Error("no history");
    expect(await readMigrations(tree, part.history)).toEqual({
      scripts: [{ name: "1_a", file: "m/1_a.up.sql", up: "u", transactional: true, down: "d", downFile: "m/1_a.down.sql" }],
      diagnostics: [],
    });
  });
});
