/** The mix project of a workspace: what its modules are called, and where they are. */
import { readText, type FileTree } from "./file-tree.ts";

export interface ElixirProject {
  /** `MyApp` */
  readonly module: string;
  /** `lib/my_app` */
  readonly folder: string;
}

/** The project whose mix.exs is nearest to the top; `undefined` where there is none. */
export async function findElixirProject(tree: FileTree): Promise<ElixirProject | undefined> {
  const depth = (path: string): number => path.split("/").length;
  const [path] = (await tree.list())
    .filter((one) => /(^|\/)mix\.exs$/.test(one) && !/(^|\/)(deps|_build)\//.test(one))
    .toSorted((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  if (path === undefined) return undefined;
  const read = await readText(tree, path);
  const text = read.ok ? read.text : "";
  const app = /\bapp:\s*:(\w+)/.exec(text)?.[1];
  const module = /defmodule\s+([A-Z]\w*)/.exec(text)?.[1];
  const name = app ?? "my_app";
  const camel = name.replaceAll(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return { module: module ?? camel, folder: `${path.slice(0, -"mix.exs".length)}lib/${name}` };
}
