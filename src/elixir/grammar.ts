/**
 * The one seam to tree-sitter: the Elixir grammar as WebAssembly, loaded once and only when a workspace
 * has Elixir files. Knows where the two files lie, in the bundle and in a checkout.
 */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Parser, Tree } from "web-tree-sitter";
import { SelectoError } from "../model/error.ts";

const RUNTIME = "web-tree-sitter.wasm";
const GRAMMAR = "tree-sitter-elixir.wasm";

let loading: Promise<Parser> | undefined;
let parser: Parser | undefined;

/** Makes the parser ready (about 50 ms, once). What reads Elixir afterwards is synchronous. */
export async function loadElixir(): Promise<void> {
  loading ??= load();
  parser = await loading;
}

async function load(): Promise<Parser> {
  const { Parser: TreeSitter, Language } = await import("web-tree-sitter");
  await TreeSitter.init({ locateFile: () => fileOf(RUNTIME, "web-tree-sitter") });
  const made = new TreeSitter();
  made.setLanguage(await Language.load(fileOf(GRAMMAR, "tree-sitter-elixir")));
  return made;
}

/** dist/elixir beside the bundle, or the packages of a checkout when running from source. */
function fileOf(name: string, folder: string): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const candidates = [join(here, "elixir", name), join(here, "..", "..", "node_modules", folder, name)];
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined)
    throw new SelectoError({
      code: "elixir-grammar",
      what: "Elixir files cannot be read",
      why: `${name} is missing in this installation`,
      next: "install selecto again",
    });
  return found;
}

/** @returns the tree; the caller frees it */
export function parseTree(text: string): Tree {
  if (parser === undefined) throw new Error("loadElixir was not awaited");
  parser.reset();
  const tree = parser.parse(text);
  if (tree === null) throw new Error("tree-sitter gave no tree");
  return tree;
}
