/**
 * Reads `selecto.config.yaml`: text to checked data, with the place of every mistake. The file is data;
 * nothing in it is executed, and its values never appear in an error.
 */
import { satisfies } from "semver";
import { isMap, isScalar, LineCounter, parseDocument, type Document } from "yaml";
import { z } from "zod";
import { EXIT, SelectoError } from "../../model/error.ts";
import { formatPosition, type SourcePosition } from "../../model/position.ts";
import { readText, type FileTree } from "../file-tree.ts";
import { nearestName } from "../nearest-name.ts";
import { CONFIG_FILES, configSchema, type Config } from "./schema.ts";
import { explainYaml } from "./yaml-errors.ts";

export interface LoadedConfig {
  readonly file: string;
  readonly config: Config;
  /** where the value of a key path stands: `positionOf(["database", "url"])`; undefined when it is not there */
  readonly positionOf: (path: readonly (string | number)[]) => SourcePosition | undefined;
}

/**
 * The configuration of a tree, or undefined when it has none.
 *
 * @throws SelectoError `config-…` when there are two files, or the file cannot be read or is wrong
 */
export async function loadConfig(tree: FileTree): Promise<LoadedConfig | undefined> {
  const paths = await tree.list();
  const [file, second] = CONFIG_FILES.filter((name) => paths.includes(name));
  if (file === undefined) return undefined;
  if (second !== undefined)
    throw failure("config-twice", `there are two configurations: ${file} and ${second}`, "only one of them can be meant", `remove ${second}`);
  const read = await readText(tree, file);
  if (!read.ok) throw failure("config-unreadable", `cannot read ${file}`, read.problem.message, read.problem.next ?? "mend the file");
  return parseConfig(file, read.text);
}

/**
 * Reads the text of a configuration.
 *
 * @throws SelectoError `config-not-yaml`, `config-not-a-mapping`, `config-unknown-key`, `config-wrong-value`
 */
export function parseConfig(file: string, text: string): LoadedConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): SourcePosition => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) {
    throw failure(
      "config-not-yaml",
      `${formatPosition(at(fault.pos[0]))} is not YAML`,
      explainYaml(fault.code),
      "mend the file; selecto init --print shows one",
    );
  }
  if (document.contents === null)
    throw failure(
      "config-empty",
      `${file} is empty`,
      "a configuration says at least one thing, like schema: schema.sql",
      `fill it, or remove it: without one selecto detects what is there`,
    );
  if (!isMap(document.contents))
    throw failure("config-not-a-mapping", `${file} is not a mapping`, "it must consist of keys with values, like schema: schema.sql", "selecto init --print");
  keepVersionAsWritten(document);

  const positionOf = (path: readonly (string | number)[]): SourcePosition | undefined => {
    const offset = offsetOf(document, path);
    return offset === undefined ? undefined : at(offset);
  };
  const parsed = configSchema.safeParse(toData(document, file));
  if (parsed.success) return { file, config: parsed.data, positionOf };
  throw faultOf(parsed.error, file, (path, key) => {
    const offset = key === undefined ? nearestOffset(document, path) : keyOffset(document, path, key);
    return at(offset ?? 0);
  });
}

/**
 * Refuses a workspace that asks for another version of selecto.
 *
 * @throws SelectoError `config-requires`
 */
export function requireVersion(loaded: LoadedConfig, version: string): void {
  const range = loaded.config.requires;
  if (range === undefined || satisfies(version, range, { includePrerelease: true })) return;
  const position = loaded.positionOf(["requires"]);
  throw failure(
    "config-requires",
    `this workspace wants selecto ${range}; this is ${version}`,
    `${position === undefined ? loaded.file : formatPosition(position)} says so`,
    `npx selecto-cli@'${range}'`,
  );
}

/** YAML reads `15.10` as the number 15.1; a version is what was written. */
function keepVersionAsWritten(document: Document): void {
  const node = document.getIn(["database", "version"], true);
  if (isScalar(node) && typeof node.value === "number" && node.source !== undefined) node.value = node.source;
}

function toData(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw failure("config-not-yaml", `${file} cannot be unfolded`, "its aliases refer to each other too often", "write the values out");
  }
}

function faultOf(error: z.ZodError, file: string, place: (path: readonly (string | number)[], key?: string) => SourcePosition): SelectoError {
  // A misspelt key is often also a missing one; the misspelling says more.
  const first = error.issues.find((issue) => issue.code === "unrecognized_keys") ?? error.issues[0];
  if (first === undefined) throw new Error("zod refused a configuration without an issue");
  const { issue, path } = innermost(first, []);
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0] ?? "";
    const position = place(path, key);
    const where = path.length === 0 ? "the top" : path.join(".");
    const known = keysAt(path);
    const near = nearestName(key, known);
    const shown = /^[\w$.-]{1,40}$/.test(key) ? key : "(not shown)";
    return failure(
      "config-unknown-key",
      `${formatPosition(position)} unknown key ${shown}`,
      `${where} of ${file} knows ${known.join(", ")}`,
      near === undefined ? "remove it" : `did you mean ${near}?`,
    );
  }
  const name = path.length === 0 ? file : path.join(".");
  return failure(
    "config-wrong-value",
    `${formatPosition(place(path))} ${name} ${wordsOf(issue)}`,
    "the value is not of the kind that this key wants",
    "selecto init --print shows the keys; schemas/config.schema.json describes them",
  );
}

type Issue = z.core.$ZodIssue;

/** A union is refused with one list of issues per alternative; the one that got furthest names the mistake. */
function innermost(issue: Issue, outer: readonly PropertyKey[]): { issue: Issue; path: readonly (string | number)[] } {
  const path = [...outer, ...issue.path];
  if (issue.code === "invalid_union") {
    const inside = issue.errors.flat().filter((inner) => inner.path.length > 0 || inner.code === "unrecognized_keys");
    const [deepest] = inside.toSorted((left, right) => right.path.length - left.path.length);
    if (deepest !== undefined) return innermost(deepest, path);
  }
  return { issue, path: path.filter((part) => typeof part !== "symbol") };
}

function wordsOf(issue: Issue): string {
  if (issue.code === "custom" || issue.code === "invalid_format" || issue.code === "invalid_union" || issue.code === "invalid_value") return issue.message;
  if (issue.code === "too_small") return issue.message.startsWith("must") ? issue.message : `must be at least ${issue.minimum}`;
  if (issue.code !== "invalid_type") return "is not allowed";
  if (issue.message.startsWith("must")) return issue.message;
  const wanted: Readonly<Record<string, string>> = {
    string: "a text",
    int: "a whole number",
    number: "a number",
    array: "a list",
    object: "a mapping",
    record: "a mapping",
    boolean: "true or false",
  };
  return issue.input === undefined && issue.message.includes("received undefined") ? "is missing" : `must be ${wanted[issue.expected] ?? issue.expected}`;
}

/** The keys allowed at a path, read off the schema. */
function keysAt(path: readonly (string | number)[]): readonly string[] {
  let options: readonly unknown[] = [configSchema];
  for (const part of path) options = options.flatMap(unwrap).flatMap((schema) => inside(schema, part));
  return options.flatMap(unwrap).flatMap((schema) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : []));
}

function inside(schema: unknown, part: string | number): readonly unknown[] {
  if (schema instanceof z.ZodObject) return part in schema.shape ? [schema.shape[part]] : [];
  return schema instanceof z.ZodArray ? [schema.element] : [];
}

function unwrap(schema: unknown): readonly unknown[] {
  if (schema instanceof z.ZodOptional) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(unwrap);
  return [schema];
}

function offsetOf(document: Document, path: readonly (string | number)[]): number | undefined {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (typeof node !== "object" || node === null || !("range" in node)) return undefined;
  return Array.isArray(node.range) && typeof node.range[0] === "number" ? node.range[0] : undefined;
}

/** The place of a value, or of the nearest thing around it that is written down. */
function nearestOffset(document: Document, path: readonly (string | number)[]): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const offset = offsetOf(document, path.slice(0, length));
    if (offset !== undefined) return offset;
  }
  return undefined;
}

function keyOffset(document: Document, path: readonly (string | number)[], key: string): number | undefined {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isMap(map)) return undefined;
  for (const pair of map.items) if (isScalar(pair.key) && String(pair.key.value) === key) return pair.key.range?.[0];
  return undefined;
}

function failure(code: string, what: string, why: string, next: string): SelectoError {
  return new SelectoError({ code, what, why, next, exit: EXIT.usage });
}
