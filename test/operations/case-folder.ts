/**
 * A case folder as states: `before.sql`, then one of `after.sql` (another schema), `change.sql` (a
 * script) and `change.json` (described edits), `queries/`, `domains/`, and where the change touches them
 * too `queries-after/`, `domains-after/`. `settings.json` may name a search path and a time limit.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { z } from "zod";
import { readDomain } from "../../src/domain/read-domain.ts";
import { sha256 } from "../../src/model/hash.ts";
import { readQueries } from "../../src/query/index.ts";
import type { DescribedChange } from "../../src/operations/impact-of-states.ts";
import type { StateSource } from "../../src/operations/state-source.ts";

const SETTINGS = z.strictObject({ searchPath: z.string().optional(), timeoutMs: z.number().optional(), namespaces: z.array(z.string()).optional() });
export type CaseSettings = z.infer<typeof SETTINGS>;

const EDITS = z.strictObject({
  edits: z.array(
    z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("drop"), key: z.string() }),
      z.strictObject({ kind: z.literal("rename"), key: z.string(), newName: z.string() }),
      z.strictObject({ kind: z.literal("retype"), key: z.string(), type: z.string() }),
    ]),
  ),
});

export interface CaseFolder {
  readonly settings: CaseSettings;
  readonly from: StateSource;
  readonly change: { readonly kind: "state"; readonly to: StateSource } | { readonly kind: "described"; readonly change: DescribedChange };
}

/** Folders below `root` that hold a `before.sql`, as paths relative to it, sorted. */
export function findCases(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => basename(path) === "before.sql")
    .map((path) => relative(root, join(root, path, "..")))
    .toSorted();
}

export function readCase(folder: string): CaseFolder {
  const text = (name: string): string => readFileSync(join(folder, name), "utf8");
  const has = (name: string): boolean => existsSync(join(folder, name));
  const from = stateOf(folder, "before.sql", "queries", "domains");
  const settings = SETTINGS.parse(has("settings.json") ? JSON.parse(text("settings.json")) : {});
  if (has("change.sql"))
    return { settings, from, change: { kind: "described", change: { kind: "script", script: { file: "change.sql", text: text("change.sql") } } } };
  if (has("change.json")) return { settings, from, change: { kind: "described", change: { kind: "edits", ...EDITS.parse(JSON.parse(text("change.json"))) } } };
  const to = stateOf(
    folder,
    has("after.sql") ? "after.sql" : "before.sql",
    has("queries-after") ? "queries-after" : "queries",
    has("domains-after") ? "domains-after" : "domains",
  );
  return { settings, from, change: { kind: "state", to } };
}

function stateOf(folder: string, schema: string, queryFolder: string, domainFolder: string): StateSource {
  const scripts = [{ file: "schema.sql", text: readFileSync(join(folder, schema), "utf8") }];
  const queryFiles = filesIn(folder, queryFolder, "queries");
  const domainFiles = filesIn(folder, domainFolder, "domains");
  const { queries, diagnostics } = readQueries(queryFiles);
  const readings = domainFiles.map((file) => readDomain(file));
  return {
    origin: { kind: "files", text: schema },
    recipe: { kind: "files", scripts },
    queries,
    domains: readings.flatMap(({ domain }) => (domain === undefined ? [] : [domain])),
    diagnostics: [...diagnostics.filter((one) => one.severity !== "info"), ...readings.flatMap((one) => one.diagnostics)],
    files: [],
    inputHash: sha256([...scripts, ...queryFiles, ...domainFiles].map((file) => file.text).join("\0")),
  };
}

/** Files of a folder, shown under another folder's name: before and after are the same file at two times. */
function filesIn(folder: string, name: string, shown: string): { path: string; text: string }[] {
  const path = join(folder, name);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .toSorted()
    .map((file) => ({ path: `${shown}/${file}`, text: readFileSync(join(path, file), "utf8") }));
}
