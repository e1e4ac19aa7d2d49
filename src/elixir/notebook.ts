/**
 * Notebooks of Livebook (`.livemd`): Markdown with cells of Elixir. Knows where the cells are; what stands between them, the
 * outputs of cells and code that is only shown are no code.
 */
import type { Diagnostic } from "../model/diagnostic.ts";
import { aliasesOf, modulesIn, type ElixirFile, type ElixirModule } from "./modules.ts";
import { readSyntax, type ElixirText } from "./read-syntax.ts";
import type { Syntax } from "./syntax.ts";

export function isNotebook(path: string): boolean {
  return path.endsWith(".livemd");
}

/** Reads a notebook as one program, cell after cell. `loadElixir` must have been awaited; never throws for what is in it. */
export function readNotebook(file: ElixirText): ElixirFile {
  const body: Syntax[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { text, start, line } of cellsOf(file.text)) {
    // Each by itself: a fault in one says nothing about the others.
    const read = readSyntax({ path: file.path, text });
    body.push(...read.body.map((item) => shifted(item, start)));
    for (const one of read.diagnostics)
      diagnostics.push({ ...one, ...(one.position !== undefined && { position: { ...one.position, line: one.position.line + line - 1 } }) });
  }
  return { path: file.path, modules: modulesIn(body, file.path), body, diagnostics };
}

/** The code outside of modules, as the body of a module without a name. */
export function scriptOf({ path, body }: ElixirFile): ElixirModule {
  const aliases = new Map<string, string>();
  for (const item of body) for (const [short, long] of aliasesOf(item, aliases, "")) aliases.set(short, long);
  return { file: path, name: "", aliases, attributes: [], functions: [], macros: [], uses: [], imports: [], body, start: 0, end: 0 };
}

interface Cell {
  readonly text: string;
  /** offset of its first character */
  readonly start: number;
  /** line of its first character, from 1 */
  readonly line: number;
}

const FENCE = /^(`{3,})\s*(\w*)\s*$/;
/** Livebook's mark of code that is shown and not run. */
const SHOWN = /^<!--\s*livebook:\{[^>]*"(?:force_markdown|output)":true/;

function cellsOf(text: string): Cell[] {
  const cells: Cell[] = [];
  let open: { fence: string; start: number; line: number; isCode: boolean } | undefined;
  let offset = 0;
  let mark = "";
  for (const [index, written] of text.split("\n").entries()) {
    const line = written.replace(/\r$/, "");
    if (open === undefined) {
      const [, fence, language] = FENCE.exec(line) ?? [];
      if (fence !== undefined) open = { fence, start: offset + written.length + 1, line: index + 2, isCode: language === "elixir" && !SHOWN.test(mark) };
    } else if (line.trimEnd() === open.fence) {
      if (open.isCode) cells.push({ text: text.slice(open.start, offset), start: open.start, line: open.line });
      open = undefined;
    }
    if (line.trim() !== "") mark = line;
    offset += written.length + 1;
  }
  return cells;
}

/** The same syntax with its places counted from further up. */
function shifted<T>(value: T, by: number): T {
  if (Array.isArray(value)) return value.map((one: unknown) => shifted(one, by)) as T;
  if (typeof value !== "object" || value === null) return value;
  const moved = Object.entries(value).map(([key, inner]): [string, unknown] => [
    key,
    (key === "start" || key === "end") && typeof inner === "number" ? inner + by : shifted(inner, by),
  ]);
  return Object.fromEntries(moved) as T;
}
