/**
 * The architecture as rules over source texts: who may import whom, which globals appear where, how
 * files are named and how long they get. Reads nothing from disk, so that the rules can be tested on
 * made-up sources.
 */
import { parseSync } from "@swc/core";
import { posix } from "node:path";

export interface SourceFile {
  /** relative to src/, with `/` */
  readonly path: string;
  readonly text: string;
}

const FACTS = ["model", "sql"] as const;
const KNOWING = [...FACTS, "schema", "database", "oracle", "domain", "ecto", "query", "history"] as const;

/** room -> rooms it may import besides itself */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  model: [],
  sql: ["model"],
  schema: FACTS,
  database: FACTS,
  elixir: ["model"],
  ecto: [...FACTS, "elixir"],
  domain: [...FACTS, "elixir"],
  query: FACTS,
  history: FACTS,
  workspace: [...FACTS, "elixir"],
  oracle: [...FACTS, "schema"],
  impact: KNOWING,
  migration: KNOWING,
  operations: [...KNOWING, "impact", "migration", "workspace"],
  report: ["model"],
  commands: ["model", "operations", "report"],
};

/** Single files that stand open to a room the table above keeps out. */
const OPEN_FILES: Readonly<Record<string, readonly string[]>> = { commands: ["database/redact.ts"] };

/** package -> the only rooms that may import it */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "@supabase/pg-delta": ["schema"],
  "libpg-query": ["sql"],
  "web-tree-sitter": ["elixir"],
  "@electric-sql/pglite": ["database"],
  "better-sqlite3": ["history", "database"],
  umzug: ["migration", "history"],
  rfc6902: ["migration"],
  // schema: types only, for the pool that pg-delta expects
  pg: ["database", "schema"],
  "@oclif/core": ["commands"],
};

/** Where the process and its streams may be touched. */
const isOuter = (path: string): boolean => /^(commands\/|workspace\/config)/.test(path);
const PROCESS_MEMBERS = new Set(["exit", "exitCode", "env", "stdout", "stderr", "stdin", "argv"]);

const MAX_LINES = 300;
const MAX_MEDIAN = 100;
const EMPTY_NAMES = /(^|-)(utils?|helpers?|manager|common|misc)(-|$)/;

/** All violations, one line each, sorted. */
export function checkArchitecture(files: readonly SourceFile[]): string[] {
  const found = files.flatMap((file) => [...checkImports(file), ...checkGlobals(file), ...checkShape(file)].map((problem) => `${file.path}: ${problem}`));
  const lengths = files.map(({ text }) => countLines(text)).toSorted((a, b) => a - b);
  const median = lengths[Math.floor(lengths.length / 2)] ?? 0;
  if (median >= MAX_MEDIAN) found.push(`the median file has ${median} lines, the limit is below ${MAX_MEDIAN}`);
  return found.toSorted();
}

function checkImports({ path, text }: SourceFile): string[] {
  const room = roomOf(path);
  const allowed = ROOMS[room];
  if (allowed === undefined) return [`unknown room ${room}`];
  return importsOf(text).flatMap((specifier) => {
    if (specifier.startsWith(".")) {
      const target = posix.normalize(posix.join(posix.dirname(path), specifier));
      if (target.startsWith("..")) return [`imports ${specifier}, which is outside src`];
      const other = roomOf(target);
      const isFine = other === room || allowed.includes(other) || OPEN_FILES[room]?.includes(target) === true;
      return isFine ? [] : [`${room} must not import ${target}`];
    }
    if (/^(node:)?process$/.test(specifier)) return isOuter(path) ? [] : [`imports ${specifier}`];
    if (specifier.startsWith("node:")) return [];
    const name = packageName(specifier);
    if (room === "model") return [`model must not import the package ${name}`];
    const owners = PACKAGES[name];
    return owners === undefined || owners.includes(room) ? [] : [`only ${owners.join(", ")} may import ${name}`];
  });
}

function roomOf(path: string): string {
  return path.split("/")[0] ?? "";
}

function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/** Specifiers of static, dynamic and type imports, of re-exports and of `require`. */
export function importsOf(text: string): string[] {
  const found: string[] = [];
  const note = (value: unknown): void => {
    if (isNode(value) && value["type"] === "StringLiteral" && typeof value["value"] === "string") found.push(value["value"]);
  };
  visit(parse(text), (node) => {
    const type = node["type"];
    if (type === "ImportDeclaration" || type === "ExportAllDeclaration" || type === "ExportNamedDeclaration") note(node["source"]);
    else if (type === "TsImportType") note(node["argument"]);
    else if (type === "TsExternalModuleReference") note(node["expression"]);
    else if (type === "CallExpression" && isImportCallee(node["callee"])) {
      const [first] = asList(node["arguments"]);
      note(isNode(first) ? first["expression"] : undefined);
    }
  });
  return found;
}

function isImportCallee(callee: unknown): boolean {
  return isNode(callee) && (callee["type"] === "Import" || (callee["type"] === "Identifier" && callee["value"] === "require"));
}

function checkGlobals({ path, text }: SourceFile): string[] {
  if (isOuter(path)) return [];
  const found = new Set<string>();
  visit(parse(text), (node, parent) => {
    if (node["type"] !== "Identifier") return;
    const isMemberName = parent?.["key"] === node || (parent?.["type"] === "MemberExpression" && parent["object"] !== node);
    if (node["value"] === "console" && !isMemberName) found.add("uses console");
    if (node["value"] === "globalThis" && !isMemberName) found.add("uses globalThis");
    if (node["value"] !== "process" || isMemberName) return;
    const property = parent?.["type"] === "MemberExpression" ? parent["property"] : undefined;
    const name = isNode(property) && property["type"] === "Identifier" ? property["value"] : undefined;
    if (typeof name !== "string") found.add("uses process other than by a named member");
    else if (PROCESS_MEMBERS.has(name)) found.add(`uses process.${name}`);
  });
  return [...found];
}

function checkShape({ path, text }: SourceFile): string[] {
  const found: string[] = [];
  const lines = countLines(text);
  if (lines > MAX_LINES) found.push(`has ${lines} lines, the limit is ${MAX_LINES}`);
  if (!/^(#!.*\n)?\s*(\/\*|\/\/)/.test(text)) found.push("does not start with a comment that says what it knows");
  for (const part of path.replace(/(\.test|\.d)?\.[a-z]+$/, "").split("/")) {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(part)) found.push(`"${part}" is not kebab-case`);
    if (EMPTY_NAMES.test(part)) found.push(`"${part}" says nothing about what is inside`);
  }
  return found;
}

function countLines(text: string): number {
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}

type Node = Readonly<Record<string, unknown>>;

function parse(text: string): unknown {
  return parseSync(text, { syntax: "typescript", target: "es2022" });
}

function visit(value: unknown, meet: (node: Node, parent: Node | undefined) => void, parent?: Node): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, meet, parent);
  } else if (isNode(value)) {
    meet(value, parent);
    const next = typeof value["type"] === "string" ? value : parent;
    for (const child of Object.values(value)) visit(child, meet, next);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
